// The form of a key: a new one, or the changes of one that is there.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { send } from '../api.js';
import { accessTexts } from '../access-texts.js';
import { texts } from '../texts.js';
import { problem } from './states.js';

const t = accessTexts.keys.form;
const LIMITS = Object.keys(t.limit);
const WHOLE = /^[1-9]\d{0,15}$/;

/** The fields whose errors are shown beside them. */
const FIELDS = ['name', 'expiresAt', ...LIMITS.map(name => `limits.${name}`)];

/** Returns the day of a time in the browser's time zone, as a field for days has it. */
function day(instant) {
  if (!instant) {
    return '';
  }
  const date = new Date(instant);
  const two = number => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Returns the end of a day; null for none. */
const endOf = text => (text ? new Date(`${text}T23:59:59`).toISOString() : null);

/**
 * @param key the one to change; null for a new one
 * @param done is told of the answer
 * @param quit closes the form
 */
export function keyForm(context, key, done, quit) {
  let failure = null;
  let invalid = {};
  let busy = false;

  const errors = field => invalid[field] ?? failure?.about?.(field)?.join(' ');

  /** Returns what was entered; a day that was not touched keeps its hour. */
  function entered(form) {
    const data = new FormData(form);
    const expires = data.get('expiresAt');
    const limits = Object.fromEntries(LIMITS.map(name => [name, data.get(`limits.${name}`).trim()]));
    invalid = Object.fromEntries(Object.entries(limits)
      .filter(([, value]) => value && !WHOLE.test(value)).map(([name]) => [`limits.${name}`, t.whole]));
    return {
      name: data.get('name').trim(),
      expiresAt: key && expires === day(key.expiresAt) ? key.expiresAt : endOf(expires),
      limits: Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, value ? Number(value) : null])),
      ...(key ? {} : { role: data.get('role') }),
    };
  }

  /** Another admin may change other fields meanwhile, so only what was changed here is sent. */
  function changes(values) {
    const limits = Object.fromEntries(LIMITS.filter(name => values.limits[name] !== key.limits[name])
      .map(name => [name, values.limits[name]]));
    return {
      ...(values.name === key.name ? {} : { name: values.name }),
      ...(values.expiresAt === key.expiresAt ? {} : { expiresAt: values.expiresAt }),
      ...(Object.keys(limits).length ? { limits } : {}),
    };
  }

  async function submit(event) {
    event.preventDefault();
    const form = event.target;
    const values = entered(form);
    failure = null;
    const body = key ? changes(values) : values;
    if (!Object.keys(invalid).length) {
      if (!Object.keys(body).length) {
        quit();
        return;
      }
      busy = true;
      context.update();
      try {
        done(await (key ? send('PATCH', `keys/${key.id}`, body) : send('POST', 'keys', body)));
      } catch (error) {
        failure = error;
      }
      busy = false;
    }
    context.update();
    requestAnimationFrame(() => form.querySelector('[aria-invalid="true"]')?.focus());
  }

  function field(name, label, hint, input) {
    const error = errors(name);
    const id = `key-${name}`;
    return html`<div class="field"><label for=${id}>${label}</label>
      ${input(id, error ? 'true' : nothing, error ? `${id}-error` : hint ? `${id}-hint` : nothing)}
      ${error ? html`<p class="error" id=${`${id}-error`}>${error}</p>` : nothing}
      ${hint ? html`<p class="hint" id=${`${id}-hint`}>${hint}</p>` : nothing}</div>`;
  }

  const limit = name => field(`limits.${name}`, t.limit[name], null, (id, bad, described) => html`
    <input id=${id} name=${`limits.${name}`} inputmode="numeric" autocomplete="off" maxlength="16"
      value=${key?.limits[name] ?? ''} aria-invalid=${bad} aria-describedby=${described}>`);

  const role = () => field('role', t.role, null, id => html`<select id=${id} name="role">
    ${Object.entries(t.roles).map(([name, text]) => html`<option value=${name}>${text}</option>`)}</select>`);

  return {
    render: () => html`<form class="card" novalidate @submit=${submit}>
      <h2>${key ? t.editTitle(key.name) : t.createTitle}</h2>
      ${failure ? problem(failure, FIELDS) : nothing}
      <div class="fields">
        ${field('name', t.name, t.nameHint, (id, bad, described) => html`
          <input id=${id} name="name" maxlength="100" autocomplete="off" value=${key?.name ?? ''}
            aria-invalid=${bad} aria-describedby=${described}>`)}
        ${key ? nothing : role()}
        ${field('expiresAt', t.expires, t.expiresHint, (id, bad, described) => html`
          <input id=${id} name="expiresAt" type="date" value=${day(key?.expiresAt)}
            aria-invalid=${bad} aria-describedby=${described}>`)}</div>
      <fieldset class="group"><legend>${t.limits}</legend><p class="small muted">${t.limitsHint}</p>
        <div class="fields">${LIMITS.map(limit)}</div></fieldset>
      <div class="actions"><button class="primary" ?disabled=${busy}>${key ? t.save : t.create}</button>
        <button type="button" @click=${quit}>${texts.cancel}</button></div></form>`,
    focus: () => requestAnimationFrame(() => document.getElementById('key-name')?.focus()),
  };
}
