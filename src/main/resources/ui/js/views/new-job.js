// The form for a new job. All fields come from the document of the API.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { all, get, send } from '../api.js';
import { icon } from '../components/icons.js';
import { idOfModel, jobChoices, readyOf, valueOfDataset } from '../components/job-choices.js';
import { Defaults, fill } from '../components/job-defaults.js';
import { isMain, jobFields } from '../components/job-fields.js';
import { requestCard } from '../components/job-request.js';
import { recipeCards } from '../components/recipe-cards.js';
import { schemaField } from '../components/schema-form.js';
import { read, visit } from '../components/schema.js';
import { problem, skeleton } from '../components/states.js';
import { jobName, sentence } from '../format.js';
import { texts } from '../texts.js';

const RELOAD_MILLIS = 30000;
const QUEUE_FULL = 429;
const FINE_TUNING = 'finetune';

// randomUUID exists only where the page came over https or from this machine.
const newKey = () => crypto.randomUUID?.()
  ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

export default function create(context) {
  const t = texts.newJob;
  const touched = new Set();
  const refusals = new Map();
  let errors = new Map();
  let described = null;
  let defaults = null;
  let data = null;
  let values = {};
  let body = {};
  let source = null;
  let sourceFailure = null;
  let loadFailure = null;
  let failure = null;
  let attempted = false;
  let sending = false;
  let advanced = false;
  let focusWanted = false;
  let key = null;

  const form = {
    suggestions: {},
    get values() { return values; },
    isOfRecipe: path => defaults.isOfRecipe(path),
    empty: path => defaults.text(path, values),
    error: path => refusals.get(path) ?? (attempted || touched.has(path) ? errors.get(path) : undefined),
    touch(path) {
      touched.add(path);
      context.update();
    },
    set(path, text) {
      values = { ...values, [path]: text };
      refusals.delete(path);
      key = null;
      changed();
    },
  };

  async function load() {
    const [document, datasets, architectures, models, devices] = await Promise.all([
      described ? null : get('v3/api-docs', context.signal), all('datasets', context.signal),
      get('architectures', context.signal), all('models', context.signal), get('devices', context.signal)]);
    data = { datasets, architectures: architectures.items, models };
    form.suggestions = { device: [...new Set(['auto', ...devices.items.map(each => each.name)])] };
    loadFailure = null;
    if (!described) {
      described = jobFields(document);
      await begin();
    }
    values.dataset ||= usualDataset();
    changed();
  }

  /** Fills the form with what the address asks for. */
  async function begin() {
    const { query } = context;
    const { recipe } = described.named;
    const initial = query.get('initialModel');
    choose(initial && recipe.options.includes(FINE_TUNING) ? FINE_TUNING : recipe.default);
    if (query.get('from')) {
      await copy(query.get('from'));
    }
    const dataset = query.get('dataset') ?? values.dataset;
    values = { ...values, dataset: dataset ? valueOfDataset(readyOf(data.datasets), dataset) : '' };
    if (initial ?? values.initialModel) {
      values.initialModel = idOfModel(data.models, initial ?? values.initialModel);
    }
  }

  function usualDataset() {
    const ready = readyOf(data.datasets);
    return (ready.find(each => each.value === described.named.dataset.default) ?? ready[0])?.value ?? '';
  }

  async function copy(id) {
    try {
      const job = await get(`jobs/${encodeURIComponent(id)}`, context.signal);
      const { recipe, dataset } = job.request;
      choose(recipe);
      values = { ...fill(described.fields, job.request, defaults), recipe, dataset };
      advanced = Object.keys(values).some(path => !isMain(path));
      source = job;
    } catch (error) {
      sourceFailure = error;
    }
  }

  function choose(recipe) {
    defaults = new Defaults(described.schema, described.fields, recipe);
    form.set('recipe', recipe);
  }

  /** Works out the request anew. */
  function changed() {
    errors = new Map();
    // The network of the initial model is the only one that can be trained from it.
    const { fields } = described;
    body = read(values.initialModel ? fields.filter(each => each.name !== 'architecture') : fields, values, errors);
    const frozen = Number(values['freeze.epochs'] || 1) !== 0;
    if (values.recipe === FINE_TUNING && frozen && !values.initialModel) {
      errors.set('initialModel', t.errors.needsModel);
    }
    context.update();
  }

  async function submit(event) {
    event.preventDefault();
    if (sending) {
      return;
    }
    attempted = true;
    failure = null;
    refusals.clear();
    changed();
    if (errors.size) {
      showErrors();
      return;
    }
    sending = true;
    key ??= newKey();
    try {
      const job = await send('POST', 'jobs', body, { 'Idempotency-Key': key });
      if (!context.signal.aborted) {
        context.go(`ui/jobs/${job.id}`);
      }
      context.toast(t.started);
    } catch (error) {
      refuse(error);
    } finally {
      sending = false;
      context.update();
    }
  }

  /** Shows the errors of an answer beside their fields, and the others in a banner. */
  function refuse(error) {
    const shown = new Set();
    visit(described.fields, values, field => shown.add(field.path));
    const rest = [];
    for (const { field = '', message } of error.errors ?? []) {
      const path = placeOf(field, shown);
      if (path) {
        refusals.set(path, [refusals.get(path), sentence(message)].filter(Boolean).join(' '));
      } else {
        rest.push(sentence(`${field} ${message}`));
      }
    }
    if (refusals.size) {
      failure = rest.length ? { message: rest.join(' ') } : null;
      showErrors();
    } else {
      failure = error;
    }
  }

  /** Returns the field that is shown for one such as crop.scale[0], or the one around it; an empty text if none is. */
  function placeOf(name, shown) {
    const parts = name.replace(/[[<].*$/, '').split('.');
    while (parts.length && !shown.has(parts.join('.'))) {
      parts.pop();
    }
    return parts.join('.');
  }

  function showErrors() {
    advanced ||= [...errors.keys(), ...refusals.keys()].some(path => !isMain(path));
    focusWanted = true;
    context.update();
  }

  /** Says what keeps the job from being started. */
  function notice() {
    if (failure?.status === QUEUE_FULL) {
      return html`<div class="banner warn" role="alert">${icon('warn')}<div class="stack">
        <p>${sentence(failure.message)}</p><p>${t.queueFull} <a href="ui/jobs">${t.toJobs}</a></p></div></div>`;
    }
    const wrong = new Set([...refusals.keys(), ...(attempted ? errors.keys() : [])]).size;
    return html`${failure ? problem(failure) : nothing}
      ${wrong ? html`<p class="bad" role="alert">${t.wrong(wrong)}</p>` : nothing}`;
  }

  const origin = () => html`
    ${source ? html`<p class="banner"><span>${t.from}
      <a href=${`ui/jobs/${source.id}`}><bdi class="break">${jobName(source)}</bdi></a>.
      ${t.fromHint}</span></p>` : nothing}
    ${sourceFailure ? problem(sourceFailure) : nothing}`;

  function more() {
    const given = Object.keys(body).filter(name => !isMain(name)).length;
    return html`<details class="card advanced" ?open=${advanced} @toggle=${event => { advanced = event.target.open; }}>
      <summary>${t.advanced} ${given ? html`<span class="chip accent">${t.given(given)}</span>` : nothing}</summary>
      <div class="sections"><p class="muted">${t.advancedHint}</p>
        ${described.sections.map(([name, list]) => html`<fieldset class="section">
          <legend>${t.sections[name]}</legend>
          <div class="fields">${list.map(field => schemaField(form, field))}</div></fieldset>`)}</div></details>`;
  }

  const whole = () => html`${origin()}
    <form class="sections" novalidate autocomplete="off" @submit=${submit}>
      ${recipeCards(described.named.recipe.options, values.recipe, choose, form.error('recipe'))}
      ${jobChoices(form, described.named, data)}
      ${notice()}
      <div class="actions">
        <button class="primary" aria-disabled=${sending}>${icon('run')}${sending ? t.sending : t.start}</button></div>
      ${more()}
      ${requestCard(context, body, errors.size > 0)}
    </form>`;

  function content() {
    if (!defaults) {
      return loadFailure ? problem(loadFailure) : skeleton(6);
    }
    return whole();
  }

  return {
    start: () => context.every(RELOAD_MILLIS, load, error => { loadFailure = error; }),
    title: () => t.title,
    render: () => html`<div class="view">
      <div class="stack"><p class="crumbs"><a href="ui/jobs">${texts.jobs.title}</a></p><h1>${t.title}</h1>
        <p class="lead">${t.lead}</p></div>
      ${content()}</div>`,
    drawn() {
      if (focusWanted) {
        focusWanted = false;
        document.querySelector('main [aria-invalid="true"], main [data-error]')?.focus();
      }
    },
  };
}
