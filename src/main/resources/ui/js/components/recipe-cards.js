// The recipes as cards, of which one is chosen.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { live } from '../../lib/lit-html/directives/live.js';
import { duration, percent } from '../format.js';
import { texts } from '../texts.js';

const t = texts.newJob;

/**
 * @param names of the recipes
 * @param choose is called with a name
 * @param error what is wrong with the choice, if anything
 */
export const recipeCards = (names, chosen, choose, error) => html`
  <fieldset class="stack" aria-describedby=${error ? 'recipe-error' : nothing}>
  <legend class="spaced"><h2>${t.recipe}</h2></legend>
  <div class="cards wide-cards">${names.map(name => card(name, name === chosen, choose, error))}</div>
  ${error ? html`<p class="bad small break" id="recipe-error">${error}</p>` : nothing}
  <p class="small muted">${t.recipeHint}</p></fieldset>`;

function card(name, isChosen, choose, error) {
  const about = t.recipes[name] ?? { title: name };
  const { seconds, top1 } = about.measured ?? {};
  const costs = top1 ? t.took(duration(seconds), percent(top1)) : about.costs;
  return html`<label class="choice">
    <input type="radio" name="recipe" value=${name} .checked=${live(isChosen)} data-error=${error ? '' : nothing}
      aria-labelledby=${`recipe-${name}`} aria-describedby=${`recipe-${name}-about`} @change=${() => choose(name)}>
    <span class="grow">
      <span class="strong block" id=${`recipe-${name}`}>${about.title}</span>
      <span class="block" id=${`recipe-${name}-about`}><span class="block">${about.gives}</span>
        <span class="block small muted">${costs}</span></span></span></label>`;
}
