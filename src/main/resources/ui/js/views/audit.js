// Who changed what, and who was refused.

import { html } from '../../lib/lit-html/lit-html.js';
import { repeat } from '../../lib/lit-html/directives/repeat.js';
import { all } from '../api.js';
import { accessTexts } from '../access-texts.js';
import { when } from '../components/facts.js';
import { icon } from '../components/icons.js';
import { pagedList, table } from '../components/paged-list.js';
import { empty } from '../components/states.js';

export default function create(context) {
  const t = accessTexts.audit;
  const list = pagedList(context, 'audit');
  let names = new Map();

  async function load() {
    const [keys] = await Promise.all([all('keys', context.signal), list.load()]);
    names = new Map(keys.map(key => [key.id, key.name]));
  }

  /** A client with a token has no key, and its entries have an id of their own. */
  function who(entry) {
    if (!entry.keyId) {
      return html`<span class="muted">${t.nobody}</span>`;
    }
    const name = names.get(entry.keyId);
    return name ? html`<bdi class="break">${name}</bdi>`
      : html`<span class="muted">${t.unknownKey}</span> <span class="mono">${entry.keyId.slice(0, 8)}</span>`;
  }

  const line = entry => html`<tr>
    <td class="nowrap">${when(entry.at)}</td>
    <th scope="row" class="name-cell"><span class="mono">${entry.verb}</span>
      <span class="break">${entry.target}</span></th>
    <td>${entry.status
      ? html`<span class="status warn">${icon('bad')}${t.refused(entry.status)}</span>`
      : html`<span class="status good">${icon('good')}${t.change}</span>`}</td>
    <td class="name-cell">${who(entry)}</td>
    <td class="nowrap wide" title=${entry.requestId}>${entry.address}</td></tr>`;

  const c = t.columns;
  const entries = items => table(t.title, [[c.at], [c.what], [c.result], [c.who], [c.from, 'wide']],
    repeat(items, entry => entry.id, line));

  const refresh = () => context.act(load);

  return {
    start: () => load().catch(list.failed).finally(context.update),
    title: () => t.title,
    render: () => html`<div class="view">
      <p class="crumbs"><a href="ui/system">${accessTexts.back}</a></p>
      <div class="head"><div class="stack"><h1>${t.title}</h1><p class="lead">${t.lead}</p></div>
        <div class="actions"><button @click=${refresh}>${t.refresh}</button></div></div>
      ${list.render(entries, () => empty(t.emptyTitle, t.emptyText))}</div>`,
  };
}
