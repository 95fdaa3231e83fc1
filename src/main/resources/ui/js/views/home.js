// The first page: what this is, and a way from nothing to a first answer.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { all, get, getOrNull, send, withQuery } from '../api.js';
import { noteAll } from '../components/alias-history.js';
import { apiPath, isPending, nameOf, reference, total, viewPath } from '../components/dataset-parts.js';
import { when } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { modelLink } from '../components/model-parts.js';
import { serviceImages } from '../components/service-images.js';
import { problem, skeleton } from '../components/states.js';
import { isFinal, progressOf, status, waits } from '../components/status.js';
import { count, jobName, percent, shortId, wholePercent } from '../format.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 1500;

/** How often all is read while nothing is known to change. */
const CALM_MILLIS = 10_000;
const SHOWN_JOBS = 5;

/** Learns something useful of the sample within about a minute. */
const FIRST_JOB = { recipe: 'fast', dataset: 'fashion-mnist-sample', name: 'First model' };

export default function create(context) {
  const t = texts.home;
  const address = serviceImages(context);
  const models = new Map();
  let jobs = null;
  let aliases = [];
  let datasets = [];
  let failure = null;
  let readAt = 0;
  let sending = false;

  /** The only job so far, which has the page for itself until a model answers. */
  let first = null;

  const isCalm = () => jobs && jobs.every(isFinal) && !(first && !isFinal(first)) && !datasets.some(isPending);

  async function load() {
    if (isCalm() && Date.now() - readAt < CALM_MILLIS) {
      return;
    }
    const [page, names, sets] = await Promise.all([
      get(withQuery('jobs', { limit: SHOWN_JOBS }), context.signal), get('models/aliases', context.signal),
      all('datasets', context.signal)]);
    noteAll(names.items);
    const id = first?.id ?? (page.items.length === 1 && !names.items.length ? page.items[0].id : null);
    first = id && await getOrNull(`jobs/${id}`, context.signal);
    await loadModels([...names.items.map(each => each.modelId), first?.modelId]);
    jobs = page.items;
    aliases = names.items;
    datasets = sets;
    readAt = Date.now();
    failure = null;
  }

  async function loadModels(ids) {
    await Promise.all(ids.filter(id => id && !models.has(id)).map(async id => {
      models.set(id, await getOrNull(`models/${id}`, context.signal));
    }));
  }

  async function train() {
    if (!sending) {
      sending = true;
      first = await context.act(() => send('POST', 'jobs', FIRST_JOB)) ?? first;
      sending = false;
      context.update();
    }
  }

  const trainButton = () => html`<button class="primary" aria-disabled=${sending} @click=${train}>
    ${icon('run')}${t.start}</button>`;

  const welcome = () => html`
    <section class="card welcome">
      <div class="stack"><h1>${t.title}</h1><p class="lead">${t.lead}</p></div>
      <div class="actions">${trainButton()}
        <a class="button" href="ui/data">${icon('upload')}${t.own}</a></div>
      <p class="muted">${t.startHint}</p>
      ${sampleStrip()}
    </section>`;

  const sampleStrip = () => html`<img class="strip" width="960" height="96" alt=${t.sample}
    src=${address(`${apiPath(FIRST_JOB.dataset)}/images?split=train`)}
    @error=${event => { event.target.hidden = true; }}>`;

  const isSample = job => job.request?.dataset?.startsWith(FIRST_JOB.dataset);

  const about = job => (isSample(job) ? t.startHint
    : html`<bdi class="break">${jobName(job)}</bdi> · <bdi class="break">${job.request?.dataset}</bdi>`);

  const detailsLink = job => html`<a class="button" href=${`ui/jobs/${job.id}`}>${t.details}</a>`;

  function firstModel(job) {
    const model = models.get(job.modelId);
    // Without an alias the model has to be named.
    const name = aliases.some(each => each.modelId === job.modelId) ? null : job.modelId;
    return html`
      <div class="stack"><h1>${t.done}</h1><p class="lead">${model?.test ? t.right(percent(model.test.top1)) : nothing}
        ${isSample(job) ? t.drawIt : t.showIt}</p></div>
      <div class="actions"><a class="button primary" href=${withQuery('ui/try', { model: name })}>
        ${icon('try')}${t.tryIt}</a>${detailsLink(job)}</div>`;
  }

  const firstFailure = job => html`
    <div class="stack"><h1>${t.failed}</h1><p class="lead break">${job.failure?.message}</p></div>
    <div class="actions">${trainButton()}${detailsLink(job)}</div>`;

  const firstTraining = job => html`
    <div class="stack"><h1>${t.running}</h1><p class="lead">${about(job)}</p></div>
    ${status(job.status)}
    ${job.status === 'QUEUED' ? html`<p class="muted">${waits(job)}</p>` : progressOf(job)}
    <div class="actions">${detailsLink(job)}</div>
    ${isSample(job) ? sampleStrip() : nothing}`;

  const only = job => html`<section class="card welcome">${job.status === 'SUCCEEDED' ? firstModel(job)
    : job.status === 'FAILED' ? firstFailure(job) : firstTraining(job)}</section>`;

  const card = (title, link, linkText, content) => html`<section class="card">
    <div class="row between"><h2>${title}</h2><a href=${link}>${linkText}</a></div>${content}</section>`;

  const jobLine = job => html`<li class="stack tight">
    <div class="row between"><a class="break grow" href=${`ui/jobs/${job.id}`}><bdi>${jobName(job)}</bdi></a>
      ${status(job.status)}</div>
    ${progressOf(job)}
    ${isFinal(job) ? html`<p class="small muted">${when(job.createdAt)}</p>` : nothing}</li>`;

  const aliasLine = ({ alias, modelId }) => html`<li class="row between"><span class="chip accent">${alias}</span>
    ${models.get(modelId) ? modelLink(models.get(modelId))
      : html`<a class="mono" href=${`ui/models/${modelId}`}>${shortId(modelId)}</a>`}</li>`;

  const datasetLine = dataset => html`<li class="row between">
    <a class="break grow" href=${viewPath(reference(dataset))}>${nameOf(dataset)}</a>
    ${dataset.ready ? html`<span class="muted nowrap">${texts.dataset.images(count(total(dataset)))}</span>`
      : status(dataset.status)}</li>`;

  const overview = () => html`
    <div class="head"><div class="stack"><h1>${t.title}</h1><p class="lead">${t.lead}</p></div>
      <div class="actions"><a class="button" href="ui/try">${icon('try')}${t.tryIt}</a>
        <a class="button primary" href="ui/jobs/new">${icon('plus')}${t.newJob}</a></div></div>
    <div class="split">
      ${card(t.recentJobs, 'ui/jobs', t.allJobs, jobs.length ? html`<ul class="stack">${jobs.map(jobLine)}</ul>`
        : html`<p class="muted">${texts.jobs.emptyText}</p>`)}
      <div class="stack spaced">
        ${card(t.models, 'ui/models', t.allModels, aliases.length
          ? html`<ul class="stack">${aliases.map(aliasLine)}</ul>`
          : html`<p class="muted">${texts.models.noAliases}</p>`)}
        ${card(t.dataReady, 'ui/data', t.allData, html`<ul class="stack">${datasets.map(datasetLine)}</ul>`)}
      </div></div>`;

  function body() {
    if (!jobs) {
      return html`<h1>${t.title}</h1>${failure ? problem(failure) : skeleton(3)}`;
    }
    // A job that was cancelled leaves nothing.
    const isEmpty = !aliases.length && jobs.every(job => job.status === 'CANCELLED');
    if (first && first.status !== 'CANCELLED') {
      return only(first);
    }
    return isEmpty ? welcome() : overview();
  }

  function title() {
    const job = first;
    if (!job || job.status === 'CANCELLED') {
      return '';
    }
    if (isFinal(job)) {
      return job.status === 'SUCCEEDED' ? t.done : t.failed;
    }
    return `${job.progress ? wholePercent(job.progress.fraction) : texts.status[job.status]} · ${t.running}`;
  }

  return {
    // The title tells how far the first job is, also while another tab is looked at.
    start: () => context.every(POLL_MILLIS, load, error => { failure = error; }, true),
    title,
    render: () => html`<div class="view">${body()}</div>`,
  };
}
