// Takes one archive, by drop anywhere on the page or by choice.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { texts } from '../texts.js';
import { takeDrops } from './files.js';
import { icon } from './icons.js';

const ACCEPTED = '.zip,.tar,.tgz,.gz,application/zip,application/x-tar,application/gzip';

/**
 * @param isBusy returns whether no archive can be taken now
 * @param take is told the file
 */
export function createDropZone(context, isBusy, take) {
  const t = texts.data;
  let refusal = null;
  let over = false;

  function choose(files, folders = new Set()) {
    refusal = refusalOf(files, folders);
    if (!refusal) {
      take(files[0]);
    }
    context.update();
  }

  function refusalOf(files, folders) {
    if (isBusy()) {
      return t.refused.busy;
    }
    if (folders.size) {
      return t.refused.folder;
    }
    if (files.length > 1) {
      return t.refused.several;
    }
    if (files[0].type.startsWith('image/')) {
      return t.refused.image;
    }
    return files[0].size ? null : t.refused.empty;
  }

  function hovered(inside) {
    if (over !== inside) {
      over = inside;
      context.update();
    }
  }

  function chosen(event) {
    const files = [...event.target.files];
    // The same file can be chosen again only if the input forgets it.
    event.target.value = '';
    if (files.length) {
      choose(files);
    }
  }

  return {
    start: () => takeDrops(() => true, hovered, choose, context.signal),

    /** Says why the last file was not taken, also where the zone itself is not shown. */
    refusal: () => html`<div role="alert">${refusal ? html`<p class="bad">${refusal}</p>` : nothing}</div>`,

    forget() {
      refusal = null;
    },

    render() {
      return html`
        <section class="drop ${over ? 'over' : ''}" aria-labelledby="drop-title">
          ${icon('upload')}
          <div class="stack">
            <h2 id="drop-title">${t.dropTitle}</h2>
            <p class="muted">${over ? t.dropNow : t.dropHint}</p>
          </div>
          ${this.refusal()}
          <button type="button" class="primary" @click=${openChooser}>${t.choose}</button>
          <input type="file" accept=${ACCEPTED} aria-label=${t.choose} hidden @change=${chosen}>
        </section>
        ${layouts()}`;
    },
  };
}

const openChooser = event => event.currentTarget.closest('section').querySelector('input').click();

const layouts = () => html`
  <details>
    <summary>${texts.data.layouts}</summary>
    <div class="card">
      <dl class="stack">${texts.data.layoutRows.map(([name, example, text]) => html`
        <div><dt class="strong">${name}</dt>
          <dd><code class="break">${example}</code></dd><dd class="muted">${text}</dd></div>`)}
      </dl>
      <p class="muted">${texts.data.layoutNote}</p>
    </div>
  </details>`;
