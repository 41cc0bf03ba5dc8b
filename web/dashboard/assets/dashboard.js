/**
 * Keeps the dashboard fresh, and sends what somebody does on it. All the page says is worked out by
 * the server, which sends the parts that changed.
 */

/** Files and bytes in one request; the server takes more, but a folder may hold thousands. */
const BATCH = { files: 20, bytes: 20_000_000 };

const told = document.getElementById('told');
const tell = (text) => {
  if (told) told.textContent = text;
};

listen();
document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-post]');
  if (button) void act(button);
});
const drop = document.getElementById('drop');
if (drop) takeFiles(drop);
document.getElementById('addresses')?.addEventListener('submit', (event) => {
  event.preventDefault();
  void addAddresses(event.target.elements.urls);
});

function listen() {
  const path = document.body.dataset.live;
  if (!path) return;
  const offline = document.getElementById('offline');
  const source = new EventSource(path);
  source.addEventListener('parts', ({ data }) => {
    for (const [id, html] of Object.entries(JSON.parse(data))) replace(id, html);
  });
  source.addEventListener('open', () => {
    offline.hidden = true;
  });
  source.addEventListener('error', () => {
    offline.hidden = false;
    // Logged out, or another token: asking again and again would not help.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 10_000);
  });
}

/** What is open stays open, and who is on a button stays on it. */
function replace(id, html) {
  const part = document.getElementById(id);
  const open = [...part.querySelectorAll('details[open]')].map((one) => one.id);
  const focused = part.contains(document.activeElement) ? document.activeElement.id : '';
  part.innerHTML = html;
  for (const one of open) document.getElementById(one)?.setAttribute('open', '');
  if (focused) document.getElementById(focused)?.focus();
}

/** Not `disabled`, which would take the focus away from whoever uses the keyboard. */
async function act(button) {
  if (button.ariaBusy === 'true') return;
  button.ariaBusy = 'true';
  const answer = await post(button.dataset.post, {
    headers: { 'Content-Type': 'application/json' },
    body: button.dataset.body ?? '{}',
  });
  tell(answer.said);
  button.ariaBusy = 'false';
  if (answer.ok && document.body.dataset.live === '') location.reload();
}

async function addAddresses(field) {
  const urls = field.value.split(/\s+/).filter(Boolean);
  if (urls.length === 0) return;
  const answer = await post('/api/inbox', {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ urls }),
  });
  tell(answer.said);
  if (answer.ok) field.value = '';
}

function takeFiles(place) {
  const input = place.querySelector('input');
  input.addEventListener('change', async () => {
    await upload([...input.files].map((file) => ({ file, collection: '' })));
    input.value = '';
  });
  for (const name of ['dragenter', 'dragover']) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.add('over');
    });
  }
  for (const name of ['dragleave', 'drop']) {
    place.addEventListener(name, () => place.classList.remove('over'));
  }
  place.addEventListener('drop', async (event) => {
    event.preventDefault();
    const text = event.dataTransfer.getData('text/uri-list');
    const entries = [...event.dataTransfer.items].flatMap(
      (item) => item.webkitGetAsEntry?.() ?? [],
    );
    const files = [...event.dataTransfer.files].map((file) => ({ file, collection: '' }));
    if (entries.length > 0)
      await upload((await Promise.all(entries.map((one) => walk(one, '')))).flat());
    else if (files.length > 0) await upload(files);
    else if (text) await addAddresses({ value: text });
  });
}

/** All files of a dropped folder; the folders below it are collections. */
async function walk(entry, collection, isTop = true) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, collection }];
  }
  const reader = entry.createReader();
  const below = isTop ? '' : [collection, entry.name].filter(Boolean).join('/');
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    for (const one of some) found.push(...(await walk(one, below, false)));
  }
}

async function upload(files) {
  let added = 0;
  const refused = [];
  for (const batch of batches(files)) {
    const form = new FormData();
    if (batch[0].collection) form.append('collection', batch[0].collection);
    for (const { file } of batch) form.append('file', file);
    const answer = await post('/api/inbox', { body: form });
    if (answer.ok) added += batch.length;
    else refused.push(answer.said);
    tell(`${added} / ${files.length}${refused.length > 0 ? ` · ${refused.at(-1)}` : ''}`);
  }
}

/** Of one collection each. */
function batches(files) {
  const made = [];
  for (const one of files) {
    const last = made.at(-1);
    const bytes = last?.reduce((sum, { file }) => sum + file.size, one.file.size) ?? 0;
    const fits = last && last.length < BATCH.files && bytes < BATCH.bytes;
    if (fits && last[0].collection === one.collection) last.push(one);
    else made.push([one]);
  }
  return made;
}

/** Waits as long as the server asks for, and says what it said. */
async function post(path, options) {
  for (;;) {
    let response;
    try {
      response = await fetch(path, { method: 'POST', headers: {}, ...options });
    } catch {
      return { ok: false, said: document.getElementById('offline').textContent };
    }
    const wait = Number(response.headers.get('Retry-After'));
    if (response.status === 429 && wait > 0) {
      await new Promise((resolve) => setTimeout(resolve, wait * 1_000));
      continue;
    }
    const answer = await response.json().catch(() => ({}));
    const problems = (answer.errors ?? []).map(({ value, message }) => `${value}: ${message}`);
    const said = response.ok
      ? (answer.message ?? '✓')
      : [answer.detail ?? response.statusText, ...problems, answer.next].filter(Boolean).join(' ');
    return { ok: response.ok, said };
  }
}
