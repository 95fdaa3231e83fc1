// The models, and the aliases under which they answer.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { get, getOrNull, withQuery } from '../api.js';
import { aliasActions } from '../components/alias-actions.js';
import { noteAll, previousOf } from '../components/alias-history.js';
import { aliasList } from '../components/alias-list.js';
import { when } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { aliasChips, datasetLink, imageText, isBackbone, modelLink, modelName } from '../components/model-parts.js';
import { empty, problem, skeleton } from '../components/states.js';
import { weightsUpload } from '../components/weights-upload.js';
import { bytes, count, percent } from '../format.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 5000;
const PAGE = 20;

export default function create(context) {
  const t = texts.models;
  const known = new Map();
  let models = null;
  let aliases = [];
  let cursor = null;
  let failure = null;
  const actions = aliasActions(context, refresh);
  const list = aliasList(context, actions, id => known.get(id) ?? null);
  const upload = weightsUpload(context);

  async function load() {
    const [page, names] = await Promise.all([
      get(withQuery('models', { limit: PAGE }), context.signal), get('models/aliases', context.signal)]);
    noteAll(names.items);
    page.items.forEach(model => known.set(model.id, model));
    await loadOthers(names.items);
    aliases = names.items;
    merge(page);
    failure = null;
  }

  /** Models of aliases may be on a later page. */
  async function loadOthers(names) {
    const ids = new Set(names.flatMap(each => [each.modelId, previousOf(each.alias)]).filter(Boolean));
    await Promise.all([...ids].filter(id => !known.has(id)).map(async id => {
      known.set(id, await getOrNull(`models/${id}`, context.signal));
    }));
  }

  /** Puts a new first page before the older models that are shown already. */
  function merge(page) {
    const last = page.items.at(-1)?.id;
    const at = models?.findIndex(model => model.id === last) ?? -1;
    const older = at < 0 ? [] : models.slice(at + 1);
    models = [...page.items, ...older];
    if (!older.length) {
      cursor = page.nextCursor;
    }
  }

  async function more() {
    const page = await context.act(() => get(withQuery('models', { limit: PAGE, cursor }), context.signal));
    if (page) {
      const shown = new Set(models.map(model => model.id));
      page.items.forEach(model => known.set(model.id, model));
      models = [...models, ...page.items.filter(model => !shown.has(model.id))];
      cursor = page.nextCursor;
      context.update();
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

  const aliasesOf = model => aliases.filter(each => each.modelId === model.id).map(each => each.alias);

  const setButton = model => html`<button class="small" ?disabled=${Boolean(actions.busy)}
    aria-label=${`${t.set}: ${modelName(model)}`} @click=${() => actions.set(model)}>${t.set}</button>`;

  const line = model => html`<tr>
    <th scope="row"><div class="stack tight">${modelLink(model)}
      ${model.origin?.name ? html`<p class="small muted break"><bdi>${model.origin.name}</bdi></p>` : nothing}
      ${aliasChips(aliasesOf(model))}</div></th>
    <td class="num">${percent(model.test?.top1)}</td>
    <td class="name-cell">${model.origin ? html`<span class="muted">${t.elsewhere}</span>`
      : datasetLink(model.dataset)}</td>
    <td class="nowrap wide">${imageText(model)}</td>
    <td class="num wide">${count(model.parameters)}</td>
    <td class="num wide">${bytes(model.bytes)}</td>
    <td class="nowrap wide">${when(model.createdAt)}</td>
    <td class="num">${isBackbone(model) ? html`<span class="small muted" title=${t.backboneHint}>${t.backbone}</span>`
      : setButton(model)}</td>
  </tr>`;

  const table = () => html`<section class="card flush"><h2>${t.all}</h2>
    <div class="table" tabindex="0" role="region" aria-label=${t.all}><table>
      <thead><tr><th scope="col">${t.columns.model}</th><th scope="col" class="num">${t.columns.top1}</th>
        <th scope="col">${t.columns.dataset}</th><th scope="col" class="wide">${t.columns.images}</th>
        <th scope="col" class="num wide">${t.columns.parameters}</th>
        <th scope="col" class="num wide">${t.columns.size}</th>
        <th scope="col" class="wide">${t.columns.created}</th>
        <th scope="col"><span class="visually-hidden">${t.columns.actions}</span></th></tr></thead>
      <tbody>${repeat(models, model => model.id, line)}</tbody></table></div></section>
    ${cursor ? html`<div><button @click=${more}>${texts.more}</button></div>` : nothing}`;

  function body() {
    if (!models) {
      return failure ? problem(failure) : skeleton(5);
    }
    return html`${failure ? problem(failure) : nothing}
      ${models.length ? html`${list.render(aliases)}${table()}`
        : empty(t.emptyTitle, t.emptyText, html`<a class="button primary" href="ui/jobs/new">${t.train}</a>`)}
      ${upload.render()}`;
  }

  return {
    start: () => context.every(POLL_MILLIS, load, error => { failure = error; }),
    title: () => t.title,
    render: () => html`<div class="view">
      <div class="head"><div class="stack"><h1>${t.title}</h1><p class="lead">${t.lead}</p></div>
        <div class="actions"><a class="button" href="ui/try">${icon('try')}${t.tryIt}</a>
          <a class="button primary" href="ui/jobs/new">${icon('plus')}${t.train}</a></div></div>
      ${body()}</div>`,
  };
}
