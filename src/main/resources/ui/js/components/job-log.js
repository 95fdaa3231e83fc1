// The log and the events of a job as text.

import { percent, shortId } from '../format.js';
import { texts } from '../texts.js';

/** The article writes numbers in the same way everywhere. */
const fixed = value => value?.toFixed(4) ?? '?';

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
  return `step ${step.step}/${steps ?? '?'} - loss: ${fixed(step.loss)} - acc_top1: ${fixed(step.top1)}`
    + ` - acc_top5: ${fixed(step.top5)} - ${Math.round(step.secondsPerStep * 1000)}ms/step`;
}

function epochLine(epoch, epochs) {
  return `epoch ${epoch.epoch}/${epochs} - loss: ${fixed(epoch.trainLoss)} - acc_top1: ${fixed(epoch.trainTop1)}`
    + ` - acc_top5: ${fixed(epoch.trainTop5)} - ${epoch.evalSplit}_loss: ${fixed(epoch.evalLoss)}`
    + ` - ${epoch.evalSplit}_acc_top1: ${fixed(epoch.evalTop1)} - ${Math.round(epoch.seconds)}s`;
}

/** Returns a sentence for each event, newest first. */
export function eventLines(events) {
  return events.map(event => {
    switch (event.type) {
      case 'status': {
        const failure = event.failure ? `: ${event.failure.message}` : '';
        return texts.job.statusEvent(texts.status[event.status], event.attempt) + failure;
      }
      case 'epoch':
        return texts.job.epochEvent(event.epoch, event.evalSplit, percent(event.evalTop1));
      default:
        return texts.job.modelEvent(shortId(event.modelId), percent(event.testTop1));
    }
  }).reverse();
}
