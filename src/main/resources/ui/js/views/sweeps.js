// The list of sweeps.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { when } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { pagedList, table } from '../components/paged-list.js';
import { empty } from '../components/states.js';
import { status } from '../components/status.js';
import { isOver, overOf, sweepName, trialsOf, valueFormat } from '../components/sweep-parts.js';
import { count, shortId } from '../format.js';
import { sweepTexts } from '../sweep-texts.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 3000;

export default function create(context) {
  const t = sweepTexts;
  const list = pagedList(context, 'sweeps');

  const best = sweep => (sweep.best ? html`<span class="strong">${
    valueFormat(sweep.objective)(sweep.best.value)}</span> <p class="small muted">${t.objectives[sweep.objective]}</p>`
    : texts.none);

  const trials = sweep => html`${t.over(count(overOf(sweep)), count(trialsOf(sweep)))}
    ${isOver(sweep) ? nothing : html`<progress max="1" .value=${overOf(sweep) / trialsOf(sweep)}
      aria-label=${`${t.progress}: ${sweepName(sweep)}`}></progress>`}`;

  const line = sweep => html`<tr>
    <th scope="row" class="name-cell"><a class="break" href=${`ui/sweeps/${sweep.id}`}>
        <bdi>${sweepName(sweep)}</bdi></a>
      <p class="small muted mono">${shortId(sweep.id)}</p></th>
    <td>${status(sweep.status)}</td>
    <td class="num">${best(sweep)}</td>
    <td class="num">${trials(sweep)}</td>
    <td class="nowrap wide">${when(sweep.createdAt)}</td></tr>`;

  const c = t.columns;
  const sweeps = items => table(t.title,
    [[c.name], [c.status], [c.best, 'num'], [c.trials, 'num'], [c.created, 'wide']],
    repeat(items, sweep => sweep.id, line));

  const newLink = () => html`<a class="button primary" href="ui/sweeps/new">${icon('plus')}${t.create}</a>`;

  return {
    start: () => context.every(POLL_MILLIS, list.load, list.failed),
    title: () => t.title,
    render: () => html`<div class="view">
      <div class="head"><div class="stack"><h1>${t.title}</h1><p class="lead">${t.lead}</p></div>
        <div class="actions">${newLink()}</div></div>
      ${list.render(sweeps, () => empty(t.emptyTitle, t.emptyText, newLink()))}</div>`,
  };
}
