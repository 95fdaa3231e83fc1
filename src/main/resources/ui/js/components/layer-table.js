// The layers of a model. The service computes them for its presets, and only when somebody wants to see them.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get, withQuery } from '../api.js';
import { count } from '../format.js';
import { texts } from '../texts.js';
import { facts } from './facts.js';
import { isBackbone } from './model-parts.js';
import { problem } from './states.js';

const t = texts.model;
const NO_PRESET = 'custom';

/** The largest size that the service makes a table for. */
const MAX_SIZE = 224;

/** A table has a head; for a backbone it is left out again. */
const ANY_CLASSES = 10;

const shape = dimensions => dimensions.join(' × ');

export function layerTable(context, model) {
  let summary = null;
  let failure = null;
  let loading = false;

  const hasParameters = found => model.parameters
    === found.totalParameters - (isBackbone(model) ? found.layers.at(-1).parameters : 0);

  /** A model says the shape of its network, but not its convention, which shows in the number of parameters. */
  async function find() {
    const path = `architectures/${encodeURIComponent(model.architecture)}/summary`;
    const query = { imageSize: Math.min(model.imageSize, MAX_SIZE), channels: model.normalization.mean.length,
      classes: model.labels.length || ANY_CLASSES };
    const usual = await get(withQuery(path, query), context.signal);
    if (hasParameters(usual)) {
      return usual;
    }
    const other = await get(withQuery(path, { ...query, convention: 'torchvision' }), context.signal);
    return hasParameters(other) ? other : usual;
  }

  async function load(event) {
    if (!event.target.open || summary || loading) {
      return;
    }
    loading = true;
    failure = null;
    try {
      summary = await find();
    } catch (error) {
      failure = error.name === 'AbortError' ? null : error;
    }
    loading = false;
    context.update();
  }

  const notes = () => [
    hasParameters(summary) ? null : t.otherNetwork,
    model.imageSize > MAX_SIZE ? t.smallerImages(MAX_SIZE) : null,
    isBackbone(model) ? t.withHead : null,
  ].filter(Boolean);

  const totals = () => facts([
    [t.totals.parameters, count(summary.totalParameters)],
    [t.totals.trainable, count(summary.trainableParameters)],
    [t.totals.statistics, count(summary.nonTrainableParameters)],
    [t.totals.multiplyAdds, count(summary.multiplyAdds)],
  ]);

  const table = () => html`<div class="table" tabindex="0" role="region" aria-label=${t.layers}><table>
    <thead><tr><th scope="col">${t.layerColumns.layer}</th><th scope="col">${t.layerColumns.kind}</th>
      <th scope="col">${t.layerColumns.input}</th><th scope="col">${t.layerColumns.output}</th>
      <th scope="col" class="num">${t.layerColumns.parameters}</th></tr></thead>
    <tbody>${summary.layers.map(row => html`<tr><th scope="row" class="mono">${row.layer}</th><td>${row.kind}</td>
      <td class="nowrap">${shape(row.inputShape)}</td><td class="nowrap">${shape(row.outputShape)}</td>
      <td class="num">${count(row.parameters)}</td></tr>`)}</tbody></table></div>`;

  function content() {
    if (failure) {
      return problem(failure);
    }
    if (!summary) {
      return html`<p class="muted" role="status">${texts.loading}</p>`;
    }
    return html`<div class="stack">
      ${notes().map(note => html`<p class="muted">${note}</p>`)}
      ${totals()}${table()}</div>`;
  }

  return {
    render: () => (model.architecture === NO_PRESET ? nothing
      : html`<section class="card"><details @toggle=${load}>
        <summary>${t.layers}</summary>${content()}</details></section>`),
  };
}
