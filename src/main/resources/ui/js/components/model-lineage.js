// Where a model comes from, what was made from it, and whether its training can be repeated.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get, send } from '../api.js';
import { jobName, percent, shortId } from '../format.js';
import { modelTexts } from '../model-texts.js';
import { aliasChips, datasetLink, modelLink } from './model-parts.js';
import { repeatOutcome } from './reproduction.js';
import { problem } from './states.js';

const t = modelTexts.lineage;

/** @param path of the model in the API */
export function modelLineage(context, path) {
  let lineage = null;
  let failure = null;
  let busy = false;

  async function reproduce() {
    if (busy || !await context.ask({ title: t.reproduceTitle, text: t.reproduceText, action: t.reproduce })) {
      return;
    }
    busy = true;
    failure = null;
    context.update();
    try {
      const job = await send('POST', `${path}/reproduce`);
      context.toast(t.reproducing);
      context.go(`ui/jobs/${job.id}`);
    } catch (error) {
      failure = error;
    }
    busy = false;
    context.update();
  }

  function job(model) {
    if (!model.job) {
      return nothing;
    }
    const { job: by, dataset } = model;
    const state = dataset && t.dataStates[dataset.state];
    return html`<p class="small muted break">${t.trainedBy}
      ${by.deleted ? t.deletedJob(shortId(by.id))
        : html`<a href=${`ui/jobs/${by.id}`}><bdi>${jobName(by)}</bdi></a>`}
      ${dataset ? html`${t.on} ${dataset.state === 'DELETED' ? html`<bdi>${dataset.name}</bdi>`
        : datasetLink(dataset.name)}${state ? ` (${state})` : nothing}` : nothing}</p>`;
  }

  const gone = model => html`<p class="strong">${t.deleted(shortId(model.id))}</p>
    <p class="small muted break">${t.digest} <span class="mono">${model.weightsSha256}</span></p>`;

  const known = (model, isCurrent) => html`
    <div class="row">${isCurrent ? html`<span class="strong">${t.current}</span>` : modelLink(model)}
      ${model.testTop1 == null ? nothing : html`<span class="muted">${t.top1(percent(model.testTop1))}</span>`}
      ${isCurrent ? nothing : aliasChips(model.aliases)}</div>
    ${model.origin?.name ? html`<p class="small muted break"><bdi>${model.origin.name}</bdi></p>` : nothing}
    ${job(model)}`;

  const entry = (model, isCurrent = false) => html`<li class="stack tight" aria-current=${isCurrent ? 'true' : nothing}>
    ${model.deleted ? gone(model) : known(model, isCurrent)}</li>`;

  const line = () => html`<ol class="line" aria-label=${t.line}>
    <li class="muted">${t.starts[lineage.start] ?? lineage.start}</li>
    ${[...lineage.parents].reverse().map(each => entry(each))}
    ${entry(lineage.model, true)}</ol>`;

  const children = () => (lineage.children.length ? html`<div class="stack"><h3>${t.childrenTitle}</h3>
    ${lineage.children.length < lineage.childCount
      ? html`<p class="small muted">${t.childrenShown(lineage.children.length, lineage.childCount)}</p>` : nothing}
    <ul class="line">${lineage.children.map(each => entry(each))}</ul></div>` : nothing);

  const repeated = () => (lineage.reproductions.length ? html`<div class="stack"><h3>${t.reproductions}</h3>
    <ul class="stack">${lineage.reproductions.map(each => html`<li class="stack tight">
      <div>${modelLink(each)}</div>
      ${each.reproduction ? html`<p class="small muted break">${each.reproduction.verdict}</p>` : nothing}</li>`)}</ul>
    </div>` : nothing);

  return {
    async load() {
      lineage = await get(`${path}/lineage`, context.signal);
    },
    render: () => (lineage ? html`<section class="card">
      <div class="row between"><h2>${t.title}</h2>
        ${lineage.model.job ? html`<button aria-disabled=${busy} @click=${reproduce}>${t.reproduce}</button>` : nothing}
      </div>
      ${failure ? problem(failure) : nothing}
      ${lineage.model.reproduction ? html`<div class="stack"><p class="muted">${t.repeats}
        <a class="mono" href=${`ui/models/${lineage.model.reproduction.model}`}>${
          shortId(lineage.model.reproduction.model)}</a>.</p>
        ${repeatOutcome(lineage.model.reproduction)}</div>` : nothing}
      ${line()}${children()}${repeated()}</section>` : nothing),
  };
}
