// Asks for an API key.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get, Problem } from '../api.js';
import { session } from '../session.js';
import { texts } from '../texts.js';
import { problem } from './states.js';


/** What a header can have: visible characters of ASCII. Tokens of an OpenID Connect provider are long. */
const SENDABLE = /^[!-~]+$/;

/** Returns who the service takes this tab for; null if it asks nobody. */
async function whoAmI() {
  const { keyRequired, role, key } = await get('access');
  return keyRequired ? { name: key?.name ?? null, role } : null;
}

/** Learns who this tab was signed in as before. */
export async function recognize() {
  if (session.hasKey) {
    await session.resume(whoAmI);
  }
}

/** Returns the part of the page that asks for a key. */
export function createSignIn(update) {
  const t = texts.signIn;
  let failure = null;
  let busy = false;

  async function submit(event) {
    event.preventDefault();
    const key = new FormData(event.target).get('key').trim();
    busy = true;
    failure = null;
    update();
    try {
      if (!SENDABLE.test(key)) {
        throw new Problem(401, { detail: t.notSendable });
      }
      await session.signIn(key, whoAmI);
    } catch (reason) {
      failure = reason;
    }
    busy = false;
    update();
    if (failure) {
      document.getElementById('key')?.select();
    }
  }

  const isAboutKey = () => failure?.status === 401;

  return () => html`<div class="view sign-in">
    <h1>${t.title}</h1>
    <p class="lead">${session.wanted.code === 'key-required' ? t.text : session.wanted.message}</p>
    ${failure && !isAboutKey() ? problem(failure) : nothing}
    <form class="card" @submit=${submit}>
      <div class="field"><label for="key">${t.key}</label>
        <input id="key" name="key" type="password" autocomplete="off" spellcheck="false" required autofocus
          aria-invalid=${isAboutKey() ? 'true' : nothing} aria-describedby=${isAboutKey() ? 'key-error' : 'key-hint'}>
        ${isAboutKey() ? html`<p id="key-error" class="error" role="alert">${failure.message}</p>` : nothing}
        <p id="key-hint" class="small muted">${t.hint}</p></div>
      <div class="actions"><button class="primary" ?disabled=${busy}>${t.action}</button></div>
    </form></div>`;
}
