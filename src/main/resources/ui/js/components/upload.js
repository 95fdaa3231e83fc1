// Takes an archive, asks for its name and options, and sends it.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { Unreachable, upload, withQuery } from '../api.js';
import { bytes, duration } from '../format.js';
import { texts } from '../texts.js';
import { reference } from './dataset-parts.js';
import { createDropZone } from './drop-zone.js';
import { isReadable } from './files.js';
import { icon } from './icons.js';
import { problem } from './states.js';
import {
  check, FIELDS, isOption, isTaken, nameField, nameFrom, optionFields, query, versionField,
} from './upload-options.js';

/** Uploads that have just begun have no rate from which the time left follows. */
const RATE_MILLIS = 2000;

/**
 * Returns the part of a view that uploads archives.
 *
 * @param known returns the data sets that are there
 * @param received is told the data set of an upload, and whether it was there before
 */
export function createUpload(context, known, received) {
  const t = texts.data;
  const zone = createDropZone(context, () => sending, take);
  let file = null;
  let values = {};
  let errors = {};
  let tried = false;
  let failure = null;
  let sending = null;
  let optionsOpen = false;

  /** A name that the service says is taken, though the list does not have it. */
  let conflict = null;

  function take(chosen) {
    file = chosen;
    values = { ...values, name: nameFrom(chosen.name), newVersion: false };
    errors = {};
    tried = false;
    failure = null;
    context.update();
    requestAnimationFrame(() => document.getElementById('upload-name')?.focus());
  }

  function clear() {
    file = null;
    values = {};
    errors = {};
    failure = null;
    conflict = null;
    optionsOpen = false;
    zone.forget();
    context.update();
  }

  function edit(field, value) {
    values = { ...values, [field]: value };
    if (field === 'name') {
      values.newVersion = false;
    }
    const checked = field === 'newVersion' ? 'name' : field;
    delete errors[checked];
    if (tried) {
      const message = check(values, known())[checked];
      errors = message ? { ...errors, [checked]: message } : errors;
    }
    context.update();
  }

  async function submit(event) {
    event.preventDefault();
    tried = true;
    failure = null;
    zone.forget();
    errors = check(values, known());
    if (Object.keys(errors).length) {
      showInvalid();
      return;
    }
    const before = new Set(known().map(reference));
    sending = { sent: 0, total: file.size, began: Date.now(), controller: new AbortController() };
    context.update();
    try {
      if (!await isReadable(file)) {
        throw new Error(t.refused.unreadable);
      }
      const path = withQuery('datasets', query(values));
      const made = await upload('PUT', path, file, progressed, sending.controller.signal);
      sending = null;
      clear();
      received(made, before.has(reference(made)));
    } catch (reason) {
      sending = null;
      refused(reason);
    }
    context.update();
  }

  function progressed(sent, total) {
    if (sending) {
      Object.assign(sending, { sent, total });
      context.update();
    }
  }

  function refused(reason) {
    if (reason.name === 'AbortError') {
      context.toast(context.signal.aborted ? t.leftView : t.cancelled);
      return;
    }
    failure = reason;
    for (const error of besideFields()) {
      const field = fieldOf(error);
      errors[field] = errors[field] ? `${errors[field]} ${error.message}` : error.message;
    }
    if (failure.status === 409) {
      errors.name = failure.message;
      conflict = values.name;
    }
    if (Object.keys(errors).length) {
      showInvalid();
    }
  }

  const besideFields = () => (failure.errors ?? []).filter(error => FIELDS.includes(fieldOf(error)));

  /** Returns whether all that the service found wrong is shown beside a field. */
  const isBesideFields = () => failure.status === 409
    || (failure.errors?.length > 0 && besideFields().length === failure.errors.length);

  function showInvalid() {
    optionsOpen ||= Object.keys(errors).some(isOption);
    context.update();
    requestAnimationFrame(() => document.querySelector('form [aria-invalid="true"]')?.focus());
  }

  const cancel = () => sending?.controller.abort();

  /** Asks before a link of the page is followed, which would end the upload. */
  async function leaving(event) {
    const link = event.target.closest?.('a[href]');
    if (!sending || !link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
      || link.target || link.hasAttribute('download') || new URL(link.href).hash) {
      return;
    }
    event.preventDefault();
    if (await context.ask({ title: t.leaveTitle, text: t.leaveText, action: t.leaveAction, destroys: true })) {
      cancel();
      sending = null;
      link.click();
    }
  }

  const form = () => html`
    <form class="card" novalidate aria-labelledby="upload-title" @submit=${submit}>
      <div class="stack"><h2 id="upload-title">${t.formTitle}</h2>
        <p><bdi class="break strong">${file.name}</bdi> <span class="muted nowrap">${bytes(file.size)}</span></p></div>
      ${failure && !isBesideFields() ? html`${problem(failure, besideFields().map(error => error.field))}
        ${failure.status || failure instanceof Unreachable
          ? html`<p>${t.remedies[failure.status] ?? t.remedy}</p>` : nothing}` : nothing}
      ${zone.refusal()}
      ${nameField(values, errors, edit)}
      ${isTaken(values.name, known()) || values.name === conflict ? versionField(values, edit) : nothing}
      <details .open=${optionsOpen} @toggle=${event => { optionsOpen = event.target.open; }}>
        <summary>${t.options}</summary>
        <div class="stack"><p class="muted">${t.optionsHint}</p>${optionFields(values, errors, edit)}</div>
      </details>
      <div class="actions">
        <button class="primary">${icon('upload')}${t.send}</button>
        <button type="button" @click=${clear}>${t.other}</button>
      </div>
    </form>`;

  function transfer() {
    const { sent, total, began } = sending;
    const seconds = (Date.now() - began) / 1000;
    const left = sent && seconds * 1000 > RATE_MILLIS ? (seconds * (total - sent)) / sent : null;
    return html`
      <section class="card" aria-labelledby="sending-title">
        <h2 id="sending-title">${t.sending(values.name)}</h2>
        <progress max="1" .value=${total ? sent / total : 0} aria-labelledby="sending-title"></progress>
        <p class="muted">${sent < total ? t.sent(bytes(sent), bytes(total)) : t.sentAll}
          ${sent < total && left != null ? html` · ${t.progress.left(duration(left))}` : nothing}</p>
        <p class="banner warn">${icon('warn')}<span>${t.stay}</span></p>
        ${zone.refusal()}
        <div class="actions"><button type="button" @click=${cancel}>${t.cancelUpload}</button></div>
      </section>`;
  }

  return {
    start() {
      const { signal } = context;
      zone.start();
      window.addEventListener('beforeunload', event => sending && event.preventDefault(), { signal });
      document.addEventListener('click', leaving, { signal, capture: true });
    },
    stop: cancel,
    render: () => (sending ? transfer() : file ? form() : zone.render()),
  };
}

/** Fields within labels are named such as labels[2].name. */
const fieldOf = error => (error.field ?? '').split(/[.[]/)[0];
