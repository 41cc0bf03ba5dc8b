/**
 * How deep the elements of a page nest once a browser has read it, counted without building a tree.
 * Tags alone would mislead both ways: `<p>` and `<li>` are closed by what follows them, while `<b>`
 * lives on in the next block until somebody closes it. The rules are those of the HTML standard,
 * section 13.2.6; where a rule is left out, the count is too high rather than too low.
 */

interface Open {
  name: string;
  /** The whole tag: the standard tells formatting elements apart by their attributes too. */
  tag: string;
  /** Reopened in the parent when that which holds it is closed. */
  survives: boolean;
  /** Has been reopened: from then on a browser repeats it in every block. */
  floats: boolean;
}

/** Start tags of `tags` close the nearest of `closed`, unless one of `stops` is nearer. */
interface Implied {
  tags: Set<string>;
  closed: Set<string>;
  stops: Set<string>;
}

const VOID = words(
  'area base basefont bgsound br col embed frame hr img image input keygen link meta param source track wbr',
);
/** Every page has one of each whatever it says, and repeated ones are ignored. */
const FRAME = words('html head body');
const FORMATTING = words('a b big code em font i nobr s small strike strong tt u');
const HEADINGS = words('h1 h2 h3 h4 h5 h6');
const TABLE_PARTS = words('table tbody thead tfoot tr td th caption');
const TABLES = words('table template');
const FOREIGN = words('svg math');
/** Formatting inside ends with them. */
const MARKERS = words('applet caption marquee object td template th');
const SCOPE = words(
  'applet caption table td th marquee object template foreignobject desc annotation-xml',
);
const LIST_SCOPE = new Set([...SCOPE, 'ul', 'ol']);
const BUTTON_SCOPE = new Set([...SCOPE, 'button']);
const BLOCKS = words(
  'address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form header hgroup main menu nav ol pre listing search section summary ul',
);
const SPECIAL = new Set([
  ...SCOPE,
  ...BLOCKS,
  ...HEADINGS,
  ...TABLE_PARTS,
  ...words('p li dd dt button select iframe noscript'),
]);
const ITEM_STOPS = new Set([...SPECIAL].filter((name) => !['address', 'div', 'p'].includes(name)));

const IMPLIED: Implied[] = [
  { tags: words('li'), closed: words('li'), stops: ITEM_STOPS },
  { tags: words('dd dt'), closed: words('dd dt'), stops: ITEM_STOPS },
  {
    tags: new Set([...BLOCKS, ...HEADINGS, ...words('p li dd dt hr table xmp plaintext')]),
    closed: words('p'),
    stops: BUTTON_SCOPE,
  },
  { tags: words('td th'), closed: words('td th caption'), stops: words('tr table template') },
  { tags: words('tr'), closed: words('tr caption'), stops: TABLES },
  {
    tags: words('tbody thead tfoot'),
    closed: words('tbody thead tfoot caption'),
    stops: TABLES,
  },
  { tags: words('table'), closed: words('table'), stops: words('td th caption template object') },
  { tags: words('option optgroup'), closed: words('option'), stops: words('select optgroup') },
  { tags: words('button'), closed: words('button'), stops: SCOPE },
];

/** By the name of the tag: most close nothing, and a page has hundreds of thousands. */
const IMPLIED_BY = new Map<string, Implied[]>();
for (const implied of IMPLIED) {
  for (const name of implied.tags) IMPLIED_BY.set(name, [...(IMPLIED_BY.get(name) ?? []), implied]);
}

/** HTML standard 13.2.4.3, the "Noah's Ark clause": at most three alike survive. */
const ALIKE = 3;
/** Most elements that one misplaced end tag of a formatting element makes a browser add (13.2.6.4.7). */
const ADOPTED = 8;

export class OpenElements {
  readonly #open: Open[] = [];
  #floating = 0;
  /** All that a browser would make so far, repeated formatting included. */
  count = 0;

  get depth(): number {
    return this.#open.length;
  }

  /** Whether one of `names` is open. */
  has(names: ReadonlySet<string>): boolean {
    return this.#open.some(({ name }) => names.has(name));
  }

  /** `name` in lower case, `tag` as written, `closed` for `<name/>`. */
  start(name: string, tag: string, closed: boolean): void {
    if (FRAME.has(name)) return;
    for (const { closed: ended, stops } of IMPLIED_BY.get(name) ?? [])
      this.#closeNearest(ended, stops);
    if (HEADINGS.has(name) && HEADINGS.has(this.#open.at(-1)?.name ?? ''))
      this.#closeFrom(this.depth - 1);
    if (name === 'a' || name === 'nobr') this.#remove(name);
    this.count += 1;
    if (VOID.has(name) || (closed && this.has(FOREIGN))) return;
    const survives = FORMATTING.has(name);
    if (survives) this.#leaveBehind(tag);
    else this.count += this.#floating;
    this.#open.push({ name, tag, survives, floats: false });
  }

  end(name: string): void {
    if (FORMATTING.has(name)) this.#remove(name);
    else if (TABLE_PARTS.has(name)) this.#closeNearest(new Set([name]), TABLES);
    else if (HEADINGS.has(name)) this.#closeNearest(HEADINGS, SCOPE);
    else if (!this.#closeNearest(new Set([name]), stopsOf(name))) {
      // An end tag of these that closes nothing makes an empty element.
      this.count += Number(name === 'p' || name === 'br');
    }
  }

  #closeNearest(closed: ReadonlySet<string>, stops: ReadonlySet<string>): boolean {
    for (let at = this.depth - 1; at >= 0; at -= 1) {
      const name = this.#open[at]?.name ?? '';
      if (closed.has(name)) {
        this.#closeFrom(at);
        return true;
      }
      if (stops.has(name)) return false;
    }
    return false;
  }

  #closeFrom(at: number): void {
    const gone = this.#open.splice(at);
    this.#floating -= gone.filter(({ floats }) => floats).length;
    for (const element of gone) {
      if (MARKERS.has(element.name)) return;
      if (!element.survives) continue;
      this.#open.push({ ...element, floats: true });
      this.#floating += 1;
      this.count += 1;
    }
  }

  #remove(name: string): void {
    const at = this.#open.findLastIndex((element) => element.name === name);
    if (at < 0) return;
    if (at < this.depth - 1) this.count += ADOPTED;
    this.#floating -= this.#open.splice(at, 1).filter(({ floats }) => floats).length;
  }

  #leaveBehind(tag: string): void {
    const alike = this.#open.filter((element) => element.survives && element.tag === tag);
    const [first] = alike;
    if (!first || alike.length < ALIKE) return;
    first.survives = false;
    if (!first.floats) return;
    // Open in the present block still, but not repeated in the next.
    this.#open.splice(this.#open.indexOf(first), 1);
    this.#open.push({ ...first, floats: false });
    this.#floating -= 1;
  }
}

/** How far up an end tag looks for its element. */
function stopsOf(name: string): Set<string> {
  if (name === 'p') return BUTTON_SCOPE;
  if (name === 'li') return LIST_SCOPE;
  return SPECIAL.has(name) ? SCOPE : SPECIAL;
}

function words(list: string): Set<string> {
  return new Set(list.split(' '));
}
