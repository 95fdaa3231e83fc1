// The fields of a job in a form. All of them come from the document of the API.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { all, get } from '../api.js';
import { sentence } from '../format.js';
import { texts } from '../texts.js';
import { FormState } from './form-state.js';
import { idOfModel, jobChoices, readyOf, valueOfDataset } from './job-choices.js';
import { Defaults, fill } from './job-defaults.js';
import { isMain, jobFields } from './job-fields.js';
import { recipeCards } from './recipe-cards.js';
import { schemaField } from './schema-form.js';
import { read, visit } from './schema.js';

const t = texts.newJob;
const FINE_TUNING = 'finetune';

/** Returns the field that is shown for one such as crop.scale[0], or the one around it; an empty text if none is. */
function placeOf(name, shown) {
  const parts = name.replace(/[[<].*$/, '').split('.');
  while (parts.length && !shown.has(parts.join('.'))) {
    parts.pop();
  }
  return parts.join('.');
}

/**
 * @param edited is called when the user has changed something
 * @param left the names of fields that the form does not have
 */
export function jobForm(context, edited = () => {}, left = []) {
  let described = null;
  let defaults = null;
  let data = null;
  let body = {};
  let advanced = false;

  const state = new FormState(isEdit => {
    if (isEdit) {
      edited();
    }
    work();
  });
  state.empty = path => defaults.text(path, state.values);
  state.isOfRecipe = path => defaults.isOfRecipe(path);

  /** Works out the request anew. */
  function work() {
    const { values } = state;
    state.errors = new Map();
    // The network of the initial model is the only one that can be trained from it.
    const { fields } = described;
    body = read(values.initialModel ? fields.filter(each => each.name !== 'architecture') : fields, values,
      state.errors);
    const frozen = Number(values['freeze.epochs'] || 1) !== 0;
    if (values.recipe === FINE_TUNING && frozen && !values.initialModel) {
      state.errors.set('initialModel', t.errors.needsModel);
    }
    context.update();
  }

  function choose(recipe) {
    defaults = new Defaults(described.schema, described.fields, recipe);
    state.set('recipe', recipe);
  }

  function usualDataset() {
    const ready = readyOf(data.datasets);
    return (ready.find(each => each.value === described.named.dataset.default) ?? ready[0])?.value ?? '';
  }

  return {
    state,
    get body() { return body; },
    /** The fields by name and in all; null before they are loaded. */
    get described() { return described; },
    get document() { return data.document; },

    /** Loads what can be chosen. The first time, the function that begins the form is called then. */
    async load(begin) {
      const [document, datasets, architectures, models, devices] = await Promise.all([
        described ? data.document : get('v3/api-docs', context.signal), all('datasets', context.signal),
        get('architectures', context.signal), all('models', context.signal), get('devices', context.signal)]);
      data = { document, datasets, architectures: architectures.items, models };
      state.suggestions = { device: [...new Set(['auto', ...devices.items.map(each => each.name)])] };
      if (!described) {
        described = jobFields(document, left);
        await begin();
      }
      state.values.dataset ||= usualDataset();
      work();
    },

    /** Chooses a recipe: the one that suits a model to start from, if there is one. */
    start(initial) {
      const { recipe } = described.named;
      choose(initial && recipe.options.includes(FINE_TUNING) ? FINE_TUNING : recipe.default);
    },

    /** Fills the form with the request of another job. */
    copy(request) {
      choose(request.recipe);
      state.values = { ...fill(described.fields, request, defaults), recipe: request.recipe, dataset: request.dataset };
      advanced = Object.keys(state.values).some(path => !isMain(path));
    },

    /** Sets the data set and the model to start from, if the address names them. */
    preset(dataset, initial) {
      const { values } = state;
      const named = dataset ?? values.dataset;
      const model = initial ?? values.initialModel;
      state.values = { ...values, dataset: named ? valueOfDataset(readyOf(data.datasets), named) : '' };
      if (model) {
        state.values.initialModel = idOfModel(data.models, model);
      }
    },

    /** Returns whether the page itself finds nothing wrong; otherwise errors show beside their fields. */
    check() {
      state.attempt();
      work();
      return !state.errors.size;
    },

    /** Shows errors of an answer beside their fields, and returns the others as sentences. */
    refuse(errors) {
      const shown = new Set();
      visit(described.fields, state.values, field => shown.add(field.path));
      return errors.filter(({ field = '', message }) => {
        const path = placeOf(field, shown);
        if (path) {
          state.refuse(path, sentence(message));
        }
        return !path;
      }).map(({ field = '', message }) => sentence(`${field} ${message}`));
    },

    /** Opens what is hidden, if an error is in it. */
    open() {
      advanced ||= [...state.errors.keys(), ...state.refusals.keys()].some(path => !isMain(path));
    },

    main: () => html`
      ${recipeCards(described.named.recipe.options, state.values.recipe, choose, state.error('recipe'))}
      ${jobChoices(state, described.named, data)}`,

    more() {
      const given = Object.keys(body).filter(name => !isMain(name)).length;
      return html`<details class="card advanced" ?open=${advanced}
        @toggle=${event => { advanced = event.target.open; }}>
        <summary>${t.advanced} ${given ? html`<span class="chip accent">${t.given(given)}</span>` : nothing}</summary>
        <div class="sections"><p class="muted">${t.advancedHint}</p>
          ${described.sections.map(([name, list]) => html`<fieldset class="section">
            <legend>${t.sections[name]}</legend>
            <div class="fields">${list.map(field => schemaField(state, field))}</div></fieldset>`)}</div></details>`;
    },
  };
}
