// The first images of a split of a data set, of all classes or of one.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { withQuery } from '../api.js';
import { count } from '../format.js';
import { texts } from '../texts.js';
import { apiPath, sizeOf, smooth, SPLITS, splitTabs } from './dataset-parts.js';
import { serviceImages } from './service-images.js';

const SHEET_SIZE = 100;

/** Returns the part of a view that shows a sheet of images. */
export function createImageSheet(context) {
  const t = texts.dataset;
  const address = serviceImages(context);
  let split = 'train';
  let label = '';
  let failed = null;

  /** Returns how many images there are; null if only the service could count them. */
  function number(dataset, chosen, report) {
    if (label === '') {
      return sizeOf(dataset, chosen);
    }
    return report?.splits?.[chosen]?.[dataset.labels[label]] ?? null;
  }

  function image(dataset, name, chosen, all) {
    const source = withQuery(`${apiPath(name)}/images`, { split: chosen, label });
    if (all === 0) {
      return html`<p class="muted">${t.sheetNone}</p>`;
    }
    if (failed === source) {
      return html`<p class="bad" role="alert">${t.sheetFailed}</p>`;
    }
    return html`
      <img class="sheet ${smooth(dataset)}" decoding="async" src=${address(source)}
        alt=${t.sheetAlt(texts.data.splits[chosen], dataset.labels[label])}
        @error=${() => {
          failed = source;
          context.update();
        }}>
      <p class="small muted">${all == null ? t.sheetFirst
        : t.sheetShown(count(Math.min(all, SHEET_SIZE)), count(all))}</p>`;
  }

  return {
    /** @param report the report on the import; null if there is none */
    render(dataset, name, report) {
      const splits = SPLITS.filter(each => sizeOf(dataset, each));
      const chosen = splits.includes(split) ? split : splits[0];
      return html`
        <section class="card">
          <h2>${t.sheet}</h2>
          <div class="row between">
            ${splitTabs(splits, chosen, t.sheetSplit, each => {
              split = each;
              context.update();
            })}
            <div class="row class-choice"><label for="sheet-class">${t.sheetClass}</label>
              <select id="sheet-class" class="grow" @change=${event => {
                label = event.target.value;
                context.update();
              }}>
                <option value="" .selected=${label === ''}>${t.allClasses}</option>
                ${dataset.labels.map((each, i) => html`
                  <option value=${i} .selected=${label === String(i)}>${each}</option>`)}
              </select></div>
          </div>
          ${chosen ? image(dataset, name, chosen, number(dataset, chosen, report)) : nothing}
        </section>`;
    },
  };
}
