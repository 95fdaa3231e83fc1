// The trials of a sweep in a table that can be sorted.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { count, loss, percent, precisely, shortId } from '../format.js';
import { sweepTexts } from '../sweep-texts.js';
import { texts } from '../texts.js';
import { sortable } from './sortable.js';
import { status } from './status.js';
import { breakable, byValue, parameterText } from './sweep-parts.js';

const t = sweepTexts.view;

/** The names of an objective's values in a trial. */
const RESULTS = { top1: percent, macroF1: percent, loss };

function state(trial) {
  return html`${status(trial.status === 'ACTIVE' && trial.jobStatus ? trial.jobStatus : trial.status)}
    ${trial.failure ? html`<p class="small muted break">${trial.failure.message}</p>` : nothing}`;
}

const isObject = value => value !== null && typeof value === 'object';

const model = trial => (trial.modelId
  ? html`<a class="mono" href=${`ui/models/${trial.modelId}`} title=${t.openModel}>${shortId(trial.modelId)}</a>`
  : texts.none);

const name = trial => (trial.jobId ? html`<a href=${`ui/jobs/${trial.jobId}`}
  aria-label=${t.openJob(trial.number)}>${trial.number}</a>` : html`${trial.number}`);

/** @param sweepOf returns the sweep with its trials */
export function trialTable(context, sweepOf) {
  const cell = (kind, content) => html`<td class=${kind || nothing}>${content}</td>`;

  const parameter = path => ({ id: path, text: breakable(path), kind: 'parameter',
    value: trial => trial.parameters[path] ?? null,
    cell: trial => cell(isObject(trial.parameters[path]) ? 'object' : 'num',
      path in trial.parameters ? parameterText(trial.parameters[path]) : texts.none) });

  const result = ([id, format]) => ({ id, text: t.columns[id], kind: 'num', value: trial => trial[id],
    largestFirst: id !== 'loss', cell: trial => cell(`num ${isObjective(id) ? 'strong' : ''}`, format(trial[id])) });

  const isObjective = id => sweepOf().objective === (id === 'macroF1' ? 'macro-f1' : id);

  function columns() {
    const paths = [...new Set(sweepOf().trials.flatMap(trial => Object.keys(trial.parameters)))];
    return [
      { id: 'number', text: t.columns.number, value: trial => trial.number,
        cell: trial => html`<th scope="row" class="nowrap">${name(trial)}
          ${trial.number === sweepOf().best?.number
            ? html`<span class="chip accent">${t.best}</span>` : nothing}</th>` },
      ...paths.map(parameter),
      ...Object.entries(RESULTS).map(result),
      { id: 'epochs', text: t.columns.epochs, kind: 'num', value: trial => trial.epochs, largestFirst: true,
        cell: trial => cell('num', count(trial.epochs)) },
      { id: 'seconds', text: t.columns.seconds, kind: 'num', value: trial => trial.seconds || null,
        cell: trial => cell('num nowrap', precisely(trial.seconds || null)) },
      { id: 'status', text: t.columns.status, cell: trial => cell('', state(trial)) },
      { id: 'model', text: t.columns.model, cell: trial => cell('', model(trial)) },
    ];
  }

  const table = sortable(context, t.trials, columns, trial => trial.number);

  return {
    render: () => {
      const compare = byValue(sweepOf().objective);
      return table.render([...sweepOf().trials].sort((a, b) => compare(a.value, b.value) || a.number - b.number));
    },
  };
}
