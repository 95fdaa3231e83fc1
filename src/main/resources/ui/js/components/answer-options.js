// What is asked for beside the label: an answer only above a probability, and a heat map.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { wholePercent } from '../format.js';
import { texts } from '../texts.js';

/**
 * @param wishes abstainBelow (0 for an answer in any case), explain, and the opacity of the heat map
 * @param ask asks again with the changed wishes
 * @param update shows them
 */
export const answerOptions = (wishes, ask, update) => html`<section class="card" aria-labelledby="try-options">
  <h2 id="try-options">${texts.try.options}</h2>
  <div class="field">
    <label for="abstain">${texts.try.abstainBelow}:
      ${wishes.abstainBelow ? wholePercent(wishes.abstainBelow) : texts.try.always}</label>
    <input id="abstain" type="range" min="0" max="100" .value=${String(Math.round(wishes.abstainBelow * 100))}
      aria-valuetext=${wishes.abstainBelow ? wholePercent(wishes.abstainBelow) : texts.try.always}
      aria-describedby="abstain-hint"
      @input=${event => { wishes.abstainBelow = event.target.value / 100; update(); }} @change=${ask}>
    <p class="hint" id="abstain-hint">${texts.try.abstainHint}</p>
  </div>
  <div class="field">
    <label class="check"><input type="checkbox" .checked=${wishes.explain} aria-describedby="heat-hint"
      @change=${event => { wishes.explain = event.target.checked; ask(); }}>${texts.try.explain}</label>
    <p class="hint" id="heat-hint">${texts.try.explainHint}</p>
  </div>
  ${wishes.explain ? html`<div class="field">
    <label for="opacity">${texts.try.opacity}</label>
    <input id="opacity" type="range" min="0" max="100" .value=${String(Math.round(wishes.opacity * 100))}
      aria-valuetext=${wholePercent(wishes.opacity)}
      @input=${event => { wishes.opacity = event.target.value / 100; update(); }}>
  </div>` : nothing}
</section>`;
