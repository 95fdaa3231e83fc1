// The first page: what this is, and a way from nothing to a first answer.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { all, get, send } from '../api.js';
import { icon } from '../components/icons.js';
import { problem, skeleton } from '../components/states.js';
import { isFinal, progressOf, status } from '../components/status.js';
import { ago, count, dateTime, jobName, percent } from '../format.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 1500;
const SHOWN_JOBS = 5;

/** Learns something useful of the sample within about a minute. */
const FIRST_JOB = { recipe: 'fast', dataset: 'fashion-mnist-sample', name: 'First model' };

export default function create(context) {
  const t = texts.home;
  let jobs = null;
  let aliases = [];
  let datasets = [];
  let first = null;
  let failure = null;

  async function load() {
    const [page, names, sets] = await Promise.all([
      get(`jobs?limit=${SHOWN_JOBS}`, context.signal), get('models/aliases', context.signal),
      all('datasets', context.signal)]);
    jobs = page.items;
    aliases = names.items;
    datasets = sets;
    failure = null;
    if (first) {
      first = await get(`jobs/${first.id}`, context.signal);
    } else if (jobs.length === 1 && !aliases.length) {
      first = await get(`jobs/${jobs[0].id}`, context.signal);
    }
  }

  async function train() {
    first = await context.act(() => send('POST', 'jobs', FIRST_JOB));
    context.update();
  }

  const welcome = () => html`
    <section class="card welcome">
      <div class="stack">
        <h1>${t.title}</h1>
        <p class="lead">${t.lead}</p>
      </div>
      <div class="actions">
        <button class="primary" @click=${train}>${icon('run')}${t.start}</button>
        <a class="button" href="ui/data">${icon('upload')}${t.own}</a>
      </div>
      <p class="muted">${t.startHint}</p>
    </section>`;

  function firstTraining() {
    const job = first;
    if (job.status === 'SUCCEEDED') {
      const top1 = job.epochs?.at(-1)?.evalTop1;
      return html`<section class="card welcome">
        <div class="stack"><h1>${t.done}</h1><p class="lead">${t.doneText(percent(top1))}</p></div>
        <div class="actions">
          <a class="button primary" href="ui/try">${icon('try')}${t.tryIt}</a>
          <a class="button" href=${`ui/jobs/${job.id}`}>${t.details}</a>
        </div></section>`;
    }
    return html`<section class="card welcome">
      <div class="stack"><h1>${isFinal(job) ? t.failed : t.running}</h1>
        ${job.failure ? html`<p class="lead">${job.failure.message}</p>` : html`<p class="lead">${t.startHint}</p>`}</div>
      ${status(job.status)}
      ${progressOf(job)}
      <div class="actions"><a class="button" href=${`ui/jobs/${job.id}`}>${t.details}</a></div></section>`;
  }

  const overview = () => html`
    <div class="head"><div class="stack"><h1>${t.title}</h1><p class="lead">${t.lead}</p></div>
      <div class="actions"><a class="button" href="ui/try">${icon('try')}${t.tryIt}</a>
        <a class="button primary" href="ui/jobs/new">${icon('plus')}${t.newJob}</a></div></div>
    <div class="split">
      <section class="card"><div class="row between"><h2>${t.recentJobs}</h2><a href="ui/jobs">${t.allJobs}</a></div>
        ${jobs.length ? html`<ul class="stack">${jobs.map(job => html`<li class="stack">
          <div class="row between"><a class="break grow" href=${`ui/jobs/${job.id}`}><bdi>${jobName(job)}</bdi></a>${status(job.status)}</div>
          ${progressOf(job)}
          ${isFinal(job) ? html`<p class="small muted"><time datetime=${job.createdAt} title=${dateTime(job.createdAt)}>${ago(job.createdAt)}</time></p>` : nothing}
        </li>`)}</ul>` : html`<p class="muted">${texts.jobs.emptyText}</p>`}
      </section>
      <section class="card"><div class="row between"><h2>${t.models}</h2><a href="ui/models">${t.allModels}</a></div>
        <ul class="stack">${aliases.map(alias => html`<li class="row between">
          <span class="chip accent">${alias.alias}</span>
          <a href=${`ui/models/${alias.modelId}`}>${alias.modelId.slice(0, 8)}</a></li>`)}</ul>
        ${aliases.length ? nothing : html`<p class="muted">${texts.models.noAliases}</p>`}
      </section>
      <section class="card"><div class="row between"><h2>${t.dataReady}</h2><a href="ui/data">${t.allData}</a></div>
        <ul class="stack">${datasets.map(each => html`<li class="row between">
          <a class="break grow" href=${`ui/data/${encodeURIComponent(each.name)}`}><bdi>${each.name}</bdi></a>
          ${each.ready ? html`<span class="muted">${count((each.trainSize ?? 0) + (each.validationSize ?? 0) + (each.testSize ?? 0))}</span>` : status(each.status)}</li>`)}</ul>
      </section>
    </div>`;

  function body() {
    if (failure && !jobs) {
      return html`<h1>${t.title}</h1>${problem(failure)}`;
    }
    if (!jobs) {
      return html`<h1>${t.title}</h1>${skeleton(3)}`;
    }
    if (first) {
      return firstTraining();
    }
    return jobs.length || aliases.length ? overview() : welcome();
  }

  return {
    start: () => context.every(POLL_MILLIS, load, error => { failure = error; }),
    title: () => (first && !isFinal(first) && first.progress ? `${Math.round(first.progress.fraction * 100)} %` : ''),
    render: () => html`<div class="view">${body()}</div>`,
  };
}
