// The choice of the model that answers: the aliases first, then the latest models.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get, getOrNull, withQuery } from '../api.js';
import { ago, percent } from '../format.js';
import { texts } from '../texts.js';
import { networkName } from './model-parts.js';

const LATEST = 20;
const DEFAULT = 'default';

/**
 * Loads the models that can classify.
 *
 * @param wanted the alias or id of a model that may be older than the latest ones
 * @returns objects with a model and its value, which is the name that the service knows it by
 */
export async function loadChoices(wanted, signal) {
  const [aliases, latest] = await Promise.all([
    get('models/aliases', signal),
    get(withQuery('models', { limit: LATEST }), signal),
  ]);
  const models = new Map(latest.items.map(model => [model.id, model]));
  const others = [...aliases.items.map(each => each.modelId), ...(looksLikeId(wanted) ? [wanted] : [])];
  await Promise.all(others.filter(id => !models.has(id)).map(async id => {
    const model = await getOrNull(`models/${id}`, signal);
    if (model) {
      models.set(id, model);
    }
  }));
  const named = aliases.items
    .map(({ alias, modelId }) => ({ value: alias, alias: true, model: models.get(modelId) }))
    .sort((a, b) => (b.value === DEFAULT) - (a.value === DEFAULT));
  const byId = [...models.values()]
    .filter(model => model.id === wanted || latest.items.includes(model))
    .map(model => ({ value: model.id, alias: false, model }));
  return [...named, ...byId].filter(choice => choice.model?.labels.length);
}

const looksLikeId = text => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text ?? '');

/** Returns the choice of a value; otherwise the default model, or the first one there is. */
export function choiceOf(choices, value) {
  return choices.find(choice => choice.value === value)
    ?? choices.find(choice => choice.value === DEFAULT)
    ?? choices[0];
}

/** @param chosen is called with the value of a choice */
export function modelChoice(choices, current, chosen) {
  const options = list => list.map(choice => html`
    <option value=${choice.value} .selected=${choice.value === current.value}>${nameOf(choice)}</option>`);
  const group = (label, list) => (list.length ? html`<optgroup label=${label}>${options(list)}</optgroup>` : nothing);
  return html`<div class="field model-choice">
    <label for="model">${texts.try.model}</label>
    <select id="model" aria-describedby="model-facts" @change=${event => chosen(event.target.value)}>
      ${group(texts.try.aliases, choices.filter(choice => choice.alias))}
      ${group(texts.try.latest, choices.filter(choice => !choice.alias))}
    </select>
    <p class="hint break" id="model-facts">${facts(current.model)}
      <a href=${`ui/models/${current.model.id}`}>${texts.try.openModel}</a></p>
  </div>`;
}

function nameOf({ value, alias, model }) {
  return alias ? value : [title(model), model.dataset, ago(model.createdAt)].filter(Boolean).join(' · ');
}

const title = model => model.origin?.name || networkName(model);

function facts(model) {
  const learned = model.dataset ? texts.try.learned(title(model), model.dataset) : texts.try.elsewhere(title(model));
  return model.test ? `${learned} ${texts.try.right(percent(model.test.top1))}` : learned;
}
