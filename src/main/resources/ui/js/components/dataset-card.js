// One data set in the list: what it is called, how far it is, and what its images look like.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { withQuery } from '../api.js';
import { texts } from '../texts.js';
import { apiPath, countFacts, importProgress, nameOf, reference, smooth, viewPath } from './dataset-parts.js';
import { status } from './status.js';

/** @param address gives an image of the service an address */
export const datasetCard = (dataset, address) => html`
  <article class="card dataset">
    <div class="row between">
      <h3 class="grow"><a href=${viewPath(reference(dataset))}>${nameOf(dataset)}</a></h3>
      ${status(dataset.status)}
    </div>
    ${dataset.links.images ? strip(dataset, address) : nothing}
    ${importProgress(dataset)}
    ${dataset.failure ? html`<p class="small break above">${dataset.failure.message}</p>` : nothing}
    ${dataset.remedy && dataset.status === 'MISSING'
      ? html`<p class="small break above">${dataset.remedy}</p>` : nothing}
    ${dataset.trainSize == null ? nothing : html`<dl class="facts narrow">${countFacts(dataset)}</dl>`}
  </article>`;

const strip = (dataset, address) => html`
  <img class="strip ${smooth(dataset)}" loading="lazy" decoding="async" alt=${texts.data.strip(dataset.name)}
    src=${address(withQuery(`${apiPath(reference(dataset))}/images`, { split: 'train' }))}
    @error=${event => { event.target.hidden = true; }}>`;
