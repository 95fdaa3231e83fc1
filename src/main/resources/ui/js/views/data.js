// All data sets, and a way to add one.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { all } from '../api.js';
import { datasetCard } from '../components/dataset-card.js';
import { importProgress, isPending, nameOf, reference, total, viewPath } from '../components/dataset-parts.js';
import { serviceImages } from '../components/service-images.js';
import { problem, skeleton } from '../components/states.js';
import { status } from '../components/status.js';
import { createUpload } from '../components/upload.js';
import { count } from '../format.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 2000;

/** How often the list is read while nothing in it is known to change. */
const CALM_MILLIS = 15_000;

export default function create(context) {
  const t = texts.data;
  const address = serviceImages(context);
  const upload = createUpload(context, () => datasets ?? [], received);
  let datasets = null;
  let failure = null;
  let readAt = 0;

  /** The data set of the last upload of this view, by its reference. */
  let latest = null;
  let wasThere = false;

  async function load() {
    if (datasets && !datasets.some(isPending) && Date.now() - readAt < CALM_MILLIS) {
      return;
    }
    const began = Date.now();
    const read = await all('datasets', context.signal);
    if (readAt <= began) {
      datasets = read;
      readAt = began;
    }
    failure = null;
  }

  function received(made, before) {
    latest = reference(made);
    wasThere = before;
    datasets = [made, ...(datasets ?? []).filter(each => reference(each) !== latest)];
    // A list that was asked for earlier does not have it.
    readAt = Date.now();
    context.update();
    requestAnimationFrame(() => document.getElementById('latest-title')?.focus());
  }

  const latestDataset = () => datasets?.find(each => reference(each) === latest);

  function latestCard() {
    const made = latestDataset();
    if (!made) {
      return nothing;
    }
    const address = viewPath(latest);
    return html`
      <section class="card" aria-labelledby="latest-title">
        <div class="row between">
          <h2 id="latest-title" class="grow" tabindex="-1">${t.latest[made.status] ?? latest}</h2>
          ${status(made.status)}
        </div>
        <p class="row">${nameOf(made)}</p>
        ${wasThere ? html`<p>${t.sameText}</p>` : nothing}
        ${importProgress(made)}
        ${isPending(made) ? html`<p class="muted">${t.leave}</p>` : nothing}
        ${made.failure ? html`<div class="stack"><p class="bad break">${made.failure.message}</p>
          <p>${t.failedNext}</p><p class="small muted">${t.why(made.failure.code)}</p></div>` : nothing}
        ${made.status === 'READY'
          ? html`<p>${t.readyText(count(total(made)), count(made.labels.length))}</p>` : nothing}
        <div class="actions">${made.status === 'READY' ? html`
          <a class="button primary" href=${address}>${t.report}</a>
          <a class="button" href=${`ui/jobs/new?dataset=${encodeURIComponent(latest)}`}>${t.train}</a>`
          : html`<a class="button" href=${address}>${t.open}</a>`}</div>
      </section>`;
  }

  const group = (title, members) => (members.length ? html`
    <section class="stack"><h2>${title}</h2>
      <div class="cards">${repeat(members, reference, each => datasetCard(each, address))}</div></section>` : nothing);

  function list() {
    if (!datasets) {
      return failure ? nothing : skeleton(4);
    }
    return html`
      ${group(t.own, datasets.filter(each => each.version != null))}
      ${group(t.builtIn, datasets.filter(each => each.version == null))}`;
  }

  return {
    title: () => t.title,
    start() {
      upload.start();
      context.every(POLL_MILLIS, load, reason => { failure = reason; });
    },
    stop: upload.stop,
    render: () => html`
      <div class="view">
        <div class="stack"><h1>${t.title}</h1><p class="lead">${t.lead}</p></div>
        ${failure ? problem(failure) : nothing}
        <p class="visually-hidden" role="status">${t.latest[latestDataset()?.status] ?? ''}</p>
        ${latestCard()}
        ${upload.render()}
        ${list()}
      </div>`,
  };
}
