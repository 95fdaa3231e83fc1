// The choices that every job needs: data set, network, model to start from, name.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { count, number, percent, shortId } from '../format.js';
import { texts } from '../texts.js';
import { icon } from './icons.js';
import { networkName } from './model-parts.js';
import { choose, group, labelled, line } from './schema-form.js';
import { MODE } from './schema.js';

const t = texts.newJob;
const MILLION = 1e6;

/**
 * Returns the data sets that a job can be trained on, with the text that a request has for each. That of the newest
 * version that is ready is the plain name.
 */
export function readyOf(datasets) {
  const seen = new Set();
  return datasets.filter(each => each.ready).map(each => {
    const exact = each.version == null ? each.name : `${each.name}@${each.version}`;
    const value = seen.has(each.name) ? exact : each.name;
    seen.add(each.name);
    return { value, exact, dataset: each };
  });
}

/** Returns the text of a request for a data set that is named in an address or in another request. */
export const valueOfDataset = (ready, name) =>
  ready.find(each => each.value === name || each.exact === name)?.value ?? name;

/** Returns the id of a model that is named by its id or an alias. */
export const idOfModel = (models, name) =>
  models.find(each => each.id === name || each.aliases.includes(name))?.id ?? name;

/** A value that is not in the list is kept, so that nobody gets another one unnoticed. */
function withOther(options, value) {
  return value && !options.some(([each]) => each === value) ? [...options, [value, t.notInList(value)]] : options;
}

function dataset(form, field, data) {
  const ready = readyOf(data.datasets);
  if (!ready.length) {
    return noDataset(data.datasets);
  }
  const options = ready.map(({ value, dataset: each }) =>
    [value, t.datasetOption(value, count(each.trainSize), count(each.labels.length))]);
  return labelled(form, field, choose(form, field, withOther(options, form.values[field.path]), ''), '', t.dataset);
}

const reason = each => each.failure?.message ?? each.remedy ?? texts.status[each.status] ?? each.status;

const noDataset = datasets => html`<div class="banner warn span" tabindex="-1" data-error>${icon('warn')}
  <div class="stack">
  <p>${t.noDataset}</p>
  <ul class="stack">${datasets.map(each => html`
    <li class="break"><bdi>${each.name}</bdi>: ${reason(each)}</li>`)}</ul>
  <p><a href="ui/data">${t.toData}</a></p></div></div>`;

function architecture(form, field, data) {
  const { values } = form;
  if (values.initialModel) {
    return labelled(form, field, choose(form, field, [['', t.ofModel]], t.ofModelHint, { current: '', disabled: true }),
      t.ofModelHint, t.architecture);
  }
  const mode = values[field.path] ?? '';
  const presets = data.architectures.map(each =>
    [each.name, t.architectureOption(each.name, each.depth, number(each.parameters / MILLION))]);
  const own = field.kind === 'variants' ? [[MODE.object, t.ownArchitecture]] : [];
  const current = mode === MODE.value ? values[field.value.path] : mode;
  const empty = form.empty(field.path);
  const first = ['', empty && empty !== t.asRecipe ? t.asRecipeIs(empty) : t.asRecipeIs('')];
  const options = withOther([first, ...presets, ...own], current);
  const set = text => (own.length ? setVariant(form, field, text) : form.set(field.path, text));
  return labelled(form, field, choose(form, field, options, t.architectureHint, { current, set }),
    t.architectureHint, t.architecture);
}

function setVariant(form, field, text) {
  if (text === '' || text === MODE.object) {
    form.set(field.path, text);
  } else {
    form.set(field.path, MODE.value);
    form.set(field.value.path, text);
  }
}

function initialModel(form, field, data) {
  const models = [['', t.noModel], ...data.models.map(each => [each.id, modelOption(each)])];
  const options = withOther(models, form.values[field.path]);
  const hint = data.models.length ? t.initialModelHint : t.noModels;
  return labelled(form, field, choose(form, field, options, hint), hint, t.initialModel);
}

function modelOption(model) {
  const id = shortId(model.id);
  const name = model.aliases.length ? `${model.aliases.join(', ')} (${id})` : id;
  const top1 = model.test ? percent(model.test.top1) : '';
  return [name, networkName(model), model.dataset ?? t.fromElsewhere, top1].filter(Boolean).join(' · ');
}

/** @param fields the fields of the request, by name */
export function jobChoices(form, fields, data) {
  const own = fields.architecture;
  const isOwn = own?.kind === 'variants' && !form.values.initialModel && form.values[own.path] === MODE.object;
  return html`<section class="card"><h2>${t.choices}</h2>
    <div class="fields two">
      ${fields.dataset ? dataset(form, fields.dataset, data) : nothing}
      ${fields.initialModel ? initialModel(form, fields.initialModel, data) : nothing}
      ${own ? architecture(form, own, data) : nothing}
      ${fields.name ? labelled(form, fields.name, line(form, fields.name, t.nameHint), t.nameHint, t.name) : nothing}
      ${isOwn ? group(form, own, false) : nothing}
    </div></section>`;
}
