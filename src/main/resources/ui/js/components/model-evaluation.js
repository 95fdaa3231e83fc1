// How good a model is on its test images: by class, what it confuses, and its worst mistakes.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { getOrNull } from '../api.js';
import { count, percent } from '../format.js';
import { texts } from '../texts.js';
import { downloadLink } from './download.js';
import { serviceImages } from './service-images.js';

const t = texts.evaluation;
const FIRST_CLASSES = 20;

/** What the service answers for a network without labels. */
const CONFLICT = 409;

const range = share => t.range(percent(share.low), percent(share.high));
const orNone = value => (value == null ? texts.none : percent(value));

/**
 * @param path of the files of the evaluation in the API
 * @param reportPath of the evaluation itself
 */
export function modelEvaluation(context, path, reportPath = path) {
  const address = serviceImages(context);
  let report = null;
  let asked = false;
  let allClasses = false;

  const row = each => html`<tr><th scope="row" class="name-cell"><bdi class="break">${each.label}</bdi></th>
    <td class="num">${count(each.images)}</td>
    <td class="num" title=${each.recall ? range(each.recall) : nothing}>${orNone(each.recall?.value)}</td>
    <td class="num">${orNone(each.precision)}</td><td class="num">${orNone(each.f1)}</td></tr>`;

  function classes() {
    const shown = allClasses ? report.classes : report.classes.slice(0, FIRST_CLASSES);
    return html`<section class="card flush"><div class="head"><div class="stack"><h2>${t.classes}</h2>
        <p class="muted">${t.accuracy(percent(report.accuracy.value), range(report.accuracy), count(report.images))}</p>
      </div></div>
      <div class="table" tabindex="0" role="region" aria-label=${t.classes}><table><thead><tr>
        ${Object.entries(t.columns).map(([name, text]) => html`
          <th scope="col" class=${name === 'label' ? nothing : 'num'}>${text}</th>`)}
      </tr></thead><tbody>${shown.map(row)}</tbody></table></div>
      ${shown.length < report.classes.length ? html`<div class="actions card-foot"><button type="button"
        @click=${() => { allClasses = true; context.update(); }}>${texts.more}</button></div>` : nothing}
    </section>`;
  }

  const diagram = (name, alt) => html`<img class="diagram" loading="lazy" alt=${alt}
    src=${address(`${path}/${name}.svg`)}>`;

  const mistake = each => html`<figure>
    <img width="96" height="96" alt=${t.mistake(each.label, each.predicted)}
      src=${`data:image/png;base64,${each.thumbnail}`}>
    <figcaption class="small"><p class="strong break"><bdi>${each.predicted}</bdi></p>
      <p class="muted">${percent(each.probability)}</p>
      <p class="break">${t.right} <bdi>${each.label}</bdi></p></figcaption></figure>`;

  const mistakes = () => html`<section class="card"><div class="stack"><h2>${t.mistakes}</h2>
    <p class="muted">${t.mistakesHint}</p></div>
    <div class="alike">${report.mistakes.map(mistake)}</div></section>`;

  function labelErrors() {
    const found = report.labelErrors.reduce((sum, each) => sum + each.candidates, 0);
    const list = downloadLink(context, `${path}/label-errors`, t.csv, 'label-errors.csv');
    return found ? html`<section class="card"><h2>${t.labelErrors}</h2><p>${t.labelErrorsText(count(found))}</p>
      <div class="actions">${list}</div></section>` : nothing;
  }

  return {
    /** The number of classes; 0 without a report. */
    get classCount() {
      return report?.classes.length ?? 0;
    },
    /** Loads the report once. A model from elsewhere and one of an earlier version have none. */
    async load() {
      if (!asked) {
        asked = true;
        report = await getOrNull(reportPath, context.signal).catch(failure => {
          asked = failure.status === CONFLICT;
          return null;
        });
      }
    },
    render: () => (report ? html`
      ${classes()}
      <section class="card"><h2>${t.diagrams}</h2><div class="split">
        ${diagram('confusion', t.confusion)}${diagram('reliability', t.reliability)}</div></section>
      ${report.mistakes.length ? mistakes() : nothing}
      ${labelErrors()}` : nothing),
  };
}
