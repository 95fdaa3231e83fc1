// A link to a file of the service.

import { html } from '../../lib/lit-html/lit-html.js';
import { getFile, url } from '../api.js';
import { session } from '../session.js';
import { icon } from './icons.js';

/** Time for the browser to take the file. */
const KEPT_MILLIS = 60000;

/** @param name of the file; empty if the service names it */
export const downloadLink = (context, path, text, name = '') => html`<a class="button" download=${name}
  href=${url(path)} @click=${event => click(event, context, path, name)}>${icon('download')}${text}</a>`;

/** A browser sends no key when it follows a link. So where one is needed, the file is loaded first and saved then. */
async function click(event, context, path, name) {
  if (!session.hasKey) {
    return;
  }
  event.preventDefault();
  const file = await context.act(() => getFile(path, context.signal));
  if (file) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file.blob);
    link.download = name || file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MILLIS);
  }
}
