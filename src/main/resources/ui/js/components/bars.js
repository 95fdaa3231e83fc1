// Horizontal bars with a name and a value each.

import { html } from '../../lib/lit-html/lit-html.js';

/** @param rows objects with a name, a share from 0 to 1, and the text of the value */
export const bars = rows => html`<dl class="bars">${rows.map(row => html`
  <dt class="name">${row.name}</dt>
  <dd class="bar" aria-hidden="true"><span .style=${`width: ${Math.max(0, Math.min(1, row.share)) * 100}%`}></span></dd>
  <dd class="num">${row.value}</dd>`)}</dl>`;
