// A form for the fields of a schema.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { live } from '../../lib/lit-html/directives/live.js';
import { sentence } from '../format.js';
import { texts } from '../texts.js';
import { MODE, optionsOf } from './schema.js';

const t = texts.newJob;

export const idOf = path => `field-${path.replaceAll(/[.#]/g, '-')}`;

/** Returns the name of a field for people, which the field may have itself. */
export function labelOf(field) {
  const words = field.name.replaceAll(/([A-Z]+|\d+)/g, ' $1').toLowerCase();
  return field.label ?? t.fields[field.path] ?? sentence(words, '');
}

function hintOf(field) {
  const ranged = [field, field.item, ...(field.forms ?? [])].find(each => each?.minimum !== undefined);
  const range = ranged?.maximum === undefined ? '' : t.range(ranged.minimum, ranged.maximum);
  const form = { list: t.listHint, map: t.mapHint }[field.kind] ?? '';
  return [sentence(field.description), range, form].filter(Boolean).join(' ');
}

/**
 * Shows a label, a control, a hint and what is wrong.
 *
 * @param form the state of the form: its values, error(path), set(path, text), touch(path), empty(path) for what an
 *     empty field stands for, isOfRecipe(path), and suggestions by path
 */
export function labelled(form, field, control, hint = hintOf(field), label = labelOf(field)) {
  const id = idOf(field.path);
  const error = form.error(field.path);
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control}
    ${hint ? html`<p class="hint" id=${`${id}-hint`}>${hint}</p>` : nothing}
    ${error ? html`<p class="error break" id=${`${id}-error`}>${error}</p>` : nothing}</div>`;
}

/** Returns the ids of the hint and the error of a field. */
function describedBy(form, field, hint = hintOf(field)) {
  const id = idOf(field.path);
  const ids = [hint ? `${id}-hint` : '', form.error(field.path) ? `${id}-error` : ''].filter(Boolean);
  return ids.length ? ids.join(' ') : nothing;
}

const invalid = (form, field) => (form.error(field.path) ? 'true' : nothing);

/** @param options pairs of a value and its text */
export function choose(form, field, options, hint, extra = {}) {
  const current = extra.current ?? form.values[field.path] ?? '';
  const set = extra.set ?? (text => form.set(field.path, text));
  return html`<select id=${idOf(field.path)} name=${field.path} ?disabled=${extra.disabled ?? false}
    aria-invalid=${invalid(form, field)} aria-describedby=${describedBy(form, field, hint)}
    @change=${event => { set(event.target.value); form.touch(field.path); }}>
    ${options.map(([value, text]) => html`
      <option value=${value} .selected=${live(value === current)}>${text}</option>`)}</select>`;
}

/** A line of text; a field with suggestions offers them. */
export function line(form, field, hint) {
  const id = idOf(field.path);
  const suggestions = form.suggestions[field.path] ?? optionsOf(field);
  const isNumber = (field.kind === 'integer' || field.kind === 'number') && field.minimum >= 0;
  return html`<input type="text" id=${id} name=${field.path} .value=${live(form.values[field.path] ?? '')}
    placeholder=${form.empty(field.path) || nothing} autocomplete="off" spellcheck="false"
    inputmode=${isNumber ? (field.kind === 'integer' ? 'numeric' : 'decimal') : nothing}
    maxlength=${field.maxLength ?? nothing} list=${suggestions.length ? `${id}-list` : nothing}
    aria-invalid=${invalid(form, field)} aria-describedby=${describedBy(form, field, hint)}
    @input=${event => form.set(field.path, event.target.value)} @change=${() => form.touch(field.path)}>
    ${suggestions.length ? html`<datalist id=${`${id}-list`}>
      ${suggestions.map(each => html`<option value=${each}></option>`)}</datalist>` : nothing}`;
}

const lines = (form, field) => html`<textarea rows="2" id=${idOf(field.path)} name=${field.path} spellcheck="false"
  .value=${live(form.values[field.path] ?? '')}
  aria-invalid=${invalid(form, field)} aria-describedby=${describedBy(form, field)}
  @input=${event => form.set(field.path, event.target.value)} @change=${() => form.touch(field.path)}></textarea>`;

function emptyOption(form, field) {
  const text = form.empty(field.path);
  if (text === t.follows || text === t.asRecipe) {
    return [MODE.none, text];
  }
  if (!form.isOfRecipe(field.path)) {
    return [MODE.none, t.defaultIs(text)];
  }
  return [MODE.none, text || field.kind === 'variants' ? t.asRecipeIs(text) : t.notGiven];
}

function variants(form, field) {
  const options = [emptyOption(form, field)];
  if (field.nullable) {
    options.push([MODE.off, t.off]);
  }
  if (field.value) {
    options.push([MODE.value, t.byName]);
  }
  options.push([MODE.object, t.here]);
  const mode = form.values[field.path];
  return html`<div class="stack span">
    ${labelled(form, field, choose(form, field, options))}
    ${mode === MODE.value && field.value ? labelled(form, field.value, line(form, field.value)) : nothing}
    ${mode === MODE.object ? group(form, field, false) : nothing}</div>`;
}

/** The fields of an object. */
export function group(form, field, described = true) {
  const error = described ? form.error(field.path) : null;
  return html`<fieldset class="group span">
    <legend>${labelOf(field)}</legend>
    ${described && field.description ? html`<p class="small muted">${sentence(field.description)}</p>` : nothing}
    ${error ? html`<p class="small bad break" tabindex="-1" data-error>${error}</p>` : nothing}
    <div class="fields">${field.fields.map(each => schemaField(form, each))}</div></fieldset>`;
}

/** Shows a field of any kind. */
export function schemaField(form, field) {
  switch (field.kind) {
    case 'group': return group(form, field);
    case 'variants': return variants(form, field);
    case 'choice':
      return labelled(form, field, choose(form, field,
        [emptyOption(form, field), ...field.options.map(each => [String(each), String(each)])]));
    case 'boolean':
      return labelled(form, field, choose(form, field, [emptyOption(form, field), ['true', t.yes], ['false', t.no]]));
    case 'map': return labelled(form, field, lines(form, field));
    default: return labelled(form, field, line(form, field));
  }
}
