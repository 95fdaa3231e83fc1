// The request that the form makes, for programs.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { url } from '../api.js';
import { texts } from '../texts.js';
import { code, keyHeader, quoted } from './code.js';

const t = texts.newJob;

/**
 * @param isIncomplete whether fields are left out because of their errors
 * @param path in the API
 */
export function requestCard(context, body, isIncomplete, path = 'jobs') {
  const data = quoted(JSON.stringify(body));
  const line = `curl -X POST ${quoted(url(path))} ${keyHeader()}-H 'Content-Type: application/json' -d ${data}`;
  return html`<section class="card">
    <div class="stack"><h2>${t.request}</h2><p class="muted">${t.requestHint}</p></div>
    ${isIncomplete ? html`<p class="small warn">${t.requestWithout}</p>` : nothing}
    ${code(context, t.json, JSON.stringify(body, null, 2))}
    ${code(context, t.curl, line)}</section>`;
}
