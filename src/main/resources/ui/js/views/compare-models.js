// Two models on the same test images.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { all, get, withQuery } from '../api.js';
import { facts } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { isBackbone, modelName } from '../components/model-parts.js';
import { problem, skeleton } from '../components/states.js';
import { count, number, percent, points, shortId } from '../format.js';
import { modelTexts } from '../model-texts.js';
import { texts } from '../texts.js';

const SMALL = 0.001;

export default function create(context) {
  const t = modelTexts.compare;
  const wanted = { a: context.query.get('a') ?? '', b: context.query.get('b') ?? '' };
  let options = null;
  let comparison = null;
  let failure = null;
  let loadFailure = null;

  async function load() {
    const [models, aliases] = await Promise.all([
      all('models', context.signal), get('models/aliases', context.signal)]);
    const able = models.filter(model => !isBackbone(model));
    const name = id => able.find(model => model.id === id);
    options = [
      ...aliases.items.map(({ alias, modelId }) =>
        [alias, t.aliasOption(alias, name(modelId) ? modelName(name(modelId)) : shortId(modelId))]),
      ...able.map(model => [model.id, described(model)])];
    loadFailure = null;
  }

  const described = model => [modelName(model), model.dataset ?? model.origin?.name,
    model.test ? percent(model.test.top1) : null].filter(Boolean).join(' · ');

  async function compare() {
    const asked = { ...wanted };
    comparison = null;
    failure = null;
    if (asked.a && asked.b) {
      try {
        const found = await get(withQuery('models/compare', asked), context.signal);
        comparison = asked.a === wanted.a && asked.b === wanted.b ? found : comparison;
      } catch (error) {
        failure = error.name === 'AbortError' ? null : error;
      }
    }
    context.update();
  }

  function choose(side, value) {
    wanted[side] = value;
    history.replaceState(null, '', withQuery('ui/models/compare', wanted));
    context.update();
    compare();
  }

  function choice(side) {
    const shown = !wanted[side] || options.some(([value]) => value === wanted[side]) ? options
      : [...options, [wanted[side], wanted[side]]];
    return html`<div class="field"><label for=${`model-${side}`}>${t[side]}</label>
      <select id=${`model-${side}`} @change=${event => choose(side, event.target.value)}>
        ${[['', t.none], ...shown].map(([value, text]) => html`
          <option value=${value} .selected=${value === wanted[side]}>${text}</option>`)}</select></div>`;
  }

  const share = ({ value, low, high }) => html`${percent(value)}
    <p class="small muted">${t.interval(percent(low), percent(high))}</p>`;

  const result = ({ difference: by, ...found }) => html`
    <p class="banner ${found.better ? 'good' : ''}" role="status">${icon(found.better ? 'good' : 'wait')}
      <span class="break">${found.verdict}</span></p>
    <section class="card">${facts([
      [side('a', found), share(found.a.accuracy)], [side('b', found), share(found.b.accuracy)],
      [t.difference, html`${t.points(points(by.value))}
        <p class="small muted">${t.interval(points(by.low), points(by.high))}</p>`],
      [t.pValue, found.pValue < SMALL ? t.small : number(found.pValue)]], 'broad')}
      <p class="small muted">${t.pHint} ${t.seeds}</p></section>
    <section class="card"><div class="stack"><h2>${t.counts}</h2><p class="muted">${t.onlyHint}</p></div>
      ${facts([[t.images, count(found.images)], ...Object.entries(t.cells)
        .map(([name, text]) => [text, count(found[name])])])}</section>`;

  const side = (which, found) => html`<a class="break" href=${`ui/models/${found[which].id}`}>${
    found[which].name === found[which].id ? shortId(found[which].id) : found[which].name}</a>`;

  function body() {
    if (!options) {
      return loadFailure ? problem(loadFailure) : skeleton(3);
    }
    if (options.length < 2) {
      return html`<p class="card">${t.tooFew}</p>`;
    }
    return html`<section class="card"><div class="fields two">${choice('a')}${choice('b')}</div>
        ${wanted.a && wanted.b ? nothing : html`<p class="muted">${t.choose}</p>`}</section>
      ${failure ? problem(failure) : nothing}
      ${comparison ? result(comparison) : wanted.a && wanted.b && !failure ? skeleton(3) : nothing}`;
  }

  return {
    async start() {
      try {
        await load();
      } catch (error) {
        loadFailure = error.name === 'AbortError' ? null : error;
      }
      await compare();
    },
    title: () => t.title,
    render: () => html`<div class="view"><div class="stack">
      <p class="crumbs"><a href="ui/models">${texts.models.title}</a></p>
      <h1>${t.title}</h1><p class="lead">${t.lead}</p></div>${body()}</div>`,
  };
}
