// What the views of sweeps share.

import { html } from '../../lib/lit-html/lit-html.js';
import { loss, percent, shortId } from '../format.js';
import { sweepTexts } from '../sweep-texts.js';

const OVER = ['PRUNED', 'SUCCEEDED', 'FAILED', 'CANCELLED'];
const FINAL = new Set(['SUCCEEDED', 'FAILED', 'STOPPED']);

export const isOver = sweep => FINAL.has(sweep.status);

/** Returns the name of a sweep, or a name made of its id. */
export const sweepName = sweep => sweep.name || sweepTexts.named(shortId(sweep.id));

export const trialsOf = sweep => Object.values(sweep.counts).reduce((sum, each) => sum + each, 0);

/** Returns how many trials have ended. */
export const overOf = sweep => OVER.reduce((sum, status) => sum + (sweep.counts[status] ?? 0), 0);

const isLoss = objective => objective === 'loss';

/** Returns a function that shows values of an objective. */
export const valueFormat = objective => (isLoss(objective) ? loss : percent);

/** Compares values of an objective so that the best ones come first, and missing ones last. */
export function byValue(objective) {
  const sign = isLoss(objective) ? 1 : -1;
  return (a, b) => (a == null ? b == null ? 0 : 1 : b == null ? -1 : sign * (a - b));
}

/** Shows a value of a field that was tried. */
export const parameterText = value => (value !== null && typeof value === 'object' ? JSON.stringify(value)
  : typeof value === 'number' ? value.toLocaleString(undefined, { maximumSignificantDigits: 3, useGrouping: false })
    : String(value));

/** Shows the path of a field, which may be broken at its dots. */
export const breakable = path => path.split('.').map((part, i) => (i ? html`.<wbr>${part}` : part));
