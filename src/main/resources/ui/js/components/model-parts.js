// What the views of models have in common.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { shortId } from '../format.js';
import { texts } from '../texts.js';

const CUSTOM = 'custom';

/** Returns what kind of network a model is. Only the presets have names. */
export const networkName = model => (model.architecture === CUSTOM ? texts.models.custom : model.architecture);

/** Returns a name for a person. Models have no name of their own. */
export const modelName = model => `${networkName(model)} ${shortId(model.id)}`;

/** Tells whether a model has no classifier. It can be trained from, but has no alias and answers nothing. */
export const isBackbone = model => !model.labels.length;

export const modelLink = model => html`<a href=${`ui/models/${model.id}`}>${networkName(model)}
  <span class="mono nowrap">${shortId(model.id)}</span></a>`;

export const datasetLink = name => (name
  ? html`<a class="break" href=${`ui/data/${encodeURIComponent(name)}`}><bdi>${name}</bdi></a>` : texts.none);

export const aliasChips = names => (names.length
  ? html`<ul class="row" aria-label=${texts.models.aliases}>${names.map(name => html`
    <li class="chip accent">${name}</li>`)}</ul>` : nothing);

export const imageText = model => texts.models.image(model.imageSize, model.preprocessing.channels > 1);
