// One webhook, and the messages that were sent to it.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { get, send } from '../api.js';
import { accessTexts } from '../access-texts.js';
import { facts, when } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { pagedList, table } from '../components/paged-list.js';
import { focusSecret } from '../components/secret.js';
import { problem, skeleton } from '../components/states.js';
import { eventsOf, webhookSecret, webhookState } from '../components/webhook-parts.js';
import { sentence } from '../format.js';

const POLL_MILLIS = 5000;
const LOOK = { PENDING: ['wait', 'active'], DELIVERED: ['good', 'good'], FAILED: ['bad', 'bad'] };

export default function create(context) {
  const t = accessTexts.webhooks;
  const path = `webhooks/${encodeURIComponent(context.parameters.id)}`;
  const list = pagedList(context, `${path}/deliveries`, delivery => delivery.messageId);
  let webhook = null;
  let failure = null;
  let secret = null;
  let testing = false;

  async function load() {
    webhook = await get(path, context.signal);
    await list.load();
    failure = null;
  }

  async function refresh() {
    await context.act(load);
  }

  async function test() {
    testing = true;
    context.update();
    const sent = await context.act(() => send('POST', `${path}/test`));
    testing = false;
    const last = sent?.attempts.at(-1);
    if (last) {
      context.toast(last.error ? t.notTested(sentence(last.message)) : t.tested, Boolean(last.error));
    }
    refresh();
  }

  async function enable() {
    const enabled = !webhook.enabled;
    await context.act(() => send('PATCH', path, { enabled }), enabled ? t.enabled : t.disabled);
    refresh();
  }

  async function rotate() {
    if (await context.ask({ title: t.rotateTitle, text: t.rotateText, action: t.rotate })) {
      secret = (await context.act(() => send('POST', `${path}/rotate-secret`)))?.secret ?? secret;
      focusSecret();
      refresh();
    }
  }

  async function remove() {
    const content = { title: t.removeTitle, text: `${webhook.url} ${t.removeText}`, action: t.remove, destroys: true };
    if (await context.ask(content) && await context.act(() => send('DELETE', path).then(() => true), t.removed)) {
      context.go('ui/system/webhooks');
    }
  }

  async function redeliver(delivery) {
    const again = await context.act(
      () => send('POST', `${path}/deliveries/${delivery.messageId}/redeliver`), t.redelivered);
    if (again) {
      list.replace(again);
    }
    refresh();
  }

  const attempt = each => html`<li class="small">
    <span class=${each.error ? 'bad' : 'good'}>${t.attempt(each.number, each.durationMs)}</span>
    <span class="muted break">${when(each.at)} · ${[each.status, each.error && sentence(each.message)]
      .filter(Boolean).join(' · ')}</span></li>`;

  function line(delivery) {
    const [image, tone] = LOOK[delivery.status] ?? ['wait', 'idle'];
    return html`<tr>
      <th scope="row" class="name-cell"><span class="break">${delivery.event}</span>
        <p class="small muted">${when(delivery.createdAt)}</p></th>
      <td><span class="status ${tone}">${icon(image)}${t.deliveryStates[delivery.status]}</span>
        ${delivery.nextAttemptAt ? html`<p class="small muted">${t.next} ${when(delivery.nextAttemptAt)}</p>` : nothing}</td>
      <td class="wide"><ul>${delivery.attempts.map(attempt)}</ul></td>
      <td class="num">${delivery.status === 'PENDING' || !webhook.enabled ? nothing : html`
        <button class="small" aria-label=${`${t.redeliver}: ${delivery.event}`}
          @click=${() => redeliver(delivery)}>${t.redeliver}</button>`}</td></tr>`;
  }

  const c = t.deliveryColumns;
  const deliveries = items => table(t.deliveries, [[c.event], [c.state], [c.attempts, 'wide'], [c.actions, '', true]],
    repeat(items, delivery => delivery.messageId, line));

  const content = () => html`
    <section class="card">${facts([
      [t.columns.state, webhookState(webhook)], [t.columns.events, eventsOf(webhook)],
      [t.columns.delivered, webhook.deliveredAt ? when(webhook.deliveredAt) : t.never]])}
      <div class="actions">
        <button class="primary" ?disabled=${testing} @click=${test}>${t.test}</button>
        <button @click=${enable}>${webhook.enabled ? t.disable : t.enable}</button>
        <button @click=${rotate}>${t.rotate}</button>
        <button class="danger" @click=${remove}>${t.remove}</button></div></section>
    ${secret ? webhookSecret(context, secret, () => { secret = null; context.update(); }) : nothing}
    <h2>${t.deliveries}</h2>
    ${list.render(deliveries, () => html`<p class="muted">${t.noDeliveries}</p>`)}`;

  return {
    start: () => context.every(POLL_MILLIS, load, error => { failure = error; }),
    title: () => t.title,
    render: () => html`<div class="view">
      <p class="crumbs"><a href="ui/system">${accessTexts.back}</a> /
        <a href="ui/system/webhooks">${t.title}</a></p>
      <h1>${webhook ? webhook.url : t.title}</h1>
      ${failure ? problem(failure) : nothing}
      ${webhook ? content() : failure ? nothing : skeleton(4)}</div>`,
  };
}
