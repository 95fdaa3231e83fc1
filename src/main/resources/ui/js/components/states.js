// What a view shows while it has nothing else to show.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { texts } from '../texts.js';
import { icon } from './icons.js';

/** Shows why something failed. Fields that the view shows itself are left out. */
export function problem(failure, shownFields = []) {
  const others = (failure.errors ?? []).filter(error => !shownFields.includes(error.field));
  return html`<div class="banner bad" role="alert">${icon('bad')}<div class="stack">
    <p>${failure.message || texts.failed}</p>
    ${others.length > 1
      ? html`<ul>${others.map(error => html`<li>${error.field} ${error.message}</li>`)}</ul>` : nothing}
  </div></div>`;
}

/** Shows gray lines in place of content that is being loaded. */
export const skeleton = lines => html`<div class="card" aria-busy="true">
  <span class="visually-hidden">${texts.loading}</span>
  ${Array.from({ length: lines }, () => html`<div class="skeleton"></div>`)}</div>`;

/** Says that there is nothing yet, and what to do next. */
export const empty = (title, text, action = nothing) => html`<div class="card empty">
  <div class="stack"><h2>${title}</h2><p class="lead">${text}</p></div>${action}</div>`;
