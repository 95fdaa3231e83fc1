// One sweep: how far it is, which trial is best, and the table of all.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get, send } from '../api.js';
import { code } from '../components/code.js';
import { downloadLink } from '../components/download.js';
import { facts, when } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { problem, skeleton } from '../components/states.js';
import { status } from '../components/status.js';
import {
  breakable, isOver, overOf, parameterText, sweepName, trialsOf, valueFormat,
} from '../components/sweep-parts.js';
import { trialCurves } from '../components/trial-curves.js';
import { trialTable } from '../components/trial-table.js';
import { count, shortId } from '../format.js';
import { sweepTexts } from '../sweep-texts.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 2000;

export default function create(context) {
  const t = sweepTexts.view;
  const { id } = context.parameters;
  const path = `sweeps/${encodeURIComponent(id)}`;
  const table = trialTable(context, () => sweep);
  let curves = null;
  let sweep = null;
  let failure = null;

  async function load() {
    if (!sweep || !isOver(sweep)) {
      take(await get(path, context.signal));
    }
    failure = null;
  }

  function take(answer) {
    sweep = answer;
    curves ??= trialCurves(sweep.objective);
    curves.show(sweep.trials);
  }

  async function stop() {
    if (await context.ask({ title: t.stopTitle, text: t.stopText, action: t.stop, destroys: true })) {
      const answer = await context.act(() => send('POST', `${path}/stop`), t.stopped);
      if (answer) {
        take(answer);
      }
      context.update();
    }
  }

  async function remove() {
    const content = { title: t.removeTitle, text: t.removeText, action: texts.remove, destroys: true };
    if (await context.ask(content) && await context.act(() => send('DELETE', path).then(() => true), t.removed)) {
      context.go('ui/sweeps');
    }
  }

  const best = ({ number, parameters }) => html`${t.trial(number)}
    <ul>${Object.entries(parameters).map(([name, value]) => html`<li class="small break">
      <span class="muted">${breakable(name)}</span> ${parameterText(value)}</li>`)}</ul>`;

  const figures = () => facts([
    [t.facts.best, sweep.best ? html`<span class="figure">${valueFormat(sweep.objective)(sweep.best.value)}</span>`
      : html`<span class="muted">${t.noBest}</span>`],
    sweep.best ? [t.facts.trial, best(sweep.best)] : null,
    [t.facts.objective, [sweepTexts.objectives[sweep.objective], sweepTexts.splits[sweep.evalSplit]]
      .filter(Boolean).join(' ')],
    [t.facts.trials, sweepTexts.over(count(overOf(sweep)), count(trialsOf(sweep)))],
    [t.facts.epochs, sweepTexts.over(count(sweep.epochsDone), count(sweep.epochsOfAll))],
    sweep.rungs.length ? [t.facts.rungs, sweep.rungs.join(', ')] : null,
    [t.facts.created, when(sweep.createdAt)]], 'broad');

  const header = () => html`<div class="head"><div class="stack">
      <p class="crumbs"><a href="ui/sweeps">${sweepTexts.back}</a> / <span class="mono">${shortId(id)}</span></p>
      <h1><bdi>${sweepName(sweep)}</bdi></h1>${status(sweep.status)}</div>
    <div class="actions">
      ${sweep.best?.modelId ? html`<a class="button primary" href=${`ui/models/${sweep.best.modelId}`}>
        ${icon('models')}${t.openBest}</a>` : nothing}
      ${downloadLink(context, `${path}/trials.csv`, t.csv)}
      ${sweep.status === 'RUNNING' ? html`<button class="danger" @click=${stop}>${t.stop}</button>` : nothing}
      ${isOver(sweep) ? html`<button class="danger" @click=${remove}>${texts.remove}</button>` : nothing}</div></div>`;

  const content = () => html`${header()}
    ${failure ? problem(failure) : nothing}
    ${sweep.evalSplit === 'test'
      ? html`<p class="banner warn">${icon('warn')}<span>${t.testChose}</span></p>` : nothing}
    <section class="card">
      ${isOver(sweep) ? nothing : html`<progress max="1" .value=${overOf(sweep) / trialsOf(sweep)}
        aria-label=${sweepTexts.progress}></progress>`}
      ${figures()}</section>
    <section class="card"><h2>${t.curves}: ${sweepTexts.objectives[sweep.objective]}</h2>${curves.render()}</section>
    <section class="card flush"><h2>${t.trials}</h2>${table.render()}</section>
    <section class="card"><details><summary>${t.request}</summary><div class="stack">
      <p class="muted">${t.requestHint}</p>
      ${code(context, t.request, JSON.stringify(sweep.request, null, 2))}</div></details></section>`;

  const without = () => html`
    <div class="stack"><p class="crumbs"><a href="ui/sweeps">${sweepTexts.back}</a></p>
      <h1>${sweepTexts.named(shortId(id))}</h1></div>
    ${failure ? problem(failure) : skeleton(5)}`;

  return {
    start: () => context.every(POLL_MILLIS, load, error => { failure = error; }),
    stop: () => curves?.close(),
    title: () => (sweep ? `${texts.status[sweep.status] ?? sweep.status} · ${sweepName(sweep)}` : sweepTexts.title),
    render: () => html`<div class="view">${sweep ? content() : without()}</div>`,
  };
}
