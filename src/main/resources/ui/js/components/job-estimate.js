// What a job would take, as the service estimates it.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { bytes, count, duration, number, sentence, shortId } from '../format.js';
import { texts } from '../texts.js';
import { facts } from './facts.js';

const t = texts.newJob.estimate;
const SECOND = 1;
const MINUTE = 60;

/** Short times need a digit after the point, of which a duration has none. */
const time = seconds => (seconds == null ? texts.none
  : seconds < SECOND ? t.millis(number(seconds * 1000)) : seconds < MINUTE ? t.seconds(number(seconds))
    : duration(seconds));

const basis = found => (found.basisJob
  ? html`${t.earlierJob} <a href=${`ui/jobs/${found.basisJob}`} class="mono">${shortId(found.basisJob)}</a>.`
  : t.basis[found.basis] ?? found.basis);

/** @param found the answer of a dry run */
export const jobEstimate = found => html`<section class="card" aria-labelledby="estimate-title">
  <h2 id="estimate-title">${t.title}</h2>
  ${facts([
    [t.total, time(found.totalSeconds)],
    [t.step, time(found.secondsPerStep)],
    [t.steps, count(found.epochs * found.stepsPerEpoch)],
    [t.memory, bytes(found.memoryBytes)],
    [t.training, time(found.trainingSeconds)],
    [t.evaluation, time(found.evaluationSeconds)],
    found.savingSeconds == null ? null : [t.saving, time(found.savingSeconds)],
    [t.device, [found.device, found.precision].filter(Boolean).join(', ') || texts.none],
  ])}
  <p class="muted break">${basis(found)} ${found.note ? sentence(found.note) : nothing}
    ${found.request.earlyStopping ? t.upperBound : nothing} ${t.withoutQueue}</p></section>`;
