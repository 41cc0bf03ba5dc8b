/** Where files are dropped and addresses pasted. It does not change by itself, so what is typed stays. */
import { html } from 'hono/html';
import type { View } from '../view.ts';

export function addPart({ say }: View) {
  return html`<section aria-labelledby="add-heading"><h2 id="add-heading">${say.add}</h2>
<div class="add"><label class="drop" id="drop"><span>${say.addHint}</span>
<input type="file" id="files" multiple><span class="choose">${say.chooseFiles}</span></label>
<form id="addresses"><label for="urls">${say.addresses}</label>
<textarea id="urls" name="urls" rows="3" spellcheck="false" placeholder="https://"></textarea>
<button>${say.addAddresses}</button></form></div>
<details id="refused" data-title="${say.notTaken}" hidden><summary></summary><ul></ul></details></section>
`;
}
