// The learning curves of the trials of a sweep over each other.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { number, wholePercent } from '../format.js';
import { sweepTexts } from '../sweep-texts.js';
import { Chart, color, legend, SERIES_COLORS } from './chart.js';
import { byValue, valueFormat } from './sweep-parts.js';

const t = sweepTexts.view;

/** More curves would hide each other, and take long to be drawn. */
const MAX_CURVES = 60;

/** @param objective what the curves show */
export function trialCurves(objective) {
  const label = sweepTexts.objectives[objective] ?? objective;
  const chart = new Chart(label, t.epoch, valueFormat(objective), objective === 'loss' ? number : wholePercent);
  let named = [];
  let all = 0;

  return {
    show(trials) {
      const compare = byValue(objective);
      const trained = trials.filter(trial => trial.curve.length).sort((a, b) => compare(a.value, b.value));
      all = trained.length;
      const shown = trained.slice(0, MAX_CURVES);
      const last = Math.max(0, ...shown.map(trial => trial.curve.length));
      const x = Array.from({ length: last }, (_, i) => i + 1);
      // The best ones are drawn last, over the others.
      const curves = shown.map((trial, i) => (i < SERIES_COLORS
        ? { name: t.trial(trial.number), color: color(i), points: true }
        : { name: t.trial(trial.number), color: '--line-strong', points: false, quiet: true }));
      named = curves.filter(curve => !curve.quiet);
      chart.show([...curves].reverse(),
        [x, ...shown.map(trial => x.map((_, i) => trial.curve[i] ?? null)).reverse()]);
    },
    render: () => (all ? html`${chart.element}${legend(named)}
      ${all > named.length ? html`<p class="small muted">${t.shown(named.length, all)}</p>` : nothing}`
      : html`<p class="muted">${t.noCurves}</p>`),
    close: () => chart.close(),
  };
}
