// Text for a program, with a button that copies it.

import { html } from '../../lib/lit-html/lit-html.js';
import { session } from '../session.js';
import { texts } from '../texts.js';

export const code = (context, label, text) => html`<div class="code">
  <pre tabindex="0" aria-label=${label}>${text}</pre>
  <button type="button" class="small" @click=${() => copy(context, text)}>${texts.copy}</button></div>`;

async function copy(context, text) {
  try {
    await navigator.clipboard.writeText(text);
    context.toast(texts.copied);
  } catch {
    context.toast(texts.notCopied);
  }
}

/** The header with which a line in a shell signs in as this tab is, followed by a space; empty if it is not. */
export const keyHeader = () => (session.hasKey ? '-H "Authorization: Bearer $RESIDUAL_KEY" ' : '');

/** Quotes a text for a shell. */
export const quoted = text => `'${text.replaceAll("'", `'\\''`)}'`;
