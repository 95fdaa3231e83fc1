// The form of a new webhook.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { send } from '../api.js';
import { accessTexts } from '../access-texts.js';
import { texts } from '../texts.js';
import { problem } from './states.js';

const t = accessTexts.webhooks.form;

export const EVENTS = ['job.succeeded', 'job.failed', 'job.cancelled', 'model.promoted', 'dataset.ready',
  'dataset.failed'];

/**
 * @param done is told of the webhook, which has its secret
 * @param quit closes the form
 */
export function webhookForm(context, done, quit) {
  let failure = null;
  let noEvents = false;
  let busy = false;

  async function submit(event) {
    event.preventDefault();
    const form = event.target;
    const data = new FormData(form);
    const events = data.getAll('events');
    failure = null;
    noEvents = !events.length;
    if (!noEvents) {
      busy = true;
      context.update();
      try {
        done(await send('POST', 'webhooks', { url: data.get('url').trim(), events }));
      } catch (error) {
        failure = error;
      }
      busy = false;
    }
    context.update();
    requestAnimationFrame(() => form.querySelector('[aria-invalid="true"]')?.focus());
  }

  const check = name => html`<label class="check"><input type="checkbox" name="events" value=${name} checked>
    <span>${name}</span></label>`;

  return {
    render: () => {
      const error = failure?.about?.('url')?.join(' ');
      return html`<form class="card" novalidate @submit=${submit}>
        <h2>${t.title}</h2>
        ${failure ? problem(failure, ['url']) : nothing}
        <div class="field"><label for="webhook-url">${t.url}</label>
          <input id="webhook-url" name="url" type="url" autocomplete="off" maxlength="1000" spellcheck="false"
            aria-invalid=${error ? 'true' : nothing} aria-describedby=${error ? 'url-error' : 'url-hint'}>
          ${error ? html`<p class="error" id="url-error">${error}</p>` : nothing}
          <p class="hint" id="url-hint">${t.urlHint}</p></div>
        <fieldset class="field"><legend>${t.events}</legend>
          <div class="fields">${EVENTS.map(check)}</div>
          ${noEvents ? html`<p class="error" role="alert">${t.noEvents}</p>` : nothing}</fieldset>
        <div class="actions"><button class="primary" ?disabled=${busy}>${t.add}</button>
          <button type="button" @click=${quit}>${texts.cancel}</button></div></form>`;
    },
    focus: () => requestAnimationFrame(() => document.getElementById('webhook-url')?.focus()),
  };
}
