// Several jobs over each other.

import { html } from '../../lib/lit-html/lit-html.js';
import { getOrNull } from '../api.js';
import { Chart, color, legend } from '../components/chart.js';
import { icon } from '../components/icons.js';
import { empty, problem, skeleton } from '../components/states.js';
import { isFinal, status } from '../components/status.js';
import { duration, isolated, jobName, loss, number, percent, shortId, wholePercent } from '../format.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 3000;
const MAX_JOBS = 6;

/** What every job has of its own, so that it says nothing in a comparison. */
const OWN = new Set(['name', 'labels']);

export default function create(context) {
  const t = texts.compare;
  const asked = [...new Set(context.query.getAll('id'))];
  const ids = asked.slice(0, MAX_JOBS);
  const charts = [
    { title: t.accuracy, chart: new Chart(t.accuracy, texts.job.epoch, wholePercent), value: each => each.evalTop1 },
    { title: t.loss, chart: new Chart(t.loss, texts.job.epoch, loss, number), value: each => each.evalLoss },
    { title: t.trainLoss, chart: new Chart(t.trainLoss, texts.job.epoch, loss, number), value: each => each.trainLoss },
  ];
  let jobs = null;
  let failure = null;

  async function load() {
    if (!jobs || !jobs.every(isFinal)) {
      const found = await Promise.all(ids.map(id => getOrNull(`jobs/${encodeURIComponent(id)}`, context.signal)));
      jobs = found.filter(Boolean);
      failure = null;
      draw();
    }
  }

  const curves = () => jobs.map((job, i) => (
    { name: `${isolated(jobName(job))} (${shortId(job.id)})`, color: color(i), points: true }));

  function draw() {
    const last = Math.max(0, ...jobs.map(job => job.epochs.length));
    const x = Array.from({ length: last }, (_, i) => i + 1);
    for (const { chart, value } of charts) {
      const values = job => x.map(epoch => {
        const found = job.epochs.find(each => each.epoch === epoch);
        return found ? value(found) : null;
      });
      chart.show(curves(), [x, ...jobs.map(values)]);
    }
  }

  function differences() {
    const flat = jobs.map(job => flattened(job.request));
    const names = [...new Set(flat.flatMap(each => [...each.keys()]))].filter(name => !OWN.has(name.split('.')[0]));
    return names
      .map(name => [name, flat.map(each => each.get(name) ?? texts.none)])
      .filter(([, values]) => new Set(values).size > 1)
      .sort(([a], [b]) => a.localeCompare(b));
  }

  const results = () => [
    [texts.job.facts.status, jobs.map(job => status(job.status))],
    [t.best, jobs.map(job => percent(best(job)))],
    [t.last, jobs.map(job => percent(job.epochs.at(-1)?.evalTop1))],
    [t.time, jobs.map(job => duration(tookSeconds(job)))],
  ];

  const table = (title, first, rows) => html`<section class="card flush"><h2>${title}</h2>
    <div class="table" tabindex="0" role="region" aria-label=${title}><table>
    <thead><tr><th scope="col">${first}</th>${jobs.map(job => html`<th scope="col" class="wrap">
      <a class="break" href=${`ui/jobs/${job.id}`}><bdi>${jobName(job)}</bdi></a>
      <span class="mono">${shortId(job.id)}</span></th>`)}</tr></thead>
    <tbody>${rows.map(([name, values]) => html`<tr><th scope="row">${name}</th>
      ${values.map(value => html`<td class="break">${value}</td>`)}</tr>`)}</tbody></table></div></section>`;

  const notes = () => [
    asked.length > MAX_JOBS ? t.most(MAX_JOBS) : null,
    jobs.length < ids.length ? t.gone(ids.length - jobs.length) : null,
  ].filter(Boolean);

  function content() {
    const rows = differences();
    return html`
      ${notes().map(note => html`<p class="banner warn">${icon('warn')}<span>${note}</span></p>`)}
      <div class="split">${charts.map(({ title, chart }) => html`<section class="card"><h2>${title}</h2>
        ${chart.element}${legend(curves())}</section>`)}</div>
      ${table(t.results, t.result, results())}
      ${rows.length ? table(t.differences, t.field, rows)
        : html`<section class="card"><h2>${t.differences}</h2><p class="muted">${t.same}</p></section>`}`;
  }

  function body() {
    if (ids.length < 2) {
      return empty(t.title, t.choose, html`<a class="button primary" href="ui/jobs">${t.toJobs}</a>`);
    }
    return jobs ? content() : failure ? problem(failure) : skeleton(5);
  }

  return {
    start: () => (ids.length < 2 ? undefined : context.every(POLL_MILLIS, load, error => { failure = error; })),
    stop: () => charts.forEach(({ chart }) => chart.close()),
    title: () => t.title,
    render: () => html`<div class="view"><div class="stack">
      <p class="crumbs"><a href="ui/jobs">${texts.jobs.title}</a></p>
      <h1>${t.title}</h1><p class="lead">${t.lead}</p></div>${body()}</div>`,
  };
}

const tookSeconds = job =>
  job.startedAt && (new Date(job.finishedAt ?? Date.now()) - new Date(job.startedAt)) / 1000;

const best = job => job.epochs.reduce((top, each) => (top == null || each.evalTop1 > top ? each.evalTop1 : top), null);

/** Returns the values of nested objects by their paths, as texts. */
function flattened(value, path = '', into = new Map()) {
  for (const [name, each] of Object.entries(value ?? {})) {
    const at = path ? `${path}.${name}` : name;
    if (each && typeof each === 'object' && !Array.isArray(each)) {
      flattened(each, at, into);
    } else {
      into.set(at, Array.isArray(each) ? each.join(', ') : String(each));
    }
  }
  return into;
}
