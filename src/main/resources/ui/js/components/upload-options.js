// The fields of an upload: what they may hold, how they are shown, and how they become a query.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { texts } from '../texts.js';

const NAME = /^[a-z0-9][a-z0-9-]{0,99}$/;
const NAME_LENGTH = 100;
const MAX_LABELS = 1000;
const LONG = /^-?\d{1,18}$/;

/** The alias of the service, which no data set may have as its name. Names of built-in ones are in the list. */
const RESERVED = 'default';

// What is empty is not sent, because a value that is sent wins over that of a file in the archive.
const NUMBERS = {
  test: { min: 0.01, max: 0.5, placeholder: '0.2' },
  validation: { min: 0, max: 0.5, placeholder: '0' },
  seed: { whole: true, placeholder: '42' },
  storedSize: { min: 28, max: 512, whole: true, placeholder: '256' },
  maxUnreadable: { min: 0, max: 1, placeholder: '0.05' },
};
const ORDER = ['test', 'validation', 'seed', 'color', 'storedSize', 'orientation', 'leaks', 'maxUnreadable', 'labels'];

export const FIELDS = ['name', 'newVersion', ...ORDER];

/** Returns whether a field is shown only while the options are open. */
export const isOption = field => ORDER.includes(field);

/** Makes a name of that of a file, such as my-pets of "My pets.tar.gz". */
export function nameFrom(fileName) {
  const name = fileName
    .replace(/\.(zip|tar|tgz|tar\.gz|gz)$/i, '')
    .normalize('NFKD').replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, NAME_LENGTH)
    .replace(/-+$/, '');
  return name || 'images';
}

/** Returns whether a name has a version already that did not fail. */
export const isTaken = (name, known) =>
  known.some(each => each.name === name && each.version != null && each.status !== 'FAILED');

/** Returns the messages by field; an empty object if all is right. */
export function check(values, known) {
  const errors = {};
  const note = (field, message) => {
    if (message) {
      errors[field] = message;
    }
  };
  note('name', checkName(values, known));
  Object.entries(NUMBERS).forEach(([field, range]) => note(field, checkNumber(values[field], range)));
  note('labels', checkLabels(values.labels));
  return errors;
}

function checkName(values, known) {
  const t = texts.data;
  if (!NAME.test(values.name)) {
    return t.nameInvalid;
  }
  if (values.name === RESERVED || known.some(each => each.name === values.name && each.version == null)) {
    return t.nameReserved;
  }
  return isTaken(values.name, known) && !values.newVersion ? t.nameTaken : null;
}

const plain = text => (text ?? '').trim().replace(',', '.');

function checkNumber(text, range) {
  const given = plain(text);
  if (!given) {
    return null;
  }
  if (range.min === undefined) {
    return LONG.test(given) ? null : texts.data.whole;
  }
  const value = Number(given);
  if (value >= range.min && value <= range.max && (!range.whole || Number.isInteger(value))) {
    return null;
  }
  return (range.whole ? texts.data.wholeBetween : texts.data.number)(range.min, range.max);
}

const lines = text => (text ?? '').split('\n').map(line => line.trim()).filter(Boolean);

/** Labels may also be given as the JSON that the service takes, which it checks itself. */
const isJson = text => (text ?? '').trim().startsWith('[');

function checkLabels(text) {
  const labels = lines(text);
  if (!labels.length || isJson(text)) {
    return null;
  }
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  if (twice) {
    return texts.data.labelTwice(twice);
  }
  return labels.length < 2 || labels.length > MAX_LABELS ? texts.data.labelCount : null;
}

/** Returns the parameters of the upload, without what is not given. */
export function query(values) {
  const parameters = { name: values.name, newVersion: values.newVersion ? 'true' : null };
  for (const field of ORDER) {
    parameters[field] = field in NUMBERS ? plain(values[field]) : values[field];
  }
  const labels = lines(values.labels);
  parameters.labels = isJson(values.labels) ? values.labels.trim() : labels.length ? JSON.stringify(labels) : null;
  return parameters;
}

const described = (field, errors) =>
  (errors[field] ? `upload-${field}-error upload-${field}-hint` : `upload-${field}-hint`);

const notes = (field, hint, errors) => html`
  ${errors[field] ? html`<p class="error" id="upload-${field}-error">${errors[field]}</p>` : nothing}
  <p class="hint" id="upload-${field}-hint">${hint}</p>`;

/** @param edit is told the field and its new value */
export const nameField = (values, errors, edit) => html`
  <div class="field">
    <label for="upload-name">${texts.data.name}</label>
    <input id="upload-name" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength=${NAME_LENGTH}
      .value=${values.name} aria-invalid=${String(Boolean(errors.name))} aria-describedby=${described('name', errors)}
      @input=${event => edit('name', event.target.value)}>
    ${notes('name', texts.data.nameHint, errors)}
  </div>`;

/** Asks whether a name that is taken gets another version. */
export const versionField = (values, edit) => html`
  <div class="field">
    <label class="check"><input type="checkbox" .checked=${values.newVersion} aria-describedby="upload-newVersion-hint"
      @change=${event => edit('newVersion', event.target.checked)}>
      <span class="break">${texts.data.newVersion(values.name)}</span></label>
    <p class="hint" id="upload-newVersion-hint">${texts.data.newVersionHint}</p>
  </div>`;

export const optionFields = (values, errors, edit) => html`
  <div class="fields">${ORDER.map(field => {
    const [label, hint] = texts.data.fields[field];
    return html`<div class="field">
      <label for="upload-${field}">${label}</label>
      ${control(field, values, errors, edit)}
      ${notes(field, hint, errors)}</div>`;
  })}</div>`;

function control(field, values, errors, edit) {
  const id = `upload-${field}`;
  const invalid = String(Boolean(errors[field]));
  const about = described(field, errors);
  const changed = event => edit(field, event.target.value);
  if (field in NUMBERS) {
    return html`<input id=${id} inputmode=${NUMBERS[field].whole ? 'numeric' : 'decimal'} autocomplete="off"
      placeholder=${NUMBERS[field].placeholder} .value=${values[field] ?? ''} aria-invalid=${invalid}
      aria-describedby=${about} @input=${changed}>`;
  }
  if (field === 'labels') {
    return html`<textarea id=${id} rows="4" spellcheck="false" .value=${values[field] ?? ''} aria-invalid=${invalid}
      aria-describedby=${about} @input=${changed}></textarea>`;
  }
  return html`<select id=${id} aria-invalid=${invalid} aria-describedby=${about} @change=${changed}>
    ${texts.data.choices[field].map(([value, text]) => html`
      <option value=${value} .selected=${(values[field] ?? '') === value}>${text}</option>`)}</select>`;
}
