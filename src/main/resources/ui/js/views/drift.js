// What a model predicts in use, compared with its test.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get, withQuery } from '../api.js';
import { driftDays, driftState } from '../components/drift-days.js';
import { facts } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { pairLegend, pairedBars } from '../components/paired-bars.js';
import { empty, problem, skeleton } from '../components/states.js';
import { count, percent, shortId, wholePercent } from '../format.js';
import { modelTexts } from '../model-texts.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 30_000;
const DAY_MILLIS = 86_400_000;
const LENGTHS = [7, 30, 90];
const MAX_LABELS = 20;
const OFF = 'feedback-disabled';
const WHOLE = '';

export default function create(context) {
  const t = modelTexts.drift;
  const { id } = context.parameters;
  let length = LENGTHS.find(each => String(each) === context.query.get('days')) ?? LENGTHS[0];
  let report = null;
  let failure = null;
  let day = WHOLE;

  async function load() {
    const asked = length;
    const from = new Date(Date.now() - (asked - 1) * DAY_MILLIS).toISOString().slice(0, 10);
    const answer = await get(withQuery(`models/${encodeURIComponent(id)}/drift`, { from }), context.signal);
    if (asked === length) {
      report = answer;
      failure = null;
    }
  }

  async function choose(days) {
    length = days;
    history.replaceState(null, '', withQuery(`ui/models/${id}/drift`, { days }));
    try {
      await load();
    } catch (error) {
      failure = error.name === 'AbortError' ? failure : error;
    }
    context.update();
  }

  const chosen = () => report.days.find(each => each.day === day)?.period ?? report.total;

  const verdict = () => {
    const [image, tone] = report.drift === null ? ['wait', ''] : report.drift ? ['warn', 'warn'] : ['good', 'good'];
    return html`<p class="banner ${tone}" role="status">${icon(image)}<span>${report.verdict}</span></p>`;
  };

  const share = ({ value, low, high }, note) => html`${percent(value)}
    <p class="small muted">${note(texts.evaluation.range(percent(low), percent(high)))}</p>`;

  const figures = () => facts([
    [t.facts.predictions, count(report.total.predictions)],
    [t.columns.drift, driftState(report.total)],
    [t.facts.live, report.total.accuracy
      ? share(report.total.accuracy, range => t.of(range, count(report.total.feedback)))
      : html`<span class="muted">${t.noFeedback}</span>`],
    report.test ? [t.facts.test, share(report.test.accuracy, range => range)] : null], 'broad');

  function labels(period) {
    const { test } = report;
    const rows = report.labels.map((name, i) => ({ name: html`<bdi>${name}</bdi>`,
      live: part(period.labels, i), test: part(test.labels, i) }));
    const shown = rows.length > MAX_LABELS
      ? rows.sort((a, b) => Math.abs(b.live - b.test) - Math.abs(a.live - a.test)).slice(0, MAX_LABELS) : rows;
    return html`<section class="card"><div class="stack"><h2>${t.labels}</h2><p class="muted">${t.labelsHint}
        ${rows.length > MAX_LABELS ? t.labelsMost(MAX_LABELS) : nothing}</p></div>
      ${pairedBars(shown)}${pairLegend()}</section>`;
  }

  function confidence(period) {
    const known = report.test.confidence;
    const bins = known?.bins.map((_, i, all) => ({
      name: t.bin(count(i / all.length * 100), wholePercent((i + 1) / all.length)),
      live: part(period.confidence.bins, i), test: part(known.bins, i) }));
    return html`<section class="card"><div class="stack"><h2>${t.confidence}</h2><p class="muted">${
      known ? html`${t.confidenceHint} ${t.mean(percent(period.confidence.mean), percent(known.mean))}`
        : t.noConfidence}</p></div>
      ${known ? html`${pairedBars(bins)}${pairLegend()}` : nothing}</section>`;
  }

  const period = () => html`<div class="field class-choice"><label for="drift-day">${t.period}</label>
    <select id="drift-day" @change=${event => { day = event.target.value; context.update(); }}>
      <option value=${WHOLE} .selected=${chosen() === report.total}>${t.whole}</option>
      ${report.days.map(each => html`<option value=${each.day} .selected=${each.day === day}>${each.day}</option>`)}
    </select></div>`;

  const content = () => html`${verdict()}
    ${report.total.predictions === 0 ? empty(t.empty, t.emptyText) : html`
      <section class="card">${figures()}</section>
      ${report.test ? html`${period()}<div class="split">${labels(chosen())}${confidence(chosen())}</div>`
        : html`<p class="muted">${t.untested}</p>`}
      ${driftDays(report)}`}`;

  const lengths = () => html`<div class="tabs" role="group" aria-label=${t.days}>${LENGTHS.map(days => html`
    <button aria-pressed=${days === length} @click=${() => choose(days)}>${t.lastDays(days)}</button>`)}</div>`;

  function body() {
    if (failure?.code === OFF) {
      return empty(t.off, t.offText);
    }
    return html`${failure ? problem(failure) : nothing}
      ${report ? html`${lengths()}${content()}` : failure ? nothing : skeleton(4)}`;
  }

  return {
    start: () => context.every(POLL_MILLIS, load, error => { failure = error; }),
    title: () => t.title,
    render: () => html`<div class="view"><div class="stack">
      <p class="crumbs"><a href="ui/models">${texts.models.title}</a> /
        <a class="mono" href=${`ui/models/${id}`}>${shortId(id)}</a></p>
      <h1>${t.title}</h1><p class="lead">${t.lead}</p></div>${body()}</div>`,
  };
}

/** Returns the share of one of some counts. */
function part(counts, i) {
  const all = counts.reduce((sum, each) => sum + each, 0);
  return all ? counts[i] / all : 0;
}
