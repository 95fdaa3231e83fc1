// What can be done with a job in its state.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { send } from '../api.js';
import { texts } from '../texts.js';
import { isFinal } from './status.js';

const t = texts.job;

const CAN_PAUSE = new Set(['QUEUED', 'RUNNING']);
const CAN_RESUME = new Set(['PAUSED', 'PAUSING']);
const CAN_STOP = new Set(['RUNNING', 'PAUSING', 'PAUSED']);

/** The ids of jobs with which something is being done. A second click on a button does nothing. */
const busy = new Set();

/**
 * The buttons of a job.
 *
 * @param changed is called after the job was changed
 * @param short whether only the most common ones are wanted
 */
export function verbs(context, job, changed, short = false) {
  const size = short ? 'small' : '';
  const post = async (verb, done) => {
    if (!busy.has(job.id)) {
      busy.add(job.id);
      await context.act(() => send('POST', `jobs/${job.id}/${verb}`), done);
      busy.delete(job.id);
      await changed();
    }
  };
  const button = (verb, done) => html`
    <button class=${size} @click=${() => post(verb, done)}>${t[verb]}</button>`;
  return html`
    ${CAN_PAUSE.has(job.status) ? button('pause', t.paused) : nothing}
    ${CAN_RESUME.has(job.status) ? button('resume', t.resumed) : nothing}
    ${CAN_STOP.has(job.status) && job.progress && !short ? button('stop', t.stopped) : nothing}
    ${job.status === 'QUEUED' && !short
      ? html`<button @click=${() => priority(context, job, changed)}>${t.priority}</button>` : nothing}
    ${isFinal(job) || job.status === 'CANCELLING' ? nothing : html`
      <button class="danger ${size}" @click=${() => cancel(context, job, changed)}>${t.cancel}</button>`}
    ${isFinal(job) && !short
      ? html`<button class="danger" @click=${() => remove(context, job, changed)}>${texts.remove}</button>` : nothing}`;
}

async function cancel(context, job, changed) {
  const sure = await context.ask(
    { title: t.cancelTitle, text: t.cancelText, action: t.cancelAction, destroys: true });
  if (sure) {
    await context.act(() => send('POST', `jobs/${job.id}/cancel`), t.cancelled);
    await changed();
  }
}

async function remove(context, job, changed) {
  if (!await context.ask({ title: t.deleteTitle, text: t.deleteText, action: texts.remove, destroys: true })) {
    return;
  }
  // A success has no content, and what failed returns undefined.
  if (await context.act(() => send('DELETE', `jobs/${job.id}`), t.deleted) !== undefined) {
    context.go('ui/jobs');
  } else {
    await changed();
  }
}

async function priority(context, job, changed) {
  const value = await context.ask({ title: t.priorityTitle, action: t.save,
    field: { label: t.priorityLabel, value: job.priority, type: 'number', min: -100, max: 100 } });
  if (value !== undefined) {
    await context.act(() => send('PATCH', `jobs/${job.id}`, { priority: Number(value) }), t.prioritySet);
    await changed();
  }
}
