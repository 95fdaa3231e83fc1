// One data set: how its import goes, what was found, and its images.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { all, get, send } from '../api.js';
import {
  apiPath, countFacts, importProgress, isPending, nameOf, reference, total, viewPath,
} from '../components/dataset-parts.js';
import { fact, when } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { createImageSheet } from '../components/image-sheet.js';
import { createImportReport } from '../components/import-report.js';
import { problem, skeleton } from '../components/states.js';
import { status } from '../components/status.js';
import { count } from '../format.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 2000;

/** What the service calls the digest of an own data set. */
const CONTENT = 'content';

export default function create(context) {
  const t = texts.dataset;
  const asked = context.parameters.name;
  const reportPart = createImportReport(context);
  const sheet = createImageSheet(context);
  let dataset = null;
  let failure = null;
  let report = null;
  let reportFailure = null;
  let versions = [];
  let deleting = false;

  /** A data set that is ready when the view opens needs no announcement. */
  let watched = false;

  async function load() {
    if (!deleting && (!dataset || isPending(dataset) || dataset.status === 'MISSING')) {
      dataset = await get(apiPath(asked), context.signal);
      failure = null;
      watched ||= isPending(dataset);
      context.update();
      await Promise.all([loadVersions(), loadReport()]);
    }
  }

  async function loadVersions() {
    if (dataset.version != null && !versions.length) {
      const read = await all('datasets', context.signal);
      versions = read.filter(each => each.name === dataset.name && each.version != null);
    }
  }

  /** The rest of the view is of use without the report. */
  async function loadReport() {
    if (!dataset.links.report || report) {
      return;
    }
    try {
      report = await get(`${apiPath(reference(dataset))}/report`, context.signal);
      reportFailure = null;
    } catch (reason) {
      if (reason.name === 'AbortError') {
        throw reason;
      }
      reportFailure = reason;
    }
  }

  async function remove() {
    const name = reference(dataset);
    const sure = await context.ask(
      { title: t.deleteTitle(name), text: t.deleteText, action: t.deleteAction, destroys: true });
    if (!sure) {
      return;
    }
    deleting = true;
    // A success has no content, and what failed returns undefined.
    if (await context.act(() => send('DELETE', apiPath(name)), t.deleted) !== undefined) {
      context.go('ui/data');
    }
    deleting = false;
    context.update();
  }

  const head = () => html`
    <div class="head">
      <div class="stack">
        <p class="crumbs"><a href="ui/data">${t.back}</a></p>
        <h1>${nameOf(dataset)}</h1>
        ${status(dataset.status)}
      </div>
      <div class="actions">
        ${dataset.version == null ? nothing
          : html`<button class="danger" ?disabled=${deleting} @click=${remove}>${texts.remove}</button>`}
        ${dataset.ready ? html`
          <a class="button primary" href=${`ui/jobs/new?dataset=${encodeURIComponent(reference(dataset))}`}>
            ${icon('run')}${t.train}</a>` : nothing}
      </div>
    </div>`;

  function state() {
    if (isPending(dataset)) {
      return html`<section class="card"><h2>${t.importing}</h2>${importProgress(dataset)}
        <p class="muted">${texts.data.leave}</p></section>`;
    }
    if (dataset.failure) {
      return html`<section class="card">
        <h2>${t.failed}</h2>
        <div class="banner bad">${icon('bad')}<p class="break">${dataset.failure.message}</p></div>
        <p>${t.failedNext}</p>
        <p class="small muted">${texts.data.why(dataset.failure.code)}</p>
        <div class="actions"><a class="button" href="ui/data">${icon('upload')}${t.uploadAgain}</a></div></section>`;
    }
    return dataset.status === 'MISSING'
      ? html`<section class="card"><h2>${t.missing}</h2><p class="break">${dataset.remedy}</p></section>` : nothing;
  }

  const facts = () => html`
    <section class="card"><h2>${t.facts}</h2>
      <dl class="facts">
        ${dataset.trainSize == null ? nothing : countFacts(dataset)}
        <div class="broad"><dt>${t.source}</dt>
          <dd>${dataset.source === 'uploaded' ? t.uploaded : html`<bdi>${dataset.source}</bdi>`}</dd></div>
        ${dataset.createdAt ? fact(t.created, when(dataset.createdAt)) : nothing}
      </dl>
      ${dataset.labels.length ? html`<details><summary>${t.classNames}</summary>
        <ol class="row">${dataset.labels.map(label => html`
          <li class="chip"><bdi class="break">${label}</bdi></li>`)}</ol>
      </details>` : nothing}
      ${dataset.location || Object.keys(dataset.digests).length ? html`<details><summary>${t.files}</summary>
        <dl class="stack small">
          ${dataset.location ? html`<div>
            <dt class="muted">${t.location}</dt><dd class="mono break">${dataset.location}</dd></div>` : nothing}
          ${Object.entries(dataset.digests).map(([file, digest]) => html`<div>
            <dt class="muted">${t.digest(file === CONTENT ? t.content : file)}</dt>
            <dd class="mono break">${digest}</dd></div>`)}
        </dl></details>` : nothing}
    </section>`;

  function otherVersions() {
    const others = versions.filter(each => each.version !== dataset.version);
    return others.length ? html`
      <section class="card"><h2>${t.versions}</h2>
        <ul class="stack">${others.map(each => html`<li class="row between">
          <a href=${viewPath(reference(each))}>${texts.data.version(each.version)}</a>
          <span class="row">
            ${total(each) == null ? nothing : html`<span class="muted">${t.images(count(total(each)))}</span>`}
            <span class="muted">${when(each.createdAt)}</span>
            ${status(each.status)}</span></li>`)}</ul></section>` : nothing;
  }

  function reportSection() {
    if (!dataset.links.report) {
      return nothing;
    }
    if (reportFailure) {
      return problem(reportFailure);
    }
    return report ? reportPart.render(report, dataset, reference(dataset)) : skeleton(4);
  }

  function content() {
    if (!dataset) {
      return html`
        <div class="stack"><p class="crumbs"><a href="ui/data">${t.back}</a></p><h1><bdi>${asked}</bdi></h1></div>
        ${failure ? html`${problem(failure)}<div class="actions"><a class="button" href="ui/data">${t.toData}</a></div>`
          : skeleton(4)}`;
    }
    return html`
      ${head()}
      ${failure ? problem(failure) : nothing}
      ${state()}
      ${facts()}
      ${reportSection()}
      ${dataset.links.images ? sheet.render(dataset, reference(dataset), report) : nothing}
      ${otherVersions()}`;
  }

  return {
    title: () => asked,
    start() {
      context.every(POLL_MILLIS, load, reason => { failure = reason; });
    },
    render: () => html`<div class="view">
      <p class="visually-hidden" role="status">${watched ? t.says[dataset.status] : ''}</p>
      ${content()}</div>`,
  };
}
