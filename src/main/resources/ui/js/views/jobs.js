// The list of jobs, live.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { get, getOrNull, withQuery } from '../api.js';
import { when } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { verbs } from '../components/job-verbs.js';
import { empty, problem, skeleton } from '../components/states.js';
import { isFinal, progressOf, status, waits } from '../components/status.js';
import { jobName, percent, shortId } from '../format.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 2000;
const PAGE = 20;
const MAX = 100;

const FILTERS = {
  all: [],
  active: ['QUEUED', 'RUNNING', 'PAUSING', 'PAUSED', 'STOPPING', 'CANCELLING'],
  finished: ['SUCCEEDED', 'CANCELLED'],
  failed: ['FAILED'],
};

export default function create(context) {
  const t = texts.jobs;
  const chosen = new Set();
  const models = new Map();
  let filter = FILTERS[context.query.get('show')] ? context.query.get('show') : 'all';
  let limit = PAGE;
  let page = null;
  let failure = null;

  async function load() {
    const asked = filter;
    const answer = await get(withQuery('jobs', { status: FILTERS[asked], limit }), context.signal);
    if (asked === filter) {
      page = answer;
      failure = null;
      await loadModels();
    }
  }

  /** The list has no results. That of a job is the accuracy of its model, which never changes. */
  async function loadModels() {
    const ids = page.items.map(job => job.modelId).filter(id => id && !models.has(id));
    await Promise.all(ids.map(async id => models.set(id, await getOrNull(`models/${id}`, context.signal))));
  }

  async function poll() {
    try {
      await load();
    } catch (error) {
      failure = error.name === 'AbortError' ? null : error;
    }
    context.update();
  }

  function show(name) {
    filter = name;
    page = null;
    history.replaceState(null, '', name === 'all' ? 'ui/jobs' : `ui/jobs?show=${name}`);
    context.update();
    poll();
  }

  function choose(id, wanted) {
    wanted ? chosen.add(id) : chosen.delete(id);
    context.update();
  }

  function top1(job) {
    return percent(job.modelId ? models.get(job.modelId)?.test?.top1 : job.latest?.top1);
  }

  function state(job) {
    if (job.status === 'QUEUED') {
      return html`<p class="small muted">${waits(job)}</p>`;
    }
    if (job.failure) {
      return html`<p class="small muted break">${job.failure.message}</p>`;
    }
    return progressOf(job);
  }

  /** A narrow screen has no room for a column in which nothing is. */
  const progressClass = () => (page.items.every(job => isFinal(job) && !job.failure) ? 'wide' : '');

  const line = job => html`<tr>
    <td><input type="checkbox" aria-label=${t.select(jobName(job))} .checked=${chosen.has(job.id)}
      @change=${event => choose(job.id, event.target.checked)}></td>
    <th scope="row" class="name-cell"><a class="break" href=${`ui/jobs/${job.id}`}><bdi>${jobName(job)}</bdi></a>
      <p class="small muted mono">${shortId(job.id)}</p></th>
    <td>${status(job.status)}</td>
    <td class="progress-cell ${progressClass()}">${state(job)}</td>
    <td class="num">${top1(job)}</td>
    <td class="nowrap wide">${when(job.createdAt)}</td>
    <td class="num"><div class="actions end">${isFinal(job) ? nothing : verbs(context, job, poll, true)}</div></td>
  </tr>`;

  const table = () => html`<div class="card flush">
    <div class="table" tabindex="0" role="region" aria-label=${t.title}><table>
    <thead><tr>
      <th scope="col"><span class="visually-hidden">${t.columns.select}</span></th>
      <th scope="col">${t.columns.name}</th><th scope="col">${t.columns.status}</th>
      <th scope="col" class=${progressClass()}>${t.columns.progress}</th>
      <th scope="col" class="num">${t.columns.accuracy}</th>
      <th scope="col" class="wide">${t.columns.created}</th>
      <th scope="col"><span class="visually-hidden">${t.columns.actions}</span></th>
    </tr></thead>
    <tbody>${repeat(page.items, job => job.id, line)}</tbody></table></div></div>
    ${page.nextCursor && limit < MAX ? html`<div><button @click=${more}>${texts.more}</button></div>` : nothing}`;

  function more() {
    limit = Math.min(MAX, limit + PAGE);
    poll();
  }

  function body() {
    if (failure && !page) {
      return problem(failure);
    }
    if (!page) {
      return skeleton(5);
    }
    if (page.items.length) {
      return html`${failure ? problem(failure) : nothing}${table()}`;
    }
    return filter === 'all'
      ? empty(t.emptyTitle, t.emptyText, html`<a class="button primary" href="ui/jobs/new">${t.create}</a>`)
      : empty(t.noneMatch, t.noneMatchText);
  }

  return {
    start: () => context.every(POLL_MILLIS, load, error => { failure = error; }),
    title: () => t.title,
    render: () => html`<div class="view">
      <div class="head"><div class="stack"><h1>${t.title}</h1><p class="lead">${t.lead}</p></div>
        <div class="actions">
          ${chosen.size > 1 ? html`<a class="button" href=${withQuery('ui/jobs/compare', { id: [...chosen] })}>
            ${t.compare} (${chosen.size})</a>` : nothing}
          <a class="button primary" href="ui/jobs/new">${icon('plus')}${t.create}</a></div></div>
      <div class="row between">
        <div class="tabs" role="group" aria-label=${t.filter}>${Object.keys(FILTERS).map(name => html`
          <button aria-pressed=${filter === name} @click=${() => show(name)}>${t.filters[name]}</button>`)}</div>
        <p class="small muted">${chosen.size < 2 && page?.items.length > 1 ? t.compareHint : nothing}</p></div>
      ${body()}</div>`,
  };
}
