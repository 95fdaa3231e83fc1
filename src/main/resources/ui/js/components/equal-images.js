// Images of a data set that are alike, side by side.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { count, percent } from '../format.js';
import { texts } from '../texts.js';
import { apiPath, smooth } from './dataset-parts.js';
import { serviceImages } from './service-images.js';

const FIRST_GROUPS = 3;
const MORE_GROUPS = 10;

/** What is most likely to spoil a model comes first. */
const KINDS = ['conflicts', 'leaks', 'nearLeaks', 'duplicates'];

/** Returns the part of the report that shows equal images and near leaks. */
export function createEqualImages(context) {
  const t = texts.dataset;
  const address = serviceImages(context);
  const limits = Object.fromEntries(KINDS.map(kind => [kind, FIRST_GROUPS]));

  function more(kind) {
    limits[kind] += MORE_GROUPS;
    context.update();
  }

  function section(kind, found, dataset, name) {
    const [title, text] = t.kinds[kind];
    const groups = groupsOf(kind, found);
    const number = found?.groups ?? found?.pairs ?? 0;
    if (!number) {
      return nothing;
    }
    const shown = groups.slice(0, limits[kind]);
    return html`
      <section class="stack" aria-labelledby="alike-${kind}">
        <h3 id="alike-${kind}">${title} <span class="chip">${kind === 'nearLeaks' ? t.pairs(count(number))
          : t.groups(count(number), count(found.images))}</span></h3>
        <p class="muted">${text}</p>
        <ol class="stack">${shown.map((group, i) => html`
          <li class="stack"><span class="visually-hidden">${t.group(i + 1)}</span>
            <div class="alike ${smooth(dataset)}">${group.places.map(place => figure(address, name, place))}</div>
            ${group.note ? html`<p class="small muted">${group.note}</p>` : nothing}
          </li>`)}</ol>
        ${rest(kind, groups.length - shown.length, groups.length, number)}
      </section>`;
  }

  /** The report lists only the first groups, so not all can be shown. */
  function rest(kind, hidden, listed, number) {
    if (hidden) {
      return html`<div class="actions"><button type="button" @click=${() => more(kind)}>
        ${texts.more}<span class="visually-hidden">: ${t.kinds[kind][0]}</span></button></div>`;
    }
    return number > listed ? html`<p class="small muted">${t.listed(count(listed), count(number))}</p>` : nothing;
  }

  return {
    render(report, dataset, name) {
      const sections = KINDS.map(kind => section(kind, report[kind], dataset, name));
      return html`
        <section class="card"><h2>${t.alike}</h2>
          <dl class="facts">${KINDS.map(kind => html`<div><dt>${t.kinds[kind][0]}</dt>
            <dd>${count(report[kind]?.groups ?? report[kind]?.pairs ?? 0)}</dd></div>`)}</dl>
          ${sections}
        </section>`;
    },
  };
}

function groupsOf(kind, found) {
  const t = texts.dataset;
  return (found?.first ?? []).map(each => (kind === 'nearLeaks'
    ? { places: [each.test, each.training], note: t.difference(percent(each.difference)) }
    : { places: each.first,
      note: each.count > each.first.length ? t.groupMore(count(each.count - each.first.length)) : '' }));
}

const figure = (address, name, place) => {
  const split = texts.data.splits[place.split] ?? place.split;
  return html`<figure>
    <img loading="lazy" decoding="async" width="96" height="96"
      alt=${texts.dataset.image(split, place.index, place.label)}
      src=${address(`${apiPath(name)}/images/${place.split}/${place.index}`)}>
    <figcaption class="small">
      <p class="strong break"><bdi>${place.label}</bdi></p>
      <p class="muted">${texts.dataset.place(split, place.index)}</p>
      <p class="muted break"><bdi>${place.path}</bdi></p>
    </figcaption></figure>`;
};
