// The curves of one job.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { loss, number, wholePercent } from '../format.js';
import { texts } from '../texts.js';
import { Chart, color, legend } from './chart.js';

const t = texts.job;

/** Returns the curves by step (of the whole training) or by epoch, as the user chooses. */
export function curvesOf(context) {
  const charts = [
    { title: t.lossChart, step: new Chart(t.lossChart, t.step, loss, number),
      epoch: new Chart(t.lossChart, t.epoch, loss, number) },
    { title: t.accuracyChart, step: new Chart(t.accuracyChart, t.step, wholePercent),
      epoch: new Chart(t.accuracyChart, t.epoch, wholePercent) },
    { title: t.rateChart, step: new Chart(t.rateChart, t.step, number), epoch: null },
  ];
  let by = 'step';
  let any = false;
  let lines = { step: [[], [], []], epoch: [[], [], []] };

  function show(steps, epochs, job) {
    any = steps.length > 0 || epochs.length > 0;
    const ordered = [...steps].sort((a, b) => a.epoch - b.epoch || a.step - b.step);
    const split = epochs.at(-1)?.evalSplit ?? 'test';
    const length = job?.progress?.steps ?? longest(ordered);
    const points = merged(ordered, epochs, length);
    const x = points.map(point => point.x);
    const evaluated = { color: color(1), dashed: true, points: true };
    lines = {
      step: [
        [{ name: t.curves.trainLoss, color: color(0) }, { name: t.curves.evalLoss(split), ...evaluated }],
        [{ name: t.curves.top1, color: color(0) }, { name: t.curves.evalTop1(split), ...evaluated },
          { name: t.curves.top5, color: color(2) }, { name: t.curves.evalTop5(split), ...evaluated, color: color(3) }],
        [{ name: t.curves.rate, color: color(0) }],
      ],
      epoch: [
        [{ name: t.curves.trainLoss, color: color(0), points: true }, { name: t.curves.evalLoss(split), ...evaluated }],
        [{ name: t.curves.top1, color: color(0), points: true }, { name: t.curves.evalTop1(split), ...evaluated },
          { name: t.curves.top5, color: color(2), points: true },
          { name: t.curves.evalTop5(split), ...evaluated, color: color(3) }],
      ],
    };
    const of = name => points.map(point => point[name] ?? null);
    charts[0].step.show(lines.step[0], [x, of('loss'), of('evalLoss')]);
    charts[1].step.show(lines.step[1], [x, of('top1'), of('evalTop1'), of('top5'), of('evalTop5')]);
    charts[2].step.show(lines.step[2], [x, of('learningRate')]);
    const each = name => epochs.map(epoch => epoch[name]);
    charts[0].epoch.show(lines.epoch[0], [each('epoch'), each('trainLoss'), each('evalLoss')]);
    charts[1].epoch.show(lines.epoch[1],
      [each('epoch'), each('trainTop1'), each('evalTop1'), each('trainTop5'), each('evalTop5')]);
  }

  const choice = () => html`<div class="tabs" role="group" aria-label=${t.by}>
    ${[['step', t.perStep], ['epoch', t.perEpoch]].map(([name, text]) => html`
      <button aria-pressed=${by === name} @click=${() => { by = name; context.update(); }}>
        ${text}</button>`)}</div>`;

  const card = (chart, i) => (chart[by] ? html`<section class="card">
    <h2>${chart.title}</h2>${chart[by].element}${legend(lines[by][i])}</section>` : nothing);

  const render = () => (any ? html`<div class="split">${charts.map(card)}</div>`
    : html`<section class="card"><p class="muted">${t.noCurves}</p></section>`);

  const close = () => charts.forEach(chart => { chart.step.close(); chart.epoch?.close(); });

  return { show, choice, render, close };
}

/** Returns about how many steps an epoch has. The last ones may not be logged. */
const longest = steps => steps.reduce((most, step) => Math.max(most, step.step), 0);

/** Returns the points of all curves by their place in the whole training: epochs end where the next one begins. */
function merged(steps, epochs, length) {
  const points = new Map();
  for (const step of steps) {
    points.set((step.epoch - 1) * length + step.step, step);
  }
  for (const epoch of epochs) {
    const x = epoch.epoch * length;
    points.set(x, { ...points.get(x), evalLoss: epoch.evalLoss, evalTop1: epoch.evalTop1, evalTop5: epoch.evalTop5 });
  }
  return [...points.entries()].sort((a, b) => a[0] - b[0]).map(([x, point]) => ({ ...point, x }));
}
