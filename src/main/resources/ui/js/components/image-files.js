// Images from files: chosen, dropped or pasted.

import { html } from '../../lib/lit-html/lit-html.js';
import { texts } from '../texts.js';
import { icon } from './icons.js';
import { MAX_BYTES, MAX_IMAGES } from './predict.js';

// With named types a phone offers its photos in one that is read here.
const TYPES = 'image/png,image/jpeg,image/webp,image/gif,image/bmp,image/tiff';

/**
 * Returns what is asked about the first files, and how many files are left out.
 *
 * @param folders those of the files that are folders
 */
export function itemsOf(files, folders) {
  const items = files.slice(0, MAX_IMAGES).map(file => {
    const reason = folders.has(file) ? texts.try.folder : file.size > MAX_BYTES ? texts.try.tooLarge : null;
    return {
      kind: 'file',
      title: file.name || texts.try.pasted,
      name: file.name || 'image',
      blob: file,
      ...(reason ? { refused: true, failure: { message: reason } } : {}),
    };
  });
  return { items, left: files.length - items.length };
}

/**
 * @param bring gets the chosen files
 * @param over whether files are being dragged over the view
 */
export const filesPanel = (bring, over) => html`<div class=${over ? 'drop over' : 'drop'}>
  ${icon('upload')}
  <p>${texts.try.drop}</p>
  <button type="button" class="primary" @click=${event => event.currentTarget.nextElementSibling.click()}>
    ${texts.try.choose}</button>
  <input type="file" hidden multiple accept=${TYPES} aria-label=${texts.try.choose} @change=${event => {
    bring([...event.target.files]);
    event.target.value = '';
  }}>
  <p class="small muted">${texts.try.limits}</p>
</div>`;
