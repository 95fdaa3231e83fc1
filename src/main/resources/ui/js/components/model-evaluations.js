// Evaluations of a model on other data sets: to begin one, and to see how they go.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { all, send } from '../api.js';
import { count, percent, wholePercent } from '../format.js';
import { modelTexts } from '../model-texts.js';
import { texts } from '../texts.js';
import { when } from './facts.js';
import { readyOf } from './job-choices.js';
import { datasetLink } from './model-parts.js';
import { pagedList, table } from './paged-list.js';
import { problem } from './states.js';
import { isFinal, status } from './status.js';

const t = modelTexts.evaluations;

export function modelEvaluations(context, id) {
  const path = `models/${encodeURIComponent(id)}/evaluations`;
  const list = pagedList(context, path);
  let datasets = null;
  let failure = null;
  let busy = false;

  async function load() {
    datasets = readyOf(await all('datasets', context.signal));
    await list.load();
  }

  async function start(event) {
    event.preventDefault();
    if (busy) {
      return;
    }
    busy = true;
    failure = null;
    context.update();
    try {
      await send('POST', path, { dataset: new FormData(event.target).get('dataset') });
      context.toast(t.started);
    } catch (error) {
      failure = error;
    }
    busy = false;
    await list.refresh();
  }

  async function remove(run) {
    const content = { title: t.removeTitle, text: t.removeText(run.dataset), action: texts.remove, destroys: true };
    if (await context.ask(content)) {
      await context.act(() => send('DELETE', `${path}/${run.id}`), t.removed);
      await list.refresh();
    }
  }

  function state(run) {
    if (run.failure) {
      return html`${status(run.status)}<p class="small muted break">${run.failure.message}</p>`;
    }
    return html`${status(run.status)}${run.status === 'RUNNING' ? html`
      <progress max="1" .value=${run.progress.fraction} aria-label=${t.progress(run.dataset)}></progress>
      <p class="small muted">${wholePercent(run.progress.fraction)} ·
        ${t.of(count(run.progress.done), count(run.progress.total))}</p>` : nothing}`;
  }

  const accuracy = ({ value, low, high }) => html`<span class="strong">${percent(value)}</span>
    <p class="small muted nowrap">${texts.evaluation.range(percent(low), percent(high))}</p>`;

  const line = run => html`<tr>
    <th scope="row" class="name-cell">${datasetLink(run.dataset)}</th>
    <td>${state(run)}</td>
    <td class="num">${run.result ? accuracy(run.result.accuracy) : texts.none}</td>
    <td class="num wide">${count(run.result?.images ?? run.progress.total)}</td>
    <td class="nowrap wide">${when(run.createdAt)}</td>
    <td class="num"><div class="actions end">
      ${run.result ? html`<a class="button small" href=${`ui/models/${id}/evaluations/${run.id}`}
        aria-label=${`${t.open}: ${run.dataset}`}>${t.open}</a>` : nothing}
      <button class="small danger" aria-label=${`${texts.remove}: ${run.dataset}`}
        @click=${() => remove(run)}>${texts.remove}</button></div></td></tr>`;

  const c = t.columns;
  const runs = items => table(t.title, [[c.dataset], [c.status], [c.accuracy, 'num'], [c.images, 'num wide'],
    [c.created, 'wide'], [c.actions, '', true]], repeat(items, run => run.id, line));

  const form = () => html`<form class="row alias-form" @submit=${start}>
    <div class="field grow"><label for="evaluation-dataset">${t.dataset}</label>
      <select id="evaluation-dataset" name="dataset">${datasets.map(({ value }) => html`
        <option value=${value}>${value}</option>`)}</select></div>
    <div class="actions"><button class="primary" aria-disabled=${busy}>${t.start}</button></div></form>`;

  return {
    load,
    /** Returns whether one of them changes by itself. */
    get isPending() {
      return Boolean(list.items?.some(run => !isFinal(run)));
    },
    refresh: list.refresh,
    render: () => (datasets ? html`<section class="card"><div class="stack"><h2>${t.title}</h2>
        <p class="muted">${t.hint}</p></div>
      ${failure ? problem(failure) : nothing}
      ${datasets.length ? form() : html`<p>${t.noDataset}</p>`}</section>
      ${list.items?.length ? list.render(runs, () => nothing) : nothing}` : nothing),
  };
}
