// The keys of clients: who may use the service, and how much.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { keyed } from '../../lib/lit-html/directives/keyed.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { get, send } from '../api.js';
import { accessTexts } from '../access-texts.js';
import { when } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { keyForm } from '../components/key-form.js';
import { pagedList, table } from '../components/paged-list.js';
import { focusSecret, secret } from '../components/secret.js';
import { empty } from '../components/states.js';
import { isolated } from '../format.js';
import { texts } from '../texts.js';

const POLL_MILLIS = 15_000;
const LOOK = { valid: ['good', 'good'], expired: ['wait', 'warn'], revoked: ['stop', 'idle'] };

export default function create(context) {
  const t = accessTexts.keys;
  const list = pagedList(context, 'keys');
  let access = null;
  let form = null;
  let made = null;

  async function load() {
    access = await get('access', context.signal);
    await list.load();
  }

  function close(id) {
    form = null;
    context.update();
    requestAnimationFrame(() => document.getElementById(id)?.focus());
  }

  function open(key) {
    const button = key ? `change-${key.id}` : 'create-key';
    const done = answer => {
      if (key) {
        context.toast(t.changed(isolated(answer.name)));
        list.replace(answer);
        close(button);
      } else {
        made = answer;
        form = null;
        focusSecret();
      }
      list.refresh();
    };
    form = keyForm(context, key, done, () => close(button));
    form.focus();
    context.update();
  }

  async function revoke(key) {
    const text = key.id === access?.key?.id ? `${t.revokeOwn} ${t.revokeText}` : t.revokeText;
    const name = isolated(key.name);
    if (await context.ask({ title: t.revokeTitle(name), text, action: t.revoke, destroys: true })) {
      const done = await context.act(() => send('DELETE', `keys/${key.id}`).then(() => true), t.revoked(name));
      if (done) {
        list.replace({ ...key, revokedAt: new Date().toISOString() });
      }
      list.refresh();
    }
  }

  const state = key => (key.revokedAt ? 'revoked'
    : key.expiresAt && new Date(key.expiresAt) <= new Date() ? 'expired' : 'valid');

  const limits = key => Object.entries(t.form.limit).filter(([name]) => key.limits[name] != null)
    .map(([name, text]) => html`<p class="small">${text}: ${key.limits[name].toLocaleString()}</p>`);

  function line(key) {
    const is = state(key);
    const [image, tone] = LOOK[is];
    return html`<tr>
      <th scope="row" class="name-cell"><span class="strong break"><bdi>${key.name}</bdi></span>
        <p class="small muted"><span class="mono">rsd_${key.prefix}_…</span>
          ${key.id === access?.key?.id ? html`<span class="chip accent">${t.own}</span>` : nothing}</p></th>
      <td>${texts.signIn.roles[key.role]}</td>
      <td><span class="status ${tone}">${icon(image)}${t.states[is]}</span></td>
      <td class="nowrap wide">${key.lastUsedAt ? when(key.lastUsedAt) : html`<span class="muted">${t.unused}</span>`}</td>
      <td class="nowrap wide">${key.expiresAt ? when(key.expiresAt) : html`<span class="muted">${t.never}</span>`}</td>
      <td class="wide">${limits(key)}</td>
      <td class="num">${is === 'revoked' ? nothing : html`<div class="actions end">
        <button class="small" id=${`change-${key.id}`} aria-label=${`${t.edit}: ${key.name}`}
          @click=${() => open(key)}>${t.edit}</button>
        <button class="small danger" aria-label=${`${t.revoke}: ${key.name}`}
          @click=${() => revoke(key)}>${t.revoke}</button></div>`}</td></tr>`;
  }

  const c = t.columns;
  const keys = items => table(t.title, [[c.key], [c.role], [c.state], [c.used, 'wide'], [c.expires, 'wide'],
    [c.limits, 'wide'], [c.actions, '', true]], repeat(items, key => key.id, line));

  const shown = () => secret(context, { title: t.newTitle(isolated(made.name)), text: t.newText, label: t.keyText,
    done: t.done }, made.key, () => { made = null; close('create-key'); });

  return {
    start: () => context.every(POLL_MILLIS, load, list.failed),
    title: () => t.title,
    render: () => html`<div class="view">
      <p class="crumbs"><a href="ui/system">${accessTexts.back}</a></p>
      <div class="head"><div class="stack"><h1>${t.title}</h1><p class="lead">${t.lead}</p></div>
        <div class="actions"><button class="primary" id="create-key" @click=${() => open(null)}>
          ${icon('plus')}${t.create}</button></div></div>
      ${access && !access.keyRequired ? html`<p class="banner">${icon('warn')}<span>${t.open}</span></p>` : nothing}
      ${made ? shown() : nothing}
      ${form ? keyed(form, form.render()) : nothing}
      ${list.render(keys, () => empty(t.emptyTitle, t.emptyText))}</div>`,
  };
}
