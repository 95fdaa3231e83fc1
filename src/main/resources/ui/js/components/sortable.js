// A table whose columns sort it.

import { html, nothing } from '../../lib/lit-html/lit-html.js';

const ARIA = { 1: 'ascending', '-1': 'descending' };

/**
 * @param columns objects with an id, a text, a class, the value by which a row is sorted if it can be, the cell of a
 *     row, and whether a first click sorts the largest values first
 */
export function sortable(context, label, columns, keyOf) {
  let by = null;
  let direction = 1;

  function sort(column) {
    direction = by === column.id ? -direction : column.largestFirst ? -1 : 1;
    by = column.id;
    context.update();
  }

  /** Missing values are last in both directions. */
  function compare(value) {
    return (a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x == null || y == null) {
        return x == null ? y == null ? 0 : 1 : -1;
      }
      return direction * (typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y)));
    };
  }

  const head = column => html`<th scope="col" class=${column.kind || nothing}
    aria-sort=${by === column.id ? ARIA[direction] : nothing}>${column.value ? html`
      <button class="sort" @click=${() => sort(column)}>${column.text}<span aria-hidden="true">${
        by === column.id ? direction > 0 ? '↑' : '↓' : '↕'}</span></button>` : column.text}</th>`;

  return {
    /** @param rows in their first order */
    render: rows => {
      const shown = columns();
      const column = shown.find(each => each.id === by);
      const sorted = column ? [...rows].sort(compare(column.value)) : rows;
      return html`<div class="table" tabindex="0" role="region" aria-label=${label}><table>
        <thead><tr>${shown.map(head)}</tr></thead>
        <tbody>${sorted.map(row => html`<tr data-key=${keyOf(row)}>${shown.map(each => each.cell(row))}</tr>`)}</tbody>
      </table></div>`;
    },
  };
}
