// One job: how it goes, what it was told, what happened.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { follow, get, Problem, withQuery } from '../api.js';
import { code } from '../components/code.js';
import { downloadLink } from '../components/download.js';
import { facts, when } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { curvesOf } from '../components/job-curves.js';
import { eventLines, logLines } from '../components/job-log.js';
import { verbs } from '../components/job-verbs.js';
import { repeatOf } from '../components/reproduction.js';
import { problem, skeleton } from '../components/states.js';
import { isBusy, isFinal, progressOf, status, waits } from '../components/status.js';
import { count, duration, jobName, loss, number, percent, shortId, wholePercent } from '../format.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 2000;
const REDRAW_MILLIS = 400;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TABS = ['overview', 'log', 'events', 'request'];

/** Returns the id of the sweep of which a job is a trial. Other jobs may have any text in that label. */
const sweepOf = job => (ID.test(job.request?.labels?.sweep) ? job.request.labels.sweep : null);

export default function create(context) {
  const t = texts.job;
  const id = context.parameters.id;
  const path = `jobs/${encodeURIComponent(id)}`;
  const curves = curvesOf(context);
  const steps = [];
  const events = [];
  let epochs = [];
  let job = null;
  let failure = null;
  let tab = 'overview';
  let redraw = null;

  /** Whether the last event has come. */
  let ended = false;

  const isGone = () => failure?.status === 404;

  async function load() {
    job = await get(path, context.signal);
    epochs = job.epochs ?? epochs;
    failure = null;
  }

  async function refresh() {
    try {
      await load();
    } catch (error) {
      // The shell says that the service is away.
      failure = error instanceof Problem ? error : failure;
    }
    soon();
  }

  /** Many events may come at once, after a long time away. */
  function soon() {
    redraw ??= setTimeout(() => {
      redraw = null;
      curves.show(steps, epochs, job);
      context.update();
    }, REDRAW_MILLIS);
  }

  async function loadMetrics() {
    let cursor = null;
    do {
      const page = await get(withQuery(`${path}/metrics`, { cursor }), context.signal);
      steps.push(...page.steps);
      epochs = page.epochs;
      cursor = page.nextCursor;
    } while (cursor);
    curves.show(steps, epochs, job);
  }

  function listen() {
    const known = new Set(steps.map(step => `${step.epoch}/${step.step}`));
    follow(`${path}/events`, {
      status: event => {
        events.push({ type: 'status', ...event });
        ended = isFinal(event);
        refresh();
      },
      step: event => {
        const key = `${event.epoch}/${event.step}`;
        if (!known.has(key)) {
          known.add(key);
          steps.push(event);
        }
        soon();
      },
      epoch: event => {
        events.push({ type: 'epoch', ...event });
        epochs = [...epochs.filter(each => each.epoch !== event.epoch), event].sort((a, b) => a.epoch - b.epoch);
        soon();
      },
      model: event => {
        events.push({ type: 'model', ...event });
        refresh();
      },
    }, () => ended || isGone(), context.signal);
  }

  /** Returns what the accuracy is of, and the accuracy: the best that is known. */
  function accuracy() {
    const made = events.findLast(event => event.type === 'model');
    const last = epochs.at(-1);
    if (made) {
      return [t.facts.accuracy.test, percent(made.testTop1)];
    }
    return last ? [t.facts.accuracy[last.evalSplit] ?? last.evalSplit, percent(last.evalTop1)]
      : [t.facts.accuracy.train, percent(job.latest?.top1)];
  }

  function results() {
    const last = epochs.at(-1);
    const sweep = sweepOf(job);
    const took = job.startedAt && (new Date(job.finishedAt ?? Date.now()) - new Date(job.startedAt)) / 1000;
    return facts([
      accuracy(),
      [t.facts.loss, loss(last?.evalLoss ?? job.latest?.loss)],
      [t.facts.speed, number(job.progress?.imagesPerSecond)],
      isFinal(job) ? [t.facts.took, duration(took || null)]
        : [t.facts.eta, duration(isBusy(job) ? job.progress?.etaSeconds : null)],
      [t.facts.device, job.device ?? texts.none],
      [t.facts.precision, job.precision ?? texts.none],
      [t.facts.attempt, count(job.attempt)],
      [t.facts.created, when(job.createdAt)],
      sweep ? [t.facts.sweep, html`<a class="mono" href=${`ui/sweeps/${sweep}`}>${shortId(sweep)}</a>`] : null,
    ]);
  }

  const table = () => html`<section class="card flush"><h2>${t.epochs}</h2>
    <div class="table" tabindex="0" role="region" aria-label=${t.epochs}><table>
      <thead><tr>${Object.values(t.epochColumns).map((name, i) => html`
        <th scope="col" class=${i ? 'num' : nothing}>${name}</th>`)}</tr></thead>
      <tbody>${epochs.map(each => html`<tr><th scope="row">${each.epoch}</th>
        <td class="num">${loss(each.trainLoss)}</td><td class="num">${percent(each.trainTop1)}</td>
        <td class="num">${loss(each.evalLoss)}</td><td class="num">${percent(each.evalTop1)}</td>
        <td class="num">${percent(each.evalTop5)}</td><td class="num">${percent(each.evalMacroF1)}</td>
        <td class="num">${duration(each.seconds)}</td></tr>`)}</tbody></table></div></section>`;

  const TAB_CONTENT = {
    overview: () => html`${curves.render()}${epochs.length ? table() : nothing}`,
    log: () => html`<section class="card"><h2>${t.log}</h2><p class="muted">${t.logHint}</p>
      ${code(context, t.log, logLines(job, steps, epochs))}</section>`,
    events: () => html`<section class="card"><h2>${t.events}</h2>
      ${events.length
        ? html`<ol class="stack">${eventLines(events).map(line => html`<li class="break">${line}</li>`)}</ol>`
        : html`<p class="muted">${t.noEvents}</p>`}</section>`,
    request: () => html`<section class="card"><h2>${t.request}</h2><p class="muted">${t.requestHint}</p>
      ${code(context, t.request, JSON.stringify(job.request, null, 2))}</section>`,
  };

  const content = () => html`
    <div class="head"><div class="stack">
        <p class="crumbs"><a href="ui/jobs">${t.back}</a> / <span class="mono">${shortId(id)}</span></p>
        <h1><bdi>${jobName(job)}</bdi></h1>
        ${status(job.status)}
      </div>
      <div class="actions">
        ${job.modelId ? html`<a class="button primary" href=${`ui/models/${job.modelId}`}>
          ${icon('models')}${t.model}</a>` : nothing}
        <a class="button" href=${withQuery('ui/jobs/new', { from: id })} title=${t.againHint}>${t.again}</a>
        ${downloadLink(context, `${path}/tensorboard`, t.tensorboard)}
        ${verbs(context, job, refresh)}</div></div>
    <p class="visually-hidden" role="status">${isFinal(job)
      ? t.finished(texts.status[job.status], percent(epochs.at(-1)?.evalTop1)) : t.live(texts.status[job.status])}</p>
    ${failure ? problem(failure) : nothing}
    ${job.failure ? html`<div class="banner bad">${icon('bad')}<div class="stack">
      <p class="break">${job.failure.message}</p>
      <p class="small">${t.code(job.failure.code)}</p></div></div>` : nothing}
    ${job.status === 'QUEUED' ? html`<p class="banner">${icon('wait')}<span>${waits(job)}</span></p>` : nothing}
    ${repeatOf(job)}
    <section class="card">${progressOf(job)}${results()}</section>
    <div class="row between">
      <div class="tabs" role="group" aria-label=${jobName(job)}>${TABS.map(name => html`
        <button aria-pressed=${tab === name} @click=${() => { tab = name; context.update(); }}>
          ${t[name]}</button>`)}</div>
      ${tab === 'overview' ? curves.choice() : nothing}</div>
    ${TAB_CONTENT[tab]()}`;

  const without = () => html`
    <div class="stack"><p class="crumbs"><a href="ui/jobs">${t.back}</a></p><h1>${jobName(job ?? { id })}</h1></div>
    ${problem(failure)}`;

  return {
    async start() {
      // The title tells how far the job is, also while another tab is looked at.
      context.every(POLL_MILLIS, async () => {
        if (!isGone() && !(job && isFinal(job))) {
          await load();
        }
      }, error => { failure = error; }, true);
      try {
        await loadMetrics();
      } catch (error) {
        if (error.name === 'AbortError') {
          return;
        }
      }
      if (!context.signal.aborted) {
        listen();
        context.update();
      }
    },
    stop() {
      clearTimeout(redraw);
      curves.close();
    },
    title() {
      if (!job) {
        return texts.jobs.title;
      }
      const state = isBusy(job) && job.progress
        ? wholePercent(job.progress.fraction) : texts.status[job.status];
      return `${state} · ${jobName(job)}`;
    },
    render: () => html`<div class="view">${isGone() || (!job && failure) ? without()
      : job ? content() : skeleton(5)}</div>`,
  };
}
