// Names with values, and times.

import { html } from '../../lib/lit-html/lit-html.js';
import { ago, dateTime } from '../format.js';

/** Shows how long ago something was, and the exact time on hover. */
export const when = value => html`<time datetime=${value} title=${dateTime(value)}>${ago(value)}</time>`;

export const fact = (name, value) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/**
 * @param list pairs of a name and a value; those that are null are left out
 * @param kind broad for longer values, narrow for short ones
 */
export const facts = (list, kind = '') => html`<dl class="facts ${kind}">${list.filter(each => each)
  .map(([name, value]) => fact(name, value))}</dl>`;
