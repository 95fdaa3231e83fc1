// One job: how it goes, what it was told, what happened.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { follow, get, withQuery } from '../api.js';
import { code } from '../components/code.js';
import { curvesOf } from '../components/job-curves.js';
import { eventLines, logLines } from '../components/job-log.js';
import { verbs } from '../components/job-verbs.js';
import { problem, skeleton } from '../components/states.js';
import { isBusy, isFinal, progressOf, status } from '../components/status.js';
import { ago, count, dateTime, duration, jobName, loss, number, percent, shortId } from '../format.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 2000;
const REDRAW_MILLIS = 400;
const TABS = ['overview', 'log', 'events', 'request'];

export default function create(context) {
  const t = texts.job;
  const id = context.parameters.id;
  const curves = curvesOf(context);
  const steps = [];
  const events = [];
  let epochs = [];
  let job = null;
  let failure = null;
  let tab = 'overview';
  let redraw = null;

  async function load() {
    job = await get(`jobs/${id}`, context.signal);
    epochs = job.epochs ?? epochs;
    failure = null;
  }

  /** Many events may come at once, after a long time away. */
  function soon() {
    redraw ??= setTimeout(() => {
      redraw = null;
      curves.show(steps, epochs);
      context.update();
    }, REDRAW_MILLIS);
  }

  async function loadMetrics() {
    let cursor = null;
    do {
      const page = await get(withQuery(`jobs/${id}/metrics`, { cursor }), context.signal);
      steps.push(...page.steps);
      epochs = page.epochs;
      cursor = page.nextCursor;
    } while (cursor);
    curves.show(steps, epochs);
  }

  function listen() {
    const known = new Set(steps.map(step => `${step.epoch}/${step.step}`));
    follow(id, {
      status: event => { events.push({ type: 'status', ...event }); load().then(soon, () => {}); soon(); },
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
      model: event => { events.push({ type: 'model', ...event }); load().then(soon, () => {}); soon(); },
    }, context.signal);
  }

  function facts() {
    const best = epochs.at(-1);
    const took = job.startedAt && (new Date(job.finishedAt ?? Date.now()) - new Date(job.startedAt)) / 1000;
    const list = [
      [t.facts.accuracy, percent(best?.evalTop1 ?? job.latest?.top1)],
      [t.facts.loss, loss(best?.evalLoss ?? job.latest?.loss)],
      [t.facts.speed, number(job.progress?.imagesPerSecond)],
      isFinal(job) ? [t.facts.took, duration(took || null)] : [t.facts.eta, duration(isBusy(job) ? job.progress?.etaSeconds : null)],
      [t.facts.device, job.device ?? texts.none],
      [t.facts.precision, job.precision ?? texts.none],
      [t.facts.attempt, count(job.attempt)],
      [t.facts.created, html`<time datetime=${job.createdAt} title=${dateTime(job.createdAt)}>${ago(job.createdAt)}</time>`],
    ];
    return html`<dl class="facts">${list.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
  }

  const table = () => html`<section class="card flush"><h2>${t.epochs}</h2>
    <div class="table" tabindex="0" role="region" aria-label=${t.epochs}><table>
      <thead><tr>${Object.values(t.epochColumns).map((name, i) => html`<th scope="col" class=${i ? 'num' : nothing}>${name}</th>`)}</tr></thead>
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
      ${events.length ? html`<ol class="stack">${eventLines(events).map(line => html`<li class="break">${line}</li>`)}</ol>`
        : html`<p class="muted">${t.noEvents}</p>`}</section>`,
    request: () => html`<section class="card"><h2>${t.request}</h2><p class="muted">${t.requestHint}</p>
      ${code(context, t.request, JSON.stringify(job.request, null, 2))}</section>`,
  };

  const content = () => html`
    <div class="head"><div class="stack">
        <p class="crumbs"><a href="ui/jobs">${t.back}</a> / <span class="mono">${shortId(id)}</span></p>
        <h1><bdi>${jobName(job)}</bdi></h1>
        <div class="row">${status(job.status)}
          ${job.modelId ? html`<a href=${`ui/models/${job.modelId}`}>${t.model}</a>` : nothing}</div>
      </div>
      <div class="actions">${verbs(context, job, load)}
        <a class="button" href=${`ui/jobs/new?from=${id}`} title=${t.againHint}>${t.again}</a></div></div>
    <p class="visually-hidden" role="status">${isFinal(job)
      ? t.finished(texts.status[job.status], percent(epochs.at(-1)?.evalTop1)) : t.live(texts.status[job.status])}</p>
    ${job.failure ? html`<div class="banner bad"><div class="stack"><p class="strong">${job.failure.code}</p><p>${job.failure.message}</p></div></div>` : nothing}
    ${job.status === 'QUEUED' ? html`<div class="banner">${job.queuePosition ? texts.jobs.position(job.queuePosition) : t.waiting}
      ${job.waitingFor ? html`: ${job.waitingFor}` : nothing}</div>` : nothing}
    <section class="card">${progressOf(job)}${facts()}</section>
    <div class="tabs" role="group" aria-label=${jobName(job)}>${TABS.map(name => html`
      <button aria-pressed=${tab === name} @click=${() => { tab = name; context.update(); }}>${t[name]}</button>`)}</div>
    ${TAB_CONTENT[tab]()}`;

  return {
    async start() {
      context.every(POLL_MILLIS, async () => {
        if (!job || !isFinal(job)) {
          await load();
        }
      }, error => { failure = error; });
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
        ? `${Math.round(job.progress.fraction * 100)} %` : texts.status[job.status];
      return `${state} · ${jobName(job)}`;
    },
    render: () => html`<div class="view">${job ? content() : failure ? problem(failure) : skeleton(5)}</div>`,
  };
}
