// The answer for one image: its label, what else it may be, and what the answer rests on.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { percent, wholePercent } from '../format.js';
import { texts } from '../texts.js';
import { bars } from './bars.js';
import { heat } from './heat.js';
import { icon } from './icons.js';
import { problem, skeleton } from './states.js';

/**
 * Shows one image and its answer.
 *
 * @param item an image with its URL and title; with a prediction or a failure once there is one
 * @param look the preprocessing of the model, and the opacity of the heat map
 */
export const answer = (item, look) => html`<article class="card answer">
  <div class="answer-image">
    ${item.unreadable ? html`<p class="small muted">${item.failure ? nothing : texts.try.notShown}</p>`
    : html`<img class=${isInput(item, look.preprocessing) ? 'own pixels' : 'own'} src=${item.url}
      alt=${texts.try.imageAlt(item.title)} @error=${item.notShown}>`}
    <h3 class="small muted break" title=${item.title}><bdi>${item.title}</bdi></h3>
    ${isInput(item, look.preprocessing) ? html`<p class="small muted">${texts.try.isInput}</p>` : nothing}
    ${item.kind === 'file' ? nothing
    : html`<p class="small"><a href=${item.url} download=${item.name}>${texts.try.save}</a></p>`}
  </div>
  <div class="stack grow">${outcome(item, look)}</div>
</article>`;

// A test image of a model of images of one size is all that the network sees.
const isInput = (item, preprocessing) =>
  item.kind === 'test' && preprocessing.fit === 'exact' && preprocessing.crop === 1;

function outcome(item, look) {
  if (item.failure) {
    return problem(item.failure);
  }
  const { prediction } = item;
  if (!prediction) {
    return item.waiting ? skeleton(3) : nothing;
  }
  return html`
    ${verdict(item)}
    ${item.truth == null ? nothing : truth(item)}
    ${bars(prediction.top.map(guess => ({
      name: html`<bdi>${guess.label}</bdi>`, share: guess.probability, value: percent(guess.probability),
    })))}
    ${prediction.heatmap && (item.seen || !item.unreadable)
      ? heat(item, look.preprocessing.crop, look.opacity) : nothing}`;
}

function verdict({ prediction, abstainBelow }) {
  if (prediction.blank) {
    return html`<p class="figure">${texts.try.blank}</p><p class="muted">${texts.try.blankText}</p>`;
  }
  if (prediction.abstained) {
    return html`<p class="figure">${texts.try.abstained}</p>
      <p class="muted">${texts.try.abstainedText(percent(prediction.probability), wholePercent(abstainBelow))}</p>`;
  }
  return html`<p class="figure verdict"><bdi class="break">${prediction.label}</bdi>
    <span class="muted nowrap">${percent(prediction.probability)}</span></p>`;
}

function truth({ prediction, truth: label }) {
  const right = prediction.label === label;
  if (prediction.label == null) {
    return html`<p class="break">${texts.try.truth} <bdi>${label}</bdi>.</p>`;
  }
  return html`<p class="answer-truth ${right ? 'good' : 'bad'}">${icon(right ? 'good' : 'bad')}
    <span class="break">${right ? texts.try.correct : texts.try.wrong} <bdi>${label}</bdi>.</span></p>`;
}

/** Says in a few words what an answer is, for those who do not see it. */
export function spoken(items) {
  const answered = items.filter(item => item.prediction);
  if (items.length !== 1) {
    return answered.length ? texts.try.answered(answered.length, items.length) : '';
  }
  const [item] = answered;
  if (!item) {
    return '';
  }
  return item.prediction.label ?? (item.prediction.blank ? texts.try.blank : texts.try.abstained);
}
