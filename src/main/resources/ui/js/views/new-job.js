// The form for a new job.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get, send } from '../api.js';
import { focusError } from '../components/form-state.js';
import { icon } from '../components/icons.js';
import { jobEstimate } from '../components/job-estimate.js';
import { jobForm } from '../components/job-form.js';
import { requestCard } from '../components/job-request.js';
import { problem, skeleton } from '../components/states.js';
import { jobName, newKey, sentence } from '../format.js';
import { texts } from '../texts.js';

const RELOAD_MILLIS = 30000;
const QUEUE_FULL = 429;

export default function create(context) {
  const t = texts.newJob;
  const form = jobForm(context, edited);
  let source = null;
  let sourceFailure = null;
  let loadFailure = null;
  let failure = null;
  let estimate = null;
  let estimating = false;
  let sending = false;
  let focusWanted = false;
  let key = null;

  function edited() {
    key = null;
    estimate = null;
  }

  async function load() {
    await form.load(begin);
    loadFailure = null;
  }

  /** Fills the form with what the address asks for. */
  async function begin() {
    const { query } = context;
    const initial = query.get('initialModel');
    form.start(initial);
    if (query.get('from')) {
      await copy(query.get('from'));
    }
    form.preset(query.get('dataset'), initial);
  }

  async function copy(id) {
    try {
      const job = await get(`jobs/${encodeURIComponent(id)}`, context.signal);
      // Only the trials of a sweep have its label.
      delete job.request.labels?.sweep;
      form.copy(job.request);
      source = job;
    } catch (error) {
      sourceFailure = error;
    }
  }

  /** Checks the form, and calls the service with it unless something is wrong. */
  async function attempt(work) {
    failure = null;
    if (!form.check()) {
      showErrors();
      return;
    }
    try {
      await work();
    } catch (error) {
      refuse(error);
    }
  }

  async function submit(event) {
    event.preventDefault();
    if (sending) {
      return;
    }
    sending = true;
    await attempt(async () => {
      key ??= newKey();
      const job = await send('POST', 'jobs', form.body, { 'Idempotency-Key': key });
      if (!context.signal.aborted) {
        context.go(`ui/jobs/${job.id}`);
      }
      context.toast(t.started);
    });
    sending = false;
    context.update();
  }

  async function ask() {
    if (estimating) {
      return;
    }
    estimating = true;
    estimate = null;
    await attempt(async () => {
      context.update();
      const asked = form.body;
      const found = await send('POST', 'jobs?dryRun=true', asked);
      // The form may have been changed meanwhile.
      estimate = JSON.stringify(asked) === JSON.stringify(form.body) ? found : null;
    });
    estimating = false;
    context.update();
  }

  /** Shows the errors of an answer beside their fields, and the others in a banner. */
  function refuse(error) {
    const rest = form.refuse(error.errors ?? []);
    if (form.state.refusals.size) {
      failure = rest.length ? { message: rest.join(' ') } : null;
      showErrors();
    } else {
      failure = error;
    }
  }

  function showErrors() {
    form.open();
    focusWanted = true;
    context.update();
  }

  /** Says what keeps the job from being started. */
  function notice() {
    if (failure?.status === QUEUE_FULL) {
      return html`<div class="banner warn" role="alert">${icon('warn')}<div class="stack">
        <p>${sentence(failure.message)}</p><p>${t.queueFull} <a href="ui/jobs">${t.toJobs}</a></p></div></div>`;
    }
    const { wrong } = form.state;
    return html`${failure ? problem(failure) : nothing}
      ${wrong ? html`<p class="bad" role="alert">${t.wrong(wrong)}</p>` : nothing}`;
  }

  const origin = () => html`
    ${source ? html`<p class="banner"><span>${t.from}
      <a href=${`ui/jobs/${source.id}`}><bdi class="break">${jobName(source)}</bdi></a>.
      ${t.fromHint}</span></p>` : nothing}
    ${sourceFailure ? problem(sourceFailure) : nothing}`;

  const whole = () => html`${origin()}
    <form class="sections" novalidate autocomplete="off" @submit=${submit}>
      ${form.main()}
      ${notice()}
      <div class="actions">
        <button class="primary" aria-disabled=${sending}>${icon('run')}${sending ? t.sending : t.start}</button>
        <button type="button" aria-disabled=${estimating} @click=${ask}>${icon('wait')}${
          estimating ? t.estimate.busy : t.estimate.action}</button></div>
      <div role="status" class=${estimate ? nothing : 'visually-hidden'}>${estimate ? jobEstimate(estimate)
        : estimating ? t.estimate.busy : nothing}</div>
      ${form.more()}
      ${requestCard(context, form.body, form.state.errors.size > 0)}
    </form>`;

  function content() {
    if (!form.described) {
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
        focusError();
      }
    },
  };
}
