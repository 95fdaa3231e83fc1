// What the views of models have in common.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { ago, dateTime, shortId } from '../format.js';
import { texts } from '../texts.js';

/** Returns a name for a person. Models have no name of their own. */
export const modelName = model => `${model.architecture} ${shortId(model.id)}`;

/** Tells whether a model has no classifier. It can be trained from, but has no alias and answers nothing. */
export const isBackbone = model => !model.labels.length;

export const modelLink = model => html`<a class="nowrap" href=${`ui/models/${model.id}`}>${model.architecture}
  <span class="mono">${shortId(model.id)}</span></a>`;

export const datasetLink = name => (name
  ? html`<a class="break" href=${`ui/data/${encodeURIComponent(name)}`}><bdi>${name}</bdi></a>` : texts.none);

export const aliasChips = names => (names.length
  ? html`<ul class="row" aria-label=${texts.models.aliases}>${names.map(name => html`
    <li class="chip accent">${name}</li>`)}</ul>` : nothing);

export const imageText = model => texts.models.image(model.imageSize, model.preprocessing.channels > 1);

/** Shows how long ago something was, and the exact time on hover. */
export const when = value => html`<time datetime=${value} title=${dateTime(value)}>${ago(value)}</time>`;

/** @param list pairs of a name and a value; those that are null are left out */
export const facts = list => html`<dl class="facts">${list.filter(each => each).map(([name, value]) => html`
  <div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
