// How a training that was repeated compares with the first one.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { shortId } from '../format.js';
import { modelTexts } from '../model-texts.js';
import { icon } from './icons.js';

const t = modelTexts.reproduction;

const difference = each => html`<tr><th scope="row">${each.what}</th><td class="break">${each.first}</td>
  <td class="break">${each.again}</td></tr>`;

const differences = list => html`<details><summary>${t.differences} (${list.length})</summary>
  <div class="table plain"><table><thead><tr><th scope="col">${t.what}</th><th scope="col">${t.first}</th>
    <th scope="col">${t.again}</th></tr></thead><tbody>${list.map(difference)}</tbody></table></div></details>`;

/** Says whether the weights are the same, and what differs. */
export const repeatOutcome = ({ sameWeights, verdict, differences: list }) => html`
  <div class="banner ${sameWeights ? 'good' : 'warn'}">${icon(sameWeights ? 'good' : 'warn')}
    <p class="break">${verdict}</p></div>
  ${list.length ? differences(list) : nothing}`;

/** Shows which model a job repeats, and the outcome once it is known; nothing for other jobs. */
export function repeatOf(job) {
  if (!job.reproduces) {
    return nothing;
  }
  return html`<section class="card"><p>${t.waits}
      <a href=${`ui/models/${job.reproduces}`}>${t.model} <span class="mono">${shortId(job.reproduces)}</span></a>.
      ${job.reproduction ? nothing : t.then}</p>
    ${job.reproduction ? repeatOutcome(job.reproduction) : nothing}</section>`;
}
