// The days of a drift report in a table.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { count, number, percent } from '../format.js';
import { modelTexts } from '../model-texts.js';
import { texts } from '../texts.js';
import { icon } from './icons.js';
import { table } from './paged-list.js';

const t = modelTexts.drift;
const SMALL = 0.001;

const p = value => t.p(value < SMALL ? `< ${number(SMALL)}` : number(value));

const measured = (found, value) => (found ? html`<span class=${found.drift ? 'strong' : nothing}>${number(value)}</span>
  <p class="small muted nowrap">${p(found.pValue)}</p>` : texts.none);

/** Says whether a time drifted, with an icon. */
export function driftState(period) {
  if (period.tooFewToTell) {
    return html`<span class="status idle">${icon('wait')}${t.drifts.unknown}</span>`;
  }
  const drifted = period.labelDrift?.drift || period.confidenceDrift?.drift;
  return html`<span class="status ${drifted ? 'warn' : 'good'}">${icon(drifted ? 'warn' : 'good')}${
    drifted ? t.drifts.yes : t.drifts.no}</span>`;
}

const accuracy = period => (period.accuracy ? html`<span class="strong">${percent(period.accuracy.value)}</span>
  <p class="small muted nowrap">${percent(period.accuracy.low)} – ${percent(period.accuracy.high)}</p>` : texts.none);

const line = ({ day, period }) => html`<tr><th scope="row" class="nowrap">${day}</th>
  <td class="num">${count(period.predictions)}</td>
  <td class="num">${measured(period.labelDrift, period.labelDrift?.psi)}</td>
  <td class="num">${measured(period.confidenceDrift, period.confidenceDrift?.statistic)}</td>
  <td>${driftState(period)}</td>
  <td class="num">${accuracy(period)}</td></tr>`;

const c = t.columns;

export const driftDays = report => html`<div class="stack"><h2>${t.byDay}</h2>
    <p class="small muted">${t.explained}
      ${report.tests ? t.bound(number(report.significance)) : nothing}
      ${t.least(count(report.minPredictions))}</p></div>
  ${table(t.byDay, [[c.day], [c.predictions, 'num'], [c.labels, 'num'], [c.confidence, 'num'], [c.drift],
    [c.accuracy, 'num']], [...report.days].reverse().map(line))}`;
