// The fields of a request for a sweep, besides those of its jobs and the values to try.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { sweepTexts } from '../sweep-texts.js';
import { choose, labelled, line, schemaField } from './schema-form.js';
import { fieldsOf, resolved } from './schema.js';

const t = sweepTexts.form;
const OWN = 'sweep';
const LEFT = new Set(['job', 'space', 'earlyStopping']);
const MORE = ['seed', 'maxConcurrentTrials', 'keepModels', 'promote'];
const ASHA = ['minEpochs', 'reductionFactor'];
const DEFAULTS = { 'sweep.maxTrials': '20', 'sweep.objective': 'top1', 'sweep.seed': '42', 'sweep.keepModels': 'best',
  'sweep.promote': 'never', 'sweep.earlyStopping.minEpochs': '1', 'sweep.earlyStopping.reductionFactor': '3' };

/** Returns the path in the form of a field of the request. */
export const placeOf = name => `${OWN}.${name}`;

const labelledField = field => ({ ...field, label: t.fields[field.path] });

/** Reads the document of the API. The paths of all fields begin with sweep. */
export function sweepFields(document) {
  const { schema } = document.paths['/sweeps'].post.requestBody.content['application/json'];
  const own = fieldsOf(document, resolved(document, schema), OWN);
  const asha = own.find(field => field.name === 'earlyStopping').fields
    .filter(field => ASHA.includes(field.name)).map(labelledField);
  const fields = own.filter(field => !LEFT.has(field.name)).map(labelledField);
  return { fields, asha, named: Object.fromEntries(fields.map(field => [field.name, field])),
    more: MORE.map(name => fields.find(field => field.name === name)).filter(Boolean) };
}

/** What a field is if it stays empty. A grid has as many trials as it has combinations. */
export const defaultOf = (path, isGrid) => (isGrid && path === placeOf('maxTrials') ? '' : DEFAULTS[path] ?? '');

/**
 * How to search.
 *
 * @param early whether weak trials are stopped early
 */
export const searchCard = (state, { named, asha }, early, setEarly) => html`<section class="card"><h2>${t.search}</h2>
  <div class="fields">
    ${labelled(state, named.strategy, choose(state, named.strategy, Object.entries(t.strategies), ''), '')}
    ${schemaField(state, named.maxTrials)}
    ${labelled(state, named.objective, choose(state, named.objective, Object.entries(sweepTexts.objectives), '',
      { current: state.values[named.objective.path] || 'top1' }), '')}
    ${labelled(state, named.name, line(state, named.name))}</div>
  <div class="stack">
    <label class="check"><input type="checkbox" .checked=${early} aria-describedby="asha-hint"
      @change=${event => setEarly(event.target.checked)}><span>${t.asha}</span></label>
    <p class="small muted" id="asha-hint">${t.ashaHint}</p>
    ${state.error(placeOf('earlyStopping')) ? html`<p class="bad small break" tabindex="-1" data-error>${
      state.error(placeOf('earlyStopping'))}</p>` : nothing}</div>
  ${early ? html`<div class="fields">${asha.map(field => schemaField(state, field))}</div>` : nothing}</section>`;
