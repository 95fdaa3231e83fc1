// What the views of webhooks share.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { accessTexts } from '../access-texts.js';
import { icon } from './icons.js';
import { secret } from './secret.js';
import { EVENTS } from './webhook-form.js';

const t = accessTexts.webhooks;
const LOOK = { ACTIVE: ['good', 'good'], FAILING: ['bad', 'bad'], DISABLED: ['pause', 'idle'] };

export function webhookState(webhook) {
  const [image, tone] = LOOK[webhook.status] ?? ['wait', 'idle'];
  return html`<span class="status ${tone}">${icon(image)}${t.states[webhook.status]}</span>
    ${webhook.failures ? html`<p class="small muted">${t.failures(webhook.failures)}</p>` : nothing}`;
}

/** Returns the events that a receiver is told of, for people. */
export const eventsOf = webhook =>
  (EVENTS.every(name => webhook.events.includes(name)) ? t.allEvents : [...webhook.events].sort().join(', '));

export const webhookSecret = (context, value, done) => secret(context,
  { title: t.secretTitle, text: t.secretText, label: t.secret, done: t.done }, value, done);
