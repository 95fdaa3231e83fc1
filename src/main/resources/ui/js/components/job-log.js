// The log and the events of a job as text.

import { loss, percent, shortId } from '../format.js';
import { texts } from '../texts.js';

/** Returns the log in the form of the article: a line for each logged step, and one for each epoch. */
export function logLines(job, steps, epochs) {
  const total = job.progress?.epochs ?? epochs.length;
  const lines = [];
  const ordered = [...steps].sort((a, b) => a.epoch - b.epoch || a.step - b.step);
  let next = 0;
  for (const epoch of [...epochs, null]) {
    while (next < ordered.length && (epoch === null || ordered[next].epoch <= epoch.epoch)) {
      lines.push(stepLine(ordered[next], job.progress?.steps));
      next++;
    }
    if (epoch) {
      lines.push(epochLine(epoch, total));
    }
  }
  return lines.join('\n');
}

function stepLine(step, steps) {
  return `step ${step.step}/${steps ?? '?'} - loss: ${loss(step.loss)} - acc_top1: ${step.top1.toFixed(4)}`
    + ` - acc_top5: ${step.top5.toFixed(4)} - ${Math.round(step.secondsPerStep * 1000)}ms/step`;
}

function epochLine(epoch, epochs) {
  return `epoch ${epoch.epoch}/${epochs} - loss: ${loss(epoch.trainLoss)} - acc_top1: ${epoch.trainTop1.toFixed(4)}`
    + ` - acc_top5: ${epoch.trainTop5.toFixed(4)} - ${epoch.evalSplit}_loss: ${loss(epoch.evalLoss)}`
    + ` - ${epoch.evalSplit}_acc_top1: ${epoch.evalTop1.toFixed(4)} - ${Math.round(epoch.seconds)}s`;
}

/** Returns a sentence for each event, newest first. */
export function eventLines(events) {
  return events.map(event => {
    switch (event.type) {
      case 'status': {
        const failure = event.failure ? `: ${event.failure.message}` : '';
        return `${texts.status[event.status]}, ${texts.job.facts.attempt.toLowerCase()} ${event.attempt}${failure}`;
      }
      case 'epoch':
        return `${texts.job.epochColumns.epoch} ${event.epoch}: ${texts.job.facts.accuracy.toLowerCase()} ${percent(event.evalTop1)}`;
      default:
        return `${texts.job.facts.model} ${shortId(event.modelId)}: ${texts.job.facts.accuracy.toLowerCase()} ${percent(event.testTop1)}`;
    }
  }).reverse();
}
