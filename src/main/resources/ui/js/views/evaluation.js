// One evaluation of a model on another data set.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get } from '../api.js';
import { downloadLink } from '../components/download.js';
import { modelEvaluation } from '../components/model-evaluation.js';
import { datasetLink } from '../components/model-parts.js';
import { problem, skeleton } from '../components/states.js';
import { isFinal, status } from '../components/status.js';
import { loss, percent, shortId } from '../format.js';
import { modelTexts } from '../model-texts.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 2000;

/** With five labels or fewer, the right one is always among the five likeliest. */
const TOP_5 = 5;

export default function create(context) {
  const t = modelTexts.evaluations;
  const { id, run: runId } = context.parameters;
  const path = `models/${encodeURIComponent(id)}/evaluations/${encodeURIComponent(runId)}`;
  const report = modelEvaluation(context, path, `${path}/report`);
  let run = null;
  let failure = null;

  async function load() {
    if (!run || !isFinal(run)) {
      run = await get(path, context.signal);
    }
    if (run.result) {
      await report.load();
    }
    failure = null;
  }

  const figures = result => [
    [t.facts.accuracy, percent(result.accuracy.value)],
    ...(report.classCount > TOP_5 ? [[t.facts.top5, percent(result.top5)]] : []),
    [t.facts.macroF1, percent(result.macroF1)], [t.facts.balanced, percent(result.balancedAccuracy)],
    [t.facts.loss, loss(result.loss)]];

  const results = () => html`<section class="card"><h2>${t.results}</h2>
    <dl class="facts">${figures(run.result).map(([name, value]) => html`
      <div><dt>${name}</dt><dd class="figure">${value}</dd></div>`)}</dl>
    <div class="actions">${downloadLink(context, `${path}/predictions`, t.outputs)}</div></section>`;

  const content = () => html`
    ${run.failure ? problem(run.failure) : run.result ? html`${results()}${report.render()}`
      : html`<p class="muted">${t.notReady}</p>`}`;

  return {
    start: () => context.every(POLL_MILLIS, load, error => { failure = error; }),
    title: () => (run ? t.viewTitle(run.dataset) : t.title),
    render: () => html`<div class="view">
      <div class="stack"><p class="crumbs"><a href="ui/models">${texts.models.title}</a> /
        <a class="mono" href=${`ui/models/${id}`}>${shortId(id)}</a></p>
      <h1>${run ? t.viewTitle(run.dataset) : t.title}</h1>
      ${run ? html`<div class="row">${status(run.status)}${datasetLink(run.dataset)}</div>` : nothing}</div>
      ${failure ? problem(failure) : nothing}
      ${run ? content() : failure ? nothing : skeleton(4)}</div>`,
  };
}
