// The numbers of one model.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { bytes, count, loss, number, percent, shortId } from '../format.js';
import { texts } from '../texts.js';
import { facts, when } from './facts.js';
import { datasetLink } from './model-parts.js';

const t = texts.model;
const FRACTION = { maximumFractionDigits: 2 };
const COLORS = 3;

/** With five labels or fewer, the right one is always among the five likeliest. */
const TOP_5 = 5;

/** Shows how good the model is on images that it was not trained on. */
export function results(model) {
  const test = model.test;
  if (!test) {
    return nothing;
  }
  const figures = [
    [t.facts.top1, percent(test.top1)],
    model.labels.length > TOP_5 ? [t.facts.top5, percent(test.top5)] : null,
    test.macroF1 == null ? null : [t.facts.macroF1, percent(test.macroF1)],
    test.balancedAccuracy == null ? null : [t.facts.balanced, percent(test.balancedAccuracy)],
    [t.facts.loss, loss(test.loss)],
  ].filter(Boolean);
  return html`<section class="card"><h2>${t.results}</h2>
    <dl class="facts">${figures.map(([name, value]) => html`
      <div><dt>${name}</dt><dd class="figure">${value}</dd></div>`)}</dl>
    <p class="muted">${t.resultsHint(count(Math.round(test.top1 * test.images)), count(test.images))}</p></section>`;
}

function normalization(model) {
  const { mean, scale } = model.normalization;
  const shown = values => values.map(value => value.toLocaleString(undefined, FRACTION)).join(' / ');
  return t.normalization(shown(mean), shown(scale));
}

function takes(model) {
  const how = model.preprocessing;
  return how.fit === 'exact' && how.height ? t.exactSize(how.width, how.height) : t.anySize;
}

/** A network of colors that takes gray images has more channels than they. */
const channels = model => (model.normalization.mean.length > model.preprocessing.channels ? t.repeated
  : model.preprocessing.channels === COLORS ? t.color : t.gray);

/** Shows what the network is, what it takes, and how it came to be. */
export const network = model => facts([
  model.origin ? null : [t.facts.dataset, datasetLink(model.dataset)],
  [t.facts.imageSize, t.exactSize(model.imageSize, model.imageSize)],
  [t.facts.takes, takes(model)],
  [t.facts.channels, channels(model)],
  [t.facts.normalization, normalization(model)],
  [t.facts.parameters, count(model.parameters)],
  [t.facts.size, bytes(model.bytes)],
  [t.facts.precision, model.precision],
  model.steps == null ? null : [t.facts.steps, count(model.steps)],
  model.seed == null ? null : [t.facts.seed, String(model.seed)],
  model.jobId
    ? [t.facts.job, html`<a class="mono" href=${`ui/jobs/${model.jobId}`}>${shortId(model.jobId)}</a>`] : null,
  [t.facts.created, when(model.createdAt)],
]);

/** Shows what the sender of weights said about them. It is text, and no link, as anybody may have sent it. */
export function origin(model) {
  const from = model.origin;
  if (!from) {
    return nothing;
  }
  const own = value => (value ? html`<bdi class="break">${value}</bdi>` : texts.none);
  return html`<section class="card"><h2>${t.origin}</h2><p class="muted">${t.originHint}</p>
    ${facts([[t.facts.name, own(from.name)], [t.facts.licence, own(from.licence)], [t.facts.source, own(from.source)],
      [t.facts.difference, from.largestDifference == null ? t.notCompared : number(from.largestDifference)]])}
    <p class="small muted break">${t.facts.sha256}: <span class="mono">${from.sha256}</span></p></section>`;
}

function meaning({ temperature, errorBefore, errorAfter }) {
  const tendency = temperature > 1 ? t.overconfident : temperature < 1 ? t.underconfident : t.balanced;
  return t.calibrationText(tendency, percent(errorBefore), percent(errorAfter));
}

/** Shows how far probabilities can be relied on, as the network gave them and as they are answered. */
export function calibration(model) {
  const found = model.calibration;
  if (!found) {
    return nothing;
  }
  return html`<section class="card"><h2>${t.calibration}</h2>
    <p class="muted">${meaning(found)}</p>
    <div class="table calibration"><table>
      <thead><tr><td></td><th scope="col" class="num">${t.before}</th>
        <th scope="col" class="num">${t.after}</th></tr></thead>
      <tbody>
        <tr><th scope="row">${t.calibrationError}</th><td class="num">${percent(found.errorBefore)}</td>
          <td class="num strong">${percent(found.errorAfter)}</td></tr>
        <tr><th scope="row">${t.temperature}</th><td class="num">${number(1)}</td>
          <td class="num strong">${number(found.temperature)}</td></tr>
      </tbody></table></div>
    <p class="small muted">${found.fittedOn === 'test' ? t.fittedOnTest : t.fittedHeldOut}</p></section>`;
}

export function versions(model) {
  const list = Object.entries(model.versions ?? {});
  return list.length ? html`<section class="card"><details><summary>${t.versions}</summary>
    ${facts(list)}</details></section>` : nothing;
}
