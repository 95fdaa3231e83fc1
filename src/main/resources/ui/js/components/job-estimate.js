// What a job would take, as the service estimates it.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { bytes, count, precisely, sentence, shortId } from '../format.js';
import { texts } from '../texts.js';
import { facts } from './facts.js';

const t = texts.newJob.estimate;

const basis = found => (found.basisJob
  ? html`${t.earlierJob} <a href=${`ui/jobs/${found.basisJob}`} class="mono">${shortId(found.basisJob)}</a>.`
  : t.basis[found.basis] ?? found.basis);

/** @param found the answer of a dry run */
export const jobEstimate = found => html`<section class="card" aria-labelledby="estimate-title">
  <h2 id="estimate-title">${t.title}</h2>
  ${facts([
    [t.total, precisely(found.totalSeconds)],
    [t.step, precisely(found.secondsPerStep)],
    [t.steps, count(found.epochs * found.stepsPerEpoch)],
    [t.memory, bytes(found.memoryBytes)],
    [t.training, precisely(found.trainingSeconds)],
    [t.evaluation, precisely(found.evaluationSeconds)],
    found.savingSeconds == null ? null : [t.saving, precisely(found.savingSeconds)],
    [t.device, [found.device, found.precision].filter(Boolean).join(', ') || texts.none],
  ])}
  <p class="muted break">${basis(found)} ${found.note ? sentence(found.note) : nothing}
    ${found.request.earlyStopping ? t.upperBound : nothing} ${t.withoutQueue}</p></section>`;
