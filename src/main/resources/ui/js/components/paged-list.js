// A list of the API, newest first, that is shown page by page.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get, withQuery } from '../api.js';
import { texts } from '../texts.js';
import { problem, skeleton } from './states.js';

const PAGE = 20;

/**
 * @param path of the list
 * @param idOf returns what tells an item from others
 */
export function pagedList(context, path, idOf = item => item.id) {
  let items = null;
  let cursor = null;
  let failure = null;

  /** Puts a new first page before the older items that are shown already. */
  async function load() {
    const page = await get(withQuery(path, { limit: PAGE }), context.signal);
    const last = page.items.at(-1);
    const at = last ? items?.findIndex(item => idOf(item) === idOf(last)) ?? -1 : -1;
    const older = at < 0 ? [] : items.slice(at + 1);
    items = [...page.items, ...older];
    if (!older.length) {
      cursor = page.nextCursor;
    }
    failure = null;
  }

  async function more() {
    const page = await context.act(() => get(withQuery(path, { limit: PAGE, cursor }), context.signal));
    if (page) {
      const shown = new Set(items.map(idOf));
      items = [...items, ...page.items.filter(item => !shown.has(idOf(item)))];
      cursor = page.nextCursor;
      context.update();
    }
  }

  async function refresh() {
    try {
      await load();
    } catch (error) {
      failed(error);
    }
    context.update();
  }

  function failed(error) {
    failure = error.name === 'AbortError' ? failure : error;
  }

  return {
    get items() {
      return items;
    },
    load,
    failed,
    refresh,

    /** Shows an item as it is now, also if it is older than those that are read again. */
    replace: item => {
      items = items?.map(each => (idOf(each) === idOf(item) ? item : each)) ?? null;
      context.update();
    },

    /**
     * @param table shows the items
     * @param none shows that there is none
     */
    render: (table, none) => {
      if (!items) {
        return failure ? problem(failure) : skeleton(4);
      }
      return html`${failure ? problem(failure) : nothing}
        ${items.length ? table(items) : none()}
        ${cursor ? html`<div><button @click=${more}>${texts.more}</button></div>` : nothing}`;
    },
  };
}

/** A table that scrolls by itself where the screen is narrow. */
export const table = (label, columns, rows) => html`<section class="card flush">
  <div class="table" tabindex="0" role="region" aria-label=${label}><table>
    <thead><tr>${columns.map(([text, kind, hidden]) => html`<th scope="col" class=${kind || nothing}>${hidden
      ? html`<span class="visually-hidden">${text}</span>` : text}</th>`)}</tr></thead>
    <tbody>${rows}</tbody></table></div></section>`;
