// The form that sends weights from elsewhere.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get, upload, withQuery } from '../api.js';
import { bytes, wholePercent } from '../format.js';
import { texts } from '../texts.js';
import { icon } from './icons.js';
import { modelName } from './model-parts.js';
import { problem } from './states.js';

const t = texts.models.upload;
const FIELDS = ['file', 'architecture', 'labels', 'head', 'name', 'licence', 'source'];
const MAX_BYTES = 2 ** 30;

/** The service takes 8 KB of headers with the address, and a browser has headers of its own. */
const MAX_ADDRESS = 6000;

const LENGTHS = { name: 100, licence: 200, source: 1000 };
const idOf = name => `upload-${name}`;

/** Tells whether an error is about a field of the form, such as labels[3]. */
function isAbout(error, name) {
  const field = error.field ?? '';
  return field === name || field.startsWith(`${name}[`) || field.startsWith(`${name}.`);
}

/** Returns the message of an error, with the number of the label if it is about one of them. */
function messageOf(error) {
  const index = /\[(\d+)\]/.exec(error.field);
  return index ? t.labelNumber(Number(index[1]) + 1, error.message) : error.message;
}

export function weightsUpload(context) {
  let presets = null;
  let errors = [];
  let failure = null;
  let sending = null;
  let sent = { loaded: 0, total: 0 };

  const of = name => errors.filter(error => isAbout(error, name));

  async function opened(event) {
    if (event.target.open && !presets) {
      presets = (await context.act(() => get('architectures', context.signal)))?.items ?? null;
      context.update();
    }
  }

  function addressOf(data) {
    const labels = (data.get('labels') ?? '').split('\n').map(each => each.trim()).filter(Boolean);
    return withQuery('models', {
      architecture: data.get('architecture'),
      labels: labels.length ? JSON.stringify(labels) : null,
      head: data.get('head'),
      ...Object.fromEntries(Object.keys(LENGTHS).map(name => [name, data.get(name).trim()])),
    });
  }

  function check(file, address) {
    if (!file?.size) {
      return [{ field: 'file', message: t.noFile }];
    }
    if (file.size > MAX_BYTES) {
      return [{ field: 'file', message: t.tooLarge(bytes(MAX_BYTES)) }];
    }
    return address.length > MAX_ADDRESS ? [{ field: 'labels', message: t.tooLong }] : [];
  }

  function progressed(loaded, total) {
    sent = { loaded, total };
    context.update();
  }

  /** Errors that have a place in the form are shown there, and all others above it. */
  function failed(error) {
    errors = error.errors ?? [];
    failure = errors.length && errors.every(each => FIELDS.some(name => isAbout(each, name))) ? null : error;
  }

  function showFirst() {
    requestAnimationFrame(() => document.querySelector('.upload [aria-invalid="true"]')?.focus());
  }

  async function submit(event) {
    event.preventDefault();
    const data = new FormData(event.target);
    const file = data.get('file');
    const address = addressOf(data);
    failure = null;
    errors = check(file, address);
    if (errors.length) {
      context.update();
      showFirst();
      return;
    }
    await transfer(address, file);
  }

  async function transfer(address, file) {
    sending = new AbortController();
    sent = { loaded: 0, total: file.size };
    const end = () => sending?.abort();
    context.signal.addEventListener('abort', end);
    context.update();
    try {
      const model = await upload('POST', address, file, progressed, sending.signal);
      context.toast(t.done(modelName(model)));
      context.go(`ui/models/${model.id}`);
    } catch (error) {
      if (error.name !== 'AbortError') {
        failed(error);
        showFirst();
      }
    }
    context.signal.removeEventListener('abort', end);
    sending = null;
    context.update();
  }

  function field(name, control) {
    const wrong = of(name);
    const hint = t.hints[name];
    const about = [hint ? `${idOf(name)}-hint` : null, wrong.length ? `${idOf(name)}-error` : null].filter(Boolean);
    return html`<div class="field"><label for=${idOf(name)}>${t.fields[name]}</label>
      ${control(wrong.length ? 'true' : nothing, about.length ? about.join(' ') : nothing)}
      ${hint ? html`<p class="hint" id=${`${idOf(name)}-hint`}>${hint}</p>` : nothing}
      ${wrong.length ? html`<p class="error break" id=${`${idOf(name)}-error`}>${wrong.map(messageOf).join('; ')}</p>`
        : nothing}</div>`;
  }

  const text = name => field(name, (invalid, about) => html`<input id=${idOf(name)} name=${name}
    maxlength=${LENGTHS[name]} autocomplete="off" aria-invalid=${invalid} aria-describedby=${about}>`);

  const file = () => field('file', (invalid, about) => html`<input id=${idOf('file')} name="file" type="file"
    accept=".safetensors" required aria-invalid=${invalid} aria-describedby=${about}>`);

  const architecture = () => field('architecture', (invalid, about) => html`<select id=${idOf('architecture')}
    name="architecture" required aria-invalid=${invalid} aria-describedby=${about}>
    ${(presets ?? []).map(each => html`<option value=${each.name}>${each.name}</option>`)}</select>`);

  const labels = () => field('labels', (invalid, about) => html`<textarea id=${idOf('labels')} name="labels" rows="6"
    spellcheck="false" dir="auto" aria-invalid=${invalid} aria-describedby=${about}></textarea>`);

  function head() {
    const wrong = of('head');
    return html`<div class="field"><label class="check" for=${idOf('head')}>
        <input id=${idOf('head')} name="head" type="checkbox" value="drop"
          aria-describedby=${`${idOf('head')}-hint`}>${t.fields.head}</label>
      <p class="hint" id=${`${idOf('head')}-hint`}>${t.hints.head}</p>
      ${wrong.length ? html`<p class="error break" role="alert">${wrong.map(messageOf).join('; ')}</p>`
        : nothing}</div>`;
  }

  function progress() {
    const whole = sent.loaded >= sent.total;
    return html`<div class="stack">
      ${whole ? html`<progress aria-label=${t.checking}></progress>`
        : html`<progress max="1" .value=${sent.loaded / sent.total} aria-label=${t.sending}></progress>`}
      <div class="row between"><p class="small muted">${whole ? t.checking
        : `${wholePercent(sent.loaded / sent.total)} · ${t.sentOf(bytes(sent.loaded), bytes(sent.total))}`}</p>
        <button type="button" class="small" @click=${() => sending?.abort()}>${texts.cancel}</button></div></div>`;
  }

  const form = () => html`<form class="stack upload" @submit=${submit}>
    <p class="muted">${t.text}</p>
    ${failure ? problem(failure) : nothing}
    <fieldset ?disabled=${Boolean(sending)}><div class="stack">
      <div class="fields">${file()}${architecture()}</div>
      ${labels()}${head()}
      <div class="fields">${text('name')}${text('licence')}${text('source')}</div></div></fieldset>
    ${sending ? progress() : html`<div class="actions">
      <button class="primary" ?disabled=${!presets}>${icon('upload')}${t.send}</button></div>`}</form>`;

  return {
    render: () => html`<section class="card"><details @toggle=${opened}>
      <summary>${t.title}</summary>${form()}</details></section>`,
  };
}
