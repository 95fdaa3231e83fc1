// The values that a sweep tries: fields of a job, each with a range or a list.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { sweepTexts } from '../sweep-texts.js';
import { texts } from '../texts.js';
import { icon } from './icons.js';
import { choose, idOf, labelled, labelOf, line } from './schema-form.js';
import { optionsOf, parsed } from './schema.js';

const t = sweepTexts.form;
const MIN_STEPS = 2;
const MAX_STEPS = 1000;

/** Fields that change no result, or of which no values can be tried. */
const NEVER = new Set(['labels', 'priority', 'logEvery']);

/** The first row shows what a row may be. */
const FIRST = { field: 'optimizer.learningRate', kind: 'range', min: '0.0001', max: '0.1', scale: 'log', steps: '4' };

const isNumber = leaf => leaf?.kind === 'integer' || leaf?.kind === 'number'
  || (leaf?.kind === 'either' && leaf.forms.some(isNumber));

/** Whether a field holds nothing but objects, which are written as JSON. */
const isObject = leaf => Boolean(leaf.fields && !leaf.value);

/** Returns the fields of which values can be tried: those that hold one value each, and whole objects. */
function leavesOf(fields) {
  return fields.filter(field => !NEVER.has(field.name)).flatMap(field => {
    if (field.kind === 'list' || field.kind === 'map') {
      return [];
    }
    return isObject(field) ? [field, ...leavesOf(field.fields)] : [field];
  });
}

/** Returns the values of a list in JSON, which the service checks. */
function jsonList(text) {
  try {
    const items = JSON.parse(text);
    return Array.isArray(items) && items.length ? items : refuse(t.errors.json);
  } catch {
    return refuse(t.errors.json);
  }
}

/**
 * @param state of the form, to which the rows add their texts
 * @param fields of a job
 * @param isGrid returns whether all combinations are tried
 */
export function sweepSpace(context, state, fields, isGrid) {
  const leaves = new Map(leavesOf(fields).map(leaf => [leaf.path, leaf]));
  const options = [['', t.noField], ...[...leaves.values()]
    .map(leaf => [leaf.path, t.fieldOption(labelOf(leaf), leaf.path)]).sort(([, a], [, b]) => a.localeCompare(b))];
  let rows = [];
  let next = 0;

  const pathOf = (row, name) => `space.${row}.${name}`;
  const textOf = (row, name) => (state.values[pathOf(row, name)] ?? '').trim();
  const leafOf = row => leaves.get(textOf(row, 'field'));
  const isRange = row => isNumber(leafOf(row)) && textOf(row, 'kind') === 'range';

  function add(given = { kind: 'range', scale: 'linear' }) {
    const row = next++;
    rows = [...rows, row];
    Object.entries(given).forEach(([name, text]) => { state.values[pathOf(row, name)] = text; });
    return row;
  }

  function addEmpty() {
    const row = add();
    state.set(pathOf(row, 'field'), '');
    requestAnimationFrame(() => document.getElementById(idOf(pathOf(row, 'field')))?.focus());
  }

  function remove(row) {
    rows = rows.filter(each => each !== row);
    state.set(pathOf(row, 'field'), '');
    requestAnimationFrame(() => document.getElementById('add-field')?.focus());
  }

  /** Reads a text; what is wrong with it becomes the error of its field. */
  function value(row, name, leaf) {
    try {
      return textOf(row, name) === '' ? refuse(texts.newJob.errors.required) : parsed(leaf, textOf(row, name));
    } catch (refusal) {
      state.errors.set(pathOf(row, name), refusal.message);
      return undefined;
    }
  }

  function range(row, leaf) {
    const number = { ...(leaf.forms?.find(isNumber) ?? leaf) };
    const found = { min: value(row, 'min', number), max: value(row, 'max', number) };
    if (found.min >= found.max) {
      state.errors.set(pathOf(row, 'max'), t.errors.order);
    }
    if (textOf(row, 'scale') === 'log') {
      found.scale = 'log';
      if (found.min <= 0) {
        state.errors.set(pathOf(row, 'min'), t.errors.positive);
      }
    }
    if (isGrid()) {
      found.steps = value(row, 'steps', { kind: 'integer', minimum: MIN_STEPS, maximum: MAX_STEPS });
    }
    return found;
  }

  function list(row, leaf) {
    const written = textOf(row, 'list');
    const items = written.split(',').map(item => item.trim()).filter(Boolean);
    const single = leaf.value ?? leaf;
    try {
      if (written.startsWith('[') || (isObject(leaf) && written)) {
        return jsonList(written);
      }
      return items.length ? items.map(item => parsed(single, item)) : refuse(texts.newJob.errors.required);
    } catch (refusal) {
      state.errors.set(pathOf(row, 'list'), refusal.message);
      return undefined;
    }
  }

  function valuesHint(leaf) {
    if (isObject(leaf)) {
      return t.objectsHint;
    }
    const known = optionsOf(leaf.value ?? leaf);
    const names = leaf.kind === 'boolean' ? ['true', 'false'] : known;
    return [t.listHint, names.length ? t.onlyOf(names.join(', ')) : '',
      leaf.fields ? t.orObjectsHint : ''].filter(Boolean).join(' ');
  }

  const text = (row, name, label, hint = '') => {
    const field = { path: pathOf(row, name), name, kind: name === 'list' ? 'string' : 'number' };
    return labelled(state, field, line(state, field, hint), hint, label);
  };

  const select = (row, name, choices, label, hint = '') => {
    const field = { path: pathOf(row, name), name };
    return labelled(state, field, choose(state, field, choices, hint), hint, label);
  };

  function values(row, leaf) {
    if (!isRange(row)) {
      return text(row, 'list', t.list, valuesHint(leaf));
    }
    return html`${text(row, 'min', t.min)}${text(row, 'max', t.max)}
      ${select(row, 'scale', Object.entries(t.scales), t.scale, t.scaleHint)}
      ${isGrid() ? text(row, 'steps', t.steps, t.stepsHint) : nothing}`;
  }

  const fieldset = (row, i) => html`<fieldset class="group stack">
    <legend>${leafOf(row) ? labelOf(leafOf(row)) : t.value(i + 1)}</legend>
    <div class="fields">
      ${select(row, 'field', options, t.field)}
      ${isNumber(leafOf(row)) ? select(row, 'kind', Object.entries(t.kinds), t.kind) : nothing}
      ${leafOf(row) ? values(row, leafOf(row)) : nothing}</div>
    ${rows.length > 1 ? html`<div><button type="button" class="small"
      aria-label=${t.removeOf(leafOf(row) ? labelOf(leafOf(row)) : t.value(i + 1))}
      @click=${() => remove(row)}>${t.remove}</button></div>` : nothing}</fieldset>`;

  add(FIRST);

  return {
    /** Returns the space of the request, and puts what is wrong into the errors of the form. */
    read() {
      const space = {};
      for (const row of rows) {
        const leaf = leafOf(row);
        if (!leaf) {
          state.errors.set(pathOf(row, 'field'), texts.newJob.errors.required);
        } else if (leaf.path in space) {
          state.errors.set(pathOf(row, 'field'), t.errors.twice);
        } else {
          space[leaf.path] = isRange(row) ? range(row, leaf) : list(row, leaf);
        }
      }
      return space;
    },

    /** Returns the path in the form of a field such as optimizer.learningRate.min; null if it has none. */
    placeOf(name) {
      const row = rows.find(each => leafOf(each) && (name === leafOf(each).path
        || name.startsWith(`${leafOf(each).path}.`)));
      if (row === undefined) {
        return null;
      }
      const part = name.slice(leafOf(row).path.length + 1);
      return pathOf(row, isRange(row) ? ['max', 'scale', 'steps'].find(each => each === part) ?? 'min' : 'list');
    },

    render: () => html`<section class="card">
      <div class="stack"><h2>${t.space}</h2><p class="muted">${t.spaceHint}</p></div>
      ${state.error('space') ? html`<p class="bad small break" tabindex="-1" data-error>${state.error('space')}</p>`
        : nothing}
      ${repeat(rows, row => row, fieldset)}
      <div><button type="button" id="add-field" @click=${addEmpty}>${icon('plus')}${t.add}</button></div></section>`,
  };
}

function refuse(message) {
  throw new Error(message);
}
