// One model: how good it is, what it is, where it comes from.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get, send, withQuery } from '../api.js';
import { aliasActions } from '../components/alias-actions.js';
import { code } from '../components/code.js';
import { downloadLink } from '../components/download.js';
import { icon } from '../components/icons.js';
import { layerTable } from '../components/layer-table.js';
import { modelEvaluation } from '../components/model-evaluation.js';
import { modelEvaluations } from '../components/model-evaluations.js';
import { calibration, network, origin, results, versions } from '../components/model-facts.js';
import { modelLineage } from '../components/model-lineage.js';
import { aliasChips, isBackbone, modelName } from '../components/model-parts.js';
import { problem, skeleton } from '../components/states.js';
import { bytes, shortId } from '../format.js';
import { modelTexts } from '../model-texts.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 10000;
const EVALUATIONS_MILLIS = 2000;
const FIRST_LABELS = 50;

export default function create(context) {
  const t = texts.model;
  const id = context.parameters.id;
  const path = `models/${encodeURIComponent(id)}`;
  const actions = aliasActions(context, refresh);
  const evaluation = modelEvaluation(context, `${path}/evaluation`);
  const evaluations = modelEvaluations(context, id);
  const lineage = modelLineage(context, path);
  let model = null;
  let layers = null;
  let failure = null;
  let refused = null;
  let allLabels = false;

  async function load() {
    model = await get(path, context.signal);
    layers ??= layerTable(context, model);
    await Promise.all([evaluation.load(), lineage.load(), isBackbone(model) ? null : evaluations.load()]);
    failure = null;
    if (refused?.byAlias && !model.aliases.length) {
      refused = null;
    }
  }

  async function refresh() {
    try {
      await load();
    } catch (error) {
      failure = error.name === 'AbortError' ? failure : error;
    }
    context.update();
  }

  /** A model with an alias cannot be deleted. This is said before it is tried, with the way out. */
  async function remove() {
    refused = null;
    await refresh();
    if (model.aliases.length) {
      refused = { message: t.hasAliases(model.aliases), byAlias: true };
    } else if (await context.ask({ title: t.deleteTitle, text: t.deleteText(modelName(model)), action: texts.remove,
      destroys: true })) {
      await removeNow();
    }
    context.update();
  }

  async function removeNow() {
    try {
      await send('DELETE', path);
      context.toast(t.deleted(modelName(model)));
      context.go('ui/models');
    } catch (error) {
      refused = error;
      // An alias may have come meanwhile, and its chip has to show.
      await refresh();
    }
  }

  const downloads = () => html`<div class="actions">
    ${downloadLink(context, `${path}/weights`, t.weights(bytes(model.bytes)))}
    ${isBackbone(model) ? nothing
      : downloadLink(context, `${path}/onnx`, t.onnx)}
    ${downloadLink(context, `${path}/bundle`, modelTexts.bundle)}
    ${downloadLink(context, `${path}/card`, modelTexts.card, `model-${shortId(id)}.md`)}</div>`;

  const verbs = () => html`<div class="actions">
    ${isBackbone(model) ? nothing : html`
      <a class="button primary" href=${withQuery('ui/try', { model: id })}>${icon('try')}${t.tryIt}</a>`}
    <a class="button" href=${withQuery('ui/jobs/new', { initialModel: id })}>${t.trainOn}</a>
    ${isBackbone(model) ? nothing : html`
      <a class="button" href=${withQuery('ui/models/compare', { a: id })}>${modelTexts.compare.open}</a>
      <a class="button" href=${`ui/models/${id}/drift`}>${modelTexts.drift.open}</a>
      <button ?disabled=${Boolean(actions.busy)} @click=${() => actions.set(model)}>${texts.models.set}</button>`}
    <button class="danger" @click=${remove}>${texts.remove}</button></div>`;

  const header = () => html`<div class="head">
      <div class="stack">
        <p class="crumbs"><a href="ui/models">${t.back}</a> / <span class="mono">${shortId(id)}</span></p>
        <h1>${modelName(model)}</h1>
        ${model.origin?.name ? html`<p class="lead break"><bdi>${model.origin.name}</bdi></p>` : nothing}
        <div class="row">${aliasChips(model.aliases)}
          <p class="small muted" role="status">
            ${actions.busy ? texts.models.switching(actions.busy) : nothing}</p></div>
        ${isBackbone(model) ? html`<p class="lead">${texts.models.backboneHint}</p>` : nothing}
      </div>
      ${verbs()}</div>`;

  function labels() {
    if (isBackbone(model)) {
      return nothing;
    }
    const shown = allLabels ? model.labels : model.labels.slice(0, FIRST_LABELS);
    return html`<section class="card"><h2>${t.labels(model.labels.length)}</h2>
      <ul class="row">${shown.map(label => html`<li class="chip"><bdi class="break">${label}</bdi></li>`)}</ul>
      ${shown.length < model.labels.length ? html`<div><button @click=${() => { allLabels = true; context.update(); }}>
        ${texts.more}</button></div>` : nothing}</section>`;
  }

  const recipe = () => (Object.keys(model.recipe ?? {}).length
    ? html`<section class="card"><details><summary>${t.recipe}</summary>
      <div class="stack"><p class="muted">${t.recipeHint}</p>
        ${code(context, t.recipe, JSON.stringify(model.recipe, null, 2))}</div></details></section>` : nothing);

  const content = () => html`
    ${header()}
    ${refused ? problem(refused) : nothing}
    ${failure ? problem(failure) : nothing}
    ${results(model)}
    ${origin(model)}
    <section class="card"><h2>${t.network}</h2>${network(model)}${downloads()}</section>
    ${lineage.render()}
    ${evaluation.render()}
    ${evaluations.render()}
    ${calibration(model)}
    ${labels()}
    ${recipe()}
    ${layers.render()}
    ${versions(model)}`;

  const without = () => html`
    <div class="stack"><p class="crumbs"><a href="ui/models">${t.back}</a></p><h1>${t.title(shortId(id))}</h1></div>
    ${failure ? problem(failure) : skeleton(5)}`;

  return {
    start() {
      context.every(POLL_MILLIS, load, error => { failure = error; });
      context.every(EVALUATIONS_MILLIS, async () => evaluations.isPending && evaluations.refresh());
    },
    title: () => (model ? modelName(model) : t.title(shortId(id))),
    render: () => html`<div class="view">${model ? content() : without()}</div>`,
  };
}
