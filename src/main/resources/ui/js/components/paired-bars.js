// Two distributions beside each other, bar by bar.

import { html } from '../../lib/lit-html/lit-html.js';
import { percent } from '../format.js';
import { modelTexts } from '../model-texts.js';

const t = modelTexts.drift;

/** The least width, in percent, with which something that is there can be seen. */
const MIN_WIDTH = 1;

const width = (share, most) => (share > 0 ? Math.max(MIN_WIDTH, share / most * 100) : 0);

const bar = (share, most, kind) => html`<span class=${kind} .style=${`width: ${width(share, most)}%`}></span>`;

/** @param rows objects with a name, a live share and one of the test */
export function pairedBars(rows) {
  const most = Math.max(0, ...rows.flatMap(row => [row.live, row.test]));
  return html`<dl class="bars pairs-of-bars">${rows.map(row => html`
    <dt class="name">${row.name}</dt>
    <dd class="pair" aria-hidden="true">${bar(row.live, most, 'live')}${bar(row.test, most, 'test')}</dd>
    <dd class="num"><span aria-hidden="true">${percent(row.live)} <span class="muted">${percent(row.test)}</span></span>
      <span class="visually-hidden">${t.pair(percent(row.live), percent(row.test))}</span></dd>`)}</dl>`;
}

/** Names the two bars of each pair. */
export const pairLegend = () => html`<ul class="legend">
  <li><i class="live"></i>${t.inUse}</li><li><i class="test"></i>${t.inTest}</li></ul>`;
