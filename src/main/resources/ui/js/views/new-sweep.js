// The form for a new sweep.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { send } from '../api.js';
import { focusError, FormState } from '../components/form-state.js';
import { icon } from '../components/icons.js';
import { jobForm } from '../components/job-form.js';
import { requestCard } from '../components/job-request.js';
import { schemaField } from '../components/schema-form.js';
import { read } from '../components/schema.js';
import { problem, skeleton } from '../components/states.js';
import { defaultOf, placeOf, searchCard, sweepFields } from '../components/sweep-fields.js';
import { sweepSpace } from '../components/sweep-space.js';
import { newKey, sentence } from '../format.js';
import { sweepTexts } from '../sweep-texts.js';
import { texts } from '../texts.js';

const RELOAD_MILLIS = 30000;

/** A sweep has these itself. */
const LEFT = ['name', 'promote'];

/** The values to try, of which something may be wrong as a whole. */
const SPACE = 'space';

export default function create(context) {
  const t = sweepTexts.form;
  const job = jobForm(context, edited, LEFT);
  const state = new FormState(isEdit => {
    if (isEdit) {
      edited();
    }
    work();
  });
  let described = null;
  let space = null;
  let body = {};
  let early = true;
  let more = false;
  let failure = null;
  let loadFailure = null;
  let sending = false;
  let focusWanted = false;
  let key = null;

  state.values = { [placeOf('strategy')]: 'random' };
  const isGrid = () => state.values[placeOf('strategy')] === 'grid';
  state.empty = path => defaultOf(path, isGrid());

  function edited() {
    key = null;
  }

  async function load() {
    await job.load(() => {
      job.start(context.query.get('initialModel'));
      job.preset(context.query.get('dataset'), context.query.get('initialModel'));
    });
    if (!described) {
      described = sweepFields(job.document);
      space = sweepSpace(context, state, job.described.fields, isGrid);
    }
    loadFailure = null;
    work();
  }

  /** Works out the request anew. */
  function work() {
    state.errors = new Map();
    body = { ...read(described.fields, state.values, state.errors), space: space.read() };
    if (early) {
      body.earlyStopping = read(described.asha, state.values, state.errors, false);
    }
    context.update();
  }

  const request = () => ({ ...body, job: job.body });

  async function submit(event) {
    event.preventDefault();
    if (sending) {
      return;
    }
    failure = null;
    state.attempt();
    work();
    if (!job.check() || state.errors.size) {
      showErrors();
      return;
    }
    sending = true;
    key ??= newKey();
    try {
      const sweep = await send('POST', 'sweeps', request(), { 'Idempotency-Key': key });
      if (!context.signal.aborted) {
        context.go(`ui/sweeps/${sweep.id}`);
      }
      context.toast(t.started);
    } catch (error) {
      refuse(error);
    }
    sending = false;
    context.update();
  }

  /** Shows the errors of an answer beside their fields, and the others in a banner. */
  function refuse(error) {
    const rest = [];
    const ofJob = [];
    for (const each of error.errors ?? []) {
      const [, part, name] = /^(job|space)\.(.*)$/.exec(each.field ?? '') ?? [];
      const place = part === 'space' ? space.placeOf(name) : part ? null : shownPlace(each.field);
      if (part === 'job') {
        ofJob.push({ ...each, field: name });
      } else if (place) {
        state.refuse(place, sentence(each.message));
      } else {
        rest.push(sentence(`${each.field ?? ''} ${each.message}`));
      }
    }
    rest.push(...job.refuse(ofJob));
    if (wrong()) {
      failure = rest.length ? { message: rest.join(' ') } : null;
      showErrors();
    } else {
      failure = error;
    }
  }

  /** Returns the path of a field of the sweep; null if it is not in the form. */
  function shownPlace(name) {
    if (name === SPACE) {
      return name;
    }
    const place = placeOf(name);
    return place === placeOf('earlyStopping') || [...described.fields, ...described.asha]
      .some(field => field.path === place) ? place : null;
  }

  const wrong = () => state.wrong + job.state.wrong;

  function showErrors() {
    job.open();
    more ||= described.more.some(({ path }) => state.error(path));
    focusWanted = true;
    context.update();
  }

  function setEarly(wanted) {
    early = wanted;
    edited();
    work();
  }

  const content = () => html`<form class="sections" novalidate autocomplete="off" @submit=${submit}>
    ${job.main()}
    ${space.render()}
    ${searchCard(state, described, early, setEarly)}
    ${failure ? problem(failure) : nothing}
    ${wrong() ? html`<p class="bad" role="alert">${texts.newJob.wrong(wrong())}</p>` : nothing}
    <div class="actions"><button class="primary" aria-disabled=${sending}>
      ${icon('run')}${sending ? texts.newJob.sending : t.start}</button></div>
    ${job.more()}
    <details class="card advanced" ?open=${more} @toggle=${event => { more = event.target.open; }}>
      <summary>${t.more}</summary>
      <div class="fields">${described.more.map(field => schemaField(state, field))}</div></details>
    ${requestCard(context, request(), state.errors.size + job.state.errors.size > 0, 'sweeps')}</form>`;

  return {
    start: () => context.every(RELOAD_MILLIS, load, error => { loadFailure = error; }),
    title: () => t.title,
    render: () => html`<div class="view">
      <div class="stack"><p class="crumbs"><a href="ui/sweeps">${sweepTexts.back}</a></p><h1>${t.title}</h1>
        <p class="lead">${t.lead}</p></div>
      ${described ? content() : loadFailure ? problem(loadFailure) : skeleton(6)}</div>`,
    drawn() {
      if (focusWanted) {
        focusWanted = false;
        focusError();
      }
    },
  };
}
