/**
 * Keeps the dashboard fresh, and sends what somebody does on it. All the page says is worked out by
 * the server, which sends the parts that changed.
 */

import { filesIn, requestsFor } from './uploads.js';

/** Addresses in one request: the server takes no more. */
const MOST_ADDRESSES = 100;

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

/** What can be taken is taken; the rest stays in the field, and is named below it. */
async function addAddresses(field) {
  const lines = field.value.split(/\r?\n/).map((line) => line.trim());
  const urls = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const [refused, kept] = [[], []];
  let added = 0;
  for (let at = 0; at < urls.length; at += MOST_ADDRESSES) {
    let some = urls.slice(at, at + MOST_ADDRESSES);
    let answer = await postUrls(some);
    const bad = new Set(answer.named.map((one) => one.at));
    if (bad.size > 0) {
      refused.push(...answer.named);
      kept.push(...some.filter((_, index) => bad.has(index)));
      some = some.filter((_, index) => !bad.has(index));
      answer = some.length > 0 ? await postUrls(some) : { ok: true, named: [] };
    }
    if (answer.ok) added += some.length;
    else {
      kept.push(...some);
      refused.push({ value: '', message: answer.said });
    }
  }
  if (urls.length > 0) tell(`${added} / ${urls.length}`);
  tellRefused(refused);
  field.value = kept.join('\n');
}

function postUrls(urls) {
  return post('/api/inbox', {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ urls }),
  });
}

function takeFiles(place) {
  const input = place.querySelector('input');
  input.addEventListener('change', async () => {
    await upload([...input.files].map((file) => ({ file, folder: '' })));
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
    const files = [...event.dataTransfer.files].map((file) => ({ file, folder: '' }));
    if (entries.length > 0)
      await upload((await Promise.all(entries.map((one) => filesIn(one)))).flat());
    else if (files.length > 0) await upload(files);
    else if (text) await addAddresses({ value: text });
  });
}

async function upload(files) {
  let added = 0;
  const refused = [];
  for (const request of requestsFor(files)) {
    const form = new FormData();
    for (const { file, folder } of request) {
      form.append('file', file);
      form.append('folder', folder);
    }
    const answer = await post('/api/inbox', { body: form });
    if (answer.ok) added += answer.added;
    refused.push(...answer.named);
    if (!answer.ok && answer.named.length === 0) refused.push({ value: '', message: answer.said });
    tell(`${added} / ${files.length}`);
  }
  tellRefused(refused);
}

/** All of them, to be opened and read. */
function tellRefused(refused) {
  const place = document.getElementById('refused');
  if (!place) return;
  place.hidden = refused.length === 0;
  place.querySelector('summary').textContent = `${place.dataset.title} ${refused.length}`;
  const items = refused.map(({ value, message, next }) => {
    const item = document.createElement('li');
    item.textContent = [value && `${value}:`, message, next].filter(Boolean).join(' ');
    return item;
  });
  place.querySelector('ul').replaceChildren(...items);
  place.open = refused.length > 0;
}

/** Waits as long as the server asks for, and says what it said. */
async function post(path, options) {
  for (;;) {
    let response;
    try {
      response = await fetch(path, { method: 'POST', headers: {}, ...options });
    } catch {
      return {
        ok: false,
        said: document.getElementById('offline').textContent,
        named: [],
        added: 0,
      };
    }
    const wait = Number(response.headers.get('Retry-After'));
    if (response.status === 429 && wait > 0) {
      await new Promise((resolve) => setTimeout(resolve, wait * 1_000));
      continue;
    }
    const answer = await response.json().catch(() => ({}));
    const named = answer.errors ?? answer.skipped ?? [];
    const said = response.ok
      ? (answer.message ?? '✓')
      : [answer.detail ?? response.statusText, answer.next].filter(Boolean).join(' ');
    return { ok: response.ok, said, named, added: answer.added ?? 0 };
  }
}
