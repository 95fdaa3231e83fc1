// The state of a job: an icon, a color and a word.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { duration, number, wholePercent } from '../format.js';
import { texts } from '../texts.js';
import { icon } from './icons.js';

const LOOK = {
  QUEUED: ['wait', 'idle'],
  RUNNING: ['run', 'active'],
  PAUSING: ['pause', 'warn'],
  PAUSED: ['pause', 'warn'],
  STOPPING: ['stop', 'warn'],
  CANCELLING: ['stop', 'warn'],
  SUCCEEDED: ['good', 'good'],
  FAILED: ['bad', 'bad'],
  CANCELLED: ['stop', 'idle'],
  STOPPED: ['stop', 'idle'],
  PENDING: ['wait', 'idle'],
  ACTIVE: ['run', 'active'],
  PRUNING: ['stop', 'warn'],
  PRUNED: ['stop', 'idle'],
  UPLOADING: ['upload', 'active'],
  IMPORTING: ['run', 'active'],
  READY: ['good', 'good'],
  MISSING: ['warn', 'warn'],
};

const FINAL = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);
const BUSY = new Set(['RUNNING', 'PAUSING', 'STOPPING', 'CANCELLING']);

export const isFinal = job => FINAL.has(job.status);
export const isBusy = job => BUSY.has(job.status);

export function status(name) {
  const [image, tone] = LOOK[name] ?? ['wait', 'idle'];
  return html`<span class="status ${tone}">${icon(image)}${texts.status[name] ?? name}</span>`;
}

/** Shows how far a job is; nothing if it has not begun or is over. */
export function progressOf(job) {
  const progress = job.progress;
  if (!progress && isBusy(job)) {
    return html`<p class="small muted">${texts.jobs.starting}</p>`;
  }
  if (!progress || isFinal(job)) {
    return nothing;
  }
  return html`<div class="stack">
    <progress max="1" .value=${progress.fraction} aria-label=${texts.jobs.progress}></progress>
    <p class="small muted">${wholePercent(progress.fraction)} · ${texts.jobs.epochOf(progress.epoch, progress.epochs)}
      ${isBusy(job) ? html` · ${texts.jobs.speed(number(progress.imagesPerSecond))}
        · ${texts.jobs.left(duration(progress.etaSeconds))}` : nothing}</p>
  </div>`;
}

/** Says what a queued job waits for. */
export function waits(job) {
  const turn = job.queuePosition ? texts.jobs.position(job.queuePosition) : texts.jobs.waiting;
  return job.waitingFor ? `${turn}: ${job.waitingFor}` : turn;
}
