// What the views of data sets have in common.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { count, duration } from '../format.js';
import { texts } from '../texts.js';

export const SPLITS = ['train', 'validation', 'test'];

const SIZES = { train: 'trainSize', validation: 'validationSize', test: 'testSize' };
const PENDING = new Set(['UPLOADING', 'QUEUED', 'IMPORTING']);

/** Sides up to this many pixels are enlarged with hard edges. Larger images are photos, which are reduced softly. */
const SMALL_SIDE = 64;

/** Names a data set as jobs and addresses do: with its version, if it is not built in. */
export const reference = dataset => (dataset.version == null ? dataset.name : `${dataset.name}@${dataset.version}`);

/** Returns the path of a data set in the API. */
export const apiPath = name => `datasets/${encodeURIComponent(name)}`;

/** Returns the address of a data set in the page. */
export const viewPath = name => `ui/data/${encodeURIComponent(name)}`;

/** Returns whether a data set changes by itself. */
export const isPending = dataset => PENDING.has(dataset.status);

export const sizeOf = (dataset, split) => dataset[SIZES[split]];

/** Returns the number of images of all splits; null while it is not known. */
export const total = dataset => (dataset.trainSize == null
  ? null : SPLITS.reduce((sum, split) => sum + (sizeOf(dataset, split) ?? 0), 0));

export function formatOf(dataset) {
  const format = dataset.imageFormat;
  return format
    ? `${texts.data.size(format.width, format.height)}, ${format.channels === 1 ? texts.data.gray : texts.data.color}`
    : texts.none;
}

/** Returns a class for images of a data set that are larger than what the page shows. */
export const smooth = dataset => {
  const format = dataset.imageFormat;
  return format && Math.max(format.width, format.height) > SMALL_SIDE ? 'smooth' : '';
};

/** Shows the name of a data set, and its version if it has one. */
export const nameOf = dataset => html`<bdi class="break">${dataset.name}</bdi>${dataset.version == null
  ? nothing : html` <span class="chip">${texts.data.version(dataset.version)}</span>`}`;

/** Shows how many images, classes and pixels there are, as the entries of a list. */
export const countFacts = dataset => html`
  ${SPLITS.filter(split => split !== 'validation' || sizeOf(dataset, split)).map(split => html`
    <div><dt>${texts.data.splits[split]}</dt><dd>${count(sizeOf(dataset, split))}</dd></div>`)}
  <div><dt>${texts.data.classes}</dt><dd>${dataset.labels.length ? count(dataset.labels.length) : texts.none}</dd></div>
  <div><dt>${texts.data.format}</dt><dd>${formatOf(dataset)}</dd></div>`;

/** Shows how far an import is; nothing if none is waiting or running. */
export function importProgress(dataset) {
  if (!isPending(dataset)) {
    return nothing;
  }
  const t = texts.data.progress;
  const progress = dataset.progress;
  if (!progress) {
    return html`<p class="small muted">${t[dataset.status] ?? t.phases.listing}</p>`;
  }
  const parts = [t.phases[progress.phase] ?? progress.phase];
  if (progress.total) {
    parts.push(t.of(count(progress.done), count(progress.total)));
  }
  if (progress.etaSeconds != null) {
    parts.push(t.left(duration(progress.etaSeconds)));
  }
  return html`<div class="stack">
    <progress max="1" .value=${progress.total ? progress.done / progress.total : 0}
      aria-label=${t.label(reference(dataset))}></progress>
    <p class="small muted">${parts.join(' · ')}</p></div>`;
}

/** Buttons of which one is pressed, for the splits that have images. */
export const splitTabs = (splits, chosen, label, choose) => html`
  <div class="tabs" role="group" aria-label=${label}>${splits.map(split => html`
    <button type="button" aria-pressed=${String(split === chosen)} @click=${() => choose(split)}>
      ${texts.data.splits[split]}</button>`)}</div>`;
