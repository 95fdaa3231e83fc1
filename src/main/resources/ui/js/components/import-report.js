// What an import found: what to do first, then how the classes, the files and the images are.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { count, number } from '../format.js';
import { texts } from '../texts.js';
import { bars } from './bars.js';
import { apiPath, SPLITS, splitTabs } from './dataset-parts.js';
import { downloadLink } from './download.js';
import { createEqualImages } from './equal-images.js';
import { fact } from './facts.js';
import { icon } from './icons.js';

const FIRST_CLASSES = 20;

/** Returns the part of a view that shows the report on an import. */
export function createImportReport(context) {
  const t = texts.dataset;
  const equal = createEqualImages(context);
  let split = 'train';
  let allClasses = false;

  const advice = report => html`
    <section class="card"><h2>${t.advice}</h2>
      ${report.advice.length
        ? html`<ul class="stack">${report.advice.map(sentence => html`
            <li class="advice"><span class="warn">${icon('warn')}</span>
              <bdi class="break">${sentence}</bdi></li>`)}</ul>`
        : html`<p class="advice"><span class="good">${icon('good')}</span>${t.noAdvice}</p>`}
    </section>`;

  function classes(report) {
    const splits = SPLITS.filter(each => Object.values(report.splits[each] ?? {}).some(Boolean));
    const chosen = splits.includes(split) ? split : splits[0];
    const counts = Object.entries(report.splits[chosen] ?? {});
    const most = counts.reduce((max, [, value]) => Math.max(max, value), 1);
    const shown = allClasses ? counts : counts.slice(0, FIRST_CLASSES);
    return html`
      <section class="card">
        <div class="head"><h2>${t.balance}</h2>${splitTabs(splits, chosen, t.bySplit, name => {
          split = name;
          context.update();
        })}</div>
        ${bars(shown.map(([label, value]) => ({
          name: html`<bdi>${label}</bdi>`, share: value / most, value: count(value) })))}
        ${counts.length > shown.length ? html`<div class="actions"><button type="button" @click=${() => {
          allClasses = true;
          context.update();
        }}>${texts.more}<span class="visually-hidden">: ${t.balance}</span></button></div>` : nothing}
        ${chosen === 'train' && report.balance ? balance(report.balance) : nothing}
      </section>`;
  }

  const balance = ({ largest, largestCount, smallest, smallestCount, ratio }) =>
    (largestCount === smallestCount ? nothing : html`<p class="small muted break">${
      t.balanceText(html`<bdi>${largest}</bdi>`, count(largestCount), html`<bdi>${smallest}</bdi>`,
        count(smallestCount), number(ratio))}</p>`);

  const arrived = (report, name) => html`
    <section class="card"><h2>${t.arrived}</h2>
      <dl class="facts">
        ${fact(t.arrivedFiles, count(report.files))}
        ${fact(t.arrivedImages, count(report.images))}
        ${fact(t.arrivedUnreadable, count(report.unreadable))}
        ${report.dropped ? fact(t.arrivedDropped, count(report.dropped)) : nothing}
      </dl>
      ${report.unreadable ? html`
        ${reasons(t.unreadable, report.unreadableReasons, t.reasons)}
        <div class="actions">${downloadLink(context, `${apiPath(name)}/report/unreadable`,
          t.unreadableCsv, `${name.replace('@', '-')}-unreadable.csv`)}</div>` : nothing}
      ${Object.keys(report.ignored).length ? reasons(t.ignored, report.ignored, t.ignoredReasons) : nothing}
    </section>`;

  const reasons = (title, counts, names) => html`
    <div class="stack"><h3>${title}</h3>
      <dl class="pairs">${Object.entries(counts).map(([reason, value]) => html`
        <div><dt>${names[reason] ?? reason}</dt><dd>${count(value)}</dd></div>`)}</dl></div>`;

  const properties = report => html`
    <section class="card"><h2>${t.properties}</h2>
      <dl class="facts broad">
        ${fact(t.width, range(report.width))}
        ${fact(t.height, range(report.height))}
        ${fact(t.formats, formats(report.fileFormats))}
        ${fact(t.colors, t.colorCounts(count(report.color), count(report.gray)))}
        ${fact(t.transparent, count(report.transparent))}
        ${fact(t.reduced, count(report.reduced))}
        ${fact(t.turned, count(report.turned))}
      </dl></section>`;

  const formats = counts =>
    Object.entries(counts).map(([format, value]) => `${format} ${count(value)}`).join(', ');

  const range = ({ min, median, max }) =>
    (min === max ? t.same(count(min)) : t.range(count(min), count(median), count(max)));

  return {
    /** @param name the data set with its version */
    render: (report, dataset, name) => html`
      <section class="view" aria-label=${t.report}>
        ${advice(report)}
        <div class="split">${classes(report)}<div class="view">${arrived(report, name)}${properties(report)}</div></div>
        ${equal.render(report, dataset, name)}
      </section>`,
  };
}
