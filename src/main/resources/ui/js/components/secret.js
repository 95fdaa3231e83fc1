// A secret that is shown once.

import { html } from '../../lib/lit-html/lit-html.js';
import { code } from './code.js';
import { icon } from './icons.js';

/** @param texts the title, a text, the name of the secret, and that of the button that hides it */
export const secret = (context, texts, value, done) => html`<section class="card" role="status">
  <h2 id="secret-title" tabindex="-1">${texts.title}</h2>
  <p class="banner warn">${icon('warn')}<span>${texts.text}</span></p>
  ${code(context, texts.label, value)}
  <div class="actions"><button class="primary" @click=${done}>${texts.done}</button></div></section>`;

export const focusSecret = () =>
  requestAnimationFrame(() => document.getElementById('secret-title')?.focus());
