// The systems that are told what happened.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { accessTexts } from '../access-texts.js';
import { when } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { pagedList, table } from '../components/paged-list.js';
import { focusSecret } from '../components/secret.js';
import { empty } from '../components/states.js';
import { webhookForm } from '../components/webhook-form.js';
import { eventsOf, webhookSecret, webhookState } from '../components/webhook-parts.js';

const POLL_MILLIS = 10_000;
const BUTTON = 'create-webhook';

export default function create(context) {
  const t = accessTexts.webhooks;
  const list = pagedList(context, 'webhooks');
  let form = null;
  let made = null;

  function close() {
    form = null;
    made = null;
    context.update();
    requestAnimationFrame(() => document.getElementById(BUTTON)?.focus());
  }

  function open() {
    form = webhookForm(context, answer => {
      form = null;
      made = answer;
      focusSecret();
      list.refresh();
    }, close);
    form.focus();
    context.update();
  }

  const line = webhook => html`<tr>
    <th scope="row" class="name-cell"><a class="break" href=${`ui/system/webhooks/${webhook.id}`}>${webhook.url}</a></th>
    <td>${webhookState(webhook)}</td>
    <td class="small wide break">${eventsOf(webhook)}</td>
    <td class="nowrap wide">${webhook.deliveredAt ? when(webhook.deliveredAt)
      : html`<span class="muted">${t.never}</span>`}</td></tr>`;

  const c = t.columns;
  const webhooks = items => table(t.title, [[c.url], [c.state], [c.events, 'wide'], [c.delivered, 'wide']],
    repeat(items, webhook => webhook.id, line));

  return {
    start: () => context.every(POLL_MILLIS, list.load, list.failed),
    title: () => t.title,
    render: () => html`<div class="view">
      <p class="crumbs"><a href="ui/system">${accessTexts.back}</a></p>
      <div class="head"><div class="stack"><h1>${t.title}</h1><p class="lead">${t.lead}</p></div>
        <div class="actions"><button class="primary" id=${BUTTON} @click=${open}>
          ${icon('plus')}${t.create}</button></div></div>
      ${made ? webhookSecret(context, made.secret, close) : nothing}
      ${form ? form.render() : nothing}
      ${list.render(webhooks, () => empty(t.emptyTitle, t.emptyText))}</div>`,
  };
}
