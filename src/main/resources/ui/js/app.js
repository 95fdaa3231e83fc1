// The shell of the page: the rail, the view of the address, toasts and dialogs.

import { html, nothing, render } from '../lib/lit-html/lit-html.js';
import { connection } from './api.js';
import { hasFiles } from './components/files.js';
import { icon } from './components/icons.js';
import { createSignIn, recognize } from './components/sign-in.js';
import { problem, skeleton } from './components/states.js';
import { session } from './session.js';
import { texts } from './texts.js';
import * as theme from './theme.js';
import { find } from './views.js';

const TOAST_MILLIS = 6000;
const root = document.getElementById('app');
const base = new URL(document.baseURI);

const RAIL = [
  ['', 'home', texts.rail.home],
  ['ui/data', 'data', texts.rail.data],
  ['ui/jobs', 'jobs', texts.rail.jobs],
  ['ui/sweeps', 'sweeps', texts.rail.sweeps],
  ['ui/models', 'models', texts.rail.models],
  ['ui/try', 'try', texts.rail.try],
  ['ui/system', 'system', texts.rail.system],
];

let current = null;
let toasts = [];
let dialog = null;
let scheduled = false;
const signIn = createSignIn(update);

/** What a view gets: its parameters, and what it may ask of the shell. */
class Context {
  #ended = new AbortController();

  constructor(parameters, query) {
    this.parameters = parameters;
    this.query = query;
    this.signal = this.#ended.signal;
  }

  /** Shows the changed state of the view. */
  update = () => {
    if (!this.signal.aborted) {
      update();
    }
  };

  /**
   * Calls a function now and then again and again while the service answers. Its errors are passed to the handler,
   * unless the service is away.
   *
   * @param hidden whether it is also called while the page is not visible
   */
  every(millis, work, failed = () => {}, hidden = false) {
    let timer;
    const isWanted = () => hidden || !document.hidden;
    const run = async () => {
      clearTimeout(timer);
      if (this.signal.aborted) {
        return;
      }
      try {
        if (isWanted() && !connection.away) {
          await work();
          this.update();
        }
      } catch (failure) {
        if (failure.name !== 'AbortError' && !connection.away) {
          failed(failure);
          this.update();
        }
      }
      clearTimeout(timer);
      timer = setTimeout(run, millis);
    };
    const now = () => !document.hidden && run();
    document.addEventListener('visibilitychange', now, { signal: this.signal });
    connection.addEventListener('change', () => !connection.away && run(), { signal: this.signal });
    this.signal.addEventListener('abort', () => clearTimeout(timer));
    return run();
  }

  /** Does what a button stands for, says so, or says why it was not done. */
  async act(work, done) {
    try {
      const result = await work();
      if (done) {
        toast(done);
      }
      return result;
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        toast(failure.message, true);
      }
      return undefined;
    } finally {
      this.update();
    }
  }

  toast = toast;
  ask = ask;
  go = go;

  end() {
    this.#ended.abort();
  }
}

/** Shows a short message for some seconds, or until it is dismissed if something failed. */
function toast(text, stays = false) {
  const entry = { text, bad: stays };
  toasts = [...toasts.slice(-3), entry];
  if (!stays) {
    setTimeout(() => dismiss(entry), TOAST_MILLIS);
  }
  update();
}

function dismiss(entry) {
  toasts = toasts.filter(each => each !== entry);
  update();
}

/**
 * Asks the user in a dialog.
 *
 * @param content a title, a text, the name of the button, and whether it destroys something; with a field, its label
 *     and value
 * @returns the value of the field, or true; undefined if the user does not want it
 */
function ask(content) {
  return new Promise(resolve => {
    dialog = { ...content, resolve };
    update();
    requestAnimationFrame(() => root.querySelector('dialog')?.showModal());
  });
}

function closeDialog(value) {
  const { resolve } = dialog;
  root.querySelector('dialog').close();
  dialog = null;
  update();
  resolve(value);
}

/** Goes to a path of the page, such as ui/jobs. */
function go(path) {
  const target = new URL(path, base);
  history[target.href === location.href ? 'replaceState' : 'pushState'](null, '', target);
  show(true);
}

async function show(moved) {
  if (dialog) {
    closeDialog();
  }
  const path = location.pathname.slice(base.pathname.length);
  const query = new URLSearchParams(location.search);
  const place = find(path);
  current?.context.end();
  current?.view?.stop?.();
  const context = new Context(place?.parameters ?? {}, query);
  const shown = { path, context, view: null, failure: null, unknown: !place };
  current = shown;
  update();
  if (!place || session.wanted) {
    return;
  }
  const create = await loaded(place, shown);
  if (current !== shown || !create) {
    return;
  }
  try {
    shown.view = create(context);
    shown.view.start?.();
  } catch (failure) {
    shown.failure = failure;
  }
  update();
  if (moved) {
    window.scrollTo(0, 0);
    root.querySelector('main')?.focus();
  }
}

/** Returns what makes the view of a place; undefined if its file cannot be loaded. */
async function loaded(place, shown) {
  try {
    const { default: create } = await place.load();
    if (history.state?.again) {
      history.replaceState(null, '');
    }
    return create;
  } catch (failure) {
    if (current === shown) {
      loadAgain(shown, failure);
    }
    return undefined;
  }
}

/**
 * The file of a view cannot be loaded while the service is away, nor if a newer version of the service has another.
 * Both end when the document is loaded anew, which is tried once.
 */
function loadAgain(shown, failure) {
  if (history.state?.again) {
    shown.failure = failure;
    update();
    return;
  }
  connection.lost();
  connection.addEventListener('change', () => {
    if (current === shown) {
      history.replaceState({ again: true }, '');
      location.reload();
    }
  }, { once: true });
}

function update() {
  if (!scheduled) {
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      document.title = title();
      render(shell(), root);
      current?.view?.drawn?.();
    });
  }
}

function title() {
  if (session.wanted) {
    return `${texts.signIn.title} · ${texts.product}`;
  }
  const own = current?.view?.title?.();
  return own ? `${own} · ${texts.product}` : texts.product;
}

function content() {
  if (session.wanted) {
    return signIn();
  }
  if (current.unknown) {
    return html`<div class="view"><h1>${texts.unknown.title}</h1><p class="lead">${texts.unknown.text}</p></div>`;
  }
  if (current.failure) {
    return html`<div class="view">${problem(current.failure)}</div>`;
  }
  return current.view ? current.view.render() : html`<div class="view">${skeleton(3)}</div>`;
}

function isCurrent(path) {
  const at = current.path.replace(/\/$/, '');
  return path === '' ? at === '' || at === 'ui' : at === path || at.startsWith(path + '/');
}

const user = ({ name, role }) => html`
  <p class="user small">${name ? html`<bdi class="break strong">${name}</bdi>` : nothing}
    <span class="muted">${texts.signIn.roles[role]}</span></p>
  <button class="switch" @click=${() => session.signOut()}>${icon('leave')}<span>${texts.signIn.out}</span></button>`;

const shell = () => html`
  <a class="skip" href="#main" @click=${skip}>${texts.skip}</a>
  <div class="shell">
    <header class="rail">
      <a class="brand" href=${base.pathname}>
        <img src=${asset('icon.svg')} alt="" width="24" height="24"><span>${texts.product}</span></a>
      <nav aria-label=${texts.rail.label}><ul>
        ${RAIL.map(([path, name, text]) => html`
          <li><a href=${new URL(path, base).pathname} aria-current=${isCurrent(path) ? 'page' : nothing}>
            ${icon(name)}<span>${text}</span></a></li>`)}
      </ul></nav>
      <div class="spacer"></div>
      ${session.user ? user(session.user) : nothing}
      <button class="switch" @click=${() => { theme.toggle(); update(); }}>
        ${icon(theme.isDark() ? 'light' : 'dark')}<span>${theme.isDark() ? texts.theme.light : texts.theme.dark}</span>
      </button>
    </header>
    <div class="content">
      <div role="status">${connection.away
        ? html`<p class="offline">${icon('warn')}<span>${texts.away}</span></p>` : nothing}</div>
      <main id="main" tabindex="-1">${content()}</main>
    </div>
  </div>
  <div class="toasts" role="status" aria-live="polite">
    ${toasts.map(each => html`<div class="toast ${each.bad ? 'bad' : ''}"><span class="grow">${each.text}</span>
      <button @click=${() => dismiss(each)} aria-label=${texts.dismiss}>×</button></div>`)}
  </div>
  ${dialog ? html`
    <dialog aria-labelledby="dialog-title" aria-describedby=${dialog.text ? 'dialog-text' : nothing}
      @cancel=${event => { event.preventDefault(); closeDialog(); }}>
      <form method="dialog" @submit=${submitDialog}>
        <h2 id="dialog-title">${dialog.title}</h2>
        ${dialog.text ? html`<p id="dialog-text" class="break">${dialog.text}</p>` : nothing}
        ${dialog.field ? html`<div class="field"><label for="dialog-field">${dialog.field.label}</label>
          <input id="dialog-field" name="field" .value=${dialog.field.value ?? ''} type=${dialog.field.type ?? 'text'}
            min=${dialog.field.min ?? nothing} max=${dialog.field.max ?? nothing}
            maxlength=${dialog.field.maxLength ?? nothing} required></div>` : nothing}
        <div class="actions">
          <button type="button" @click=${() => closeDialog()}>${texts.cancel}</button>
          <button class=${dialog.destroys ? 'danger' : 'primary'}>${dialog.action}</button>
        </div>
      </form>
    </dialog>` : nothing}`;

function submitDialog(event) {
  event.preventDefault();
  closeDialog(dialog.field ? new FormData(event.target).get('field') : true);
}

function skip(event) {
  event.preventDefault();
  root.querySelector('main').focus();
}

/** Returns the path of a file of the page. */
export function asset(name) {
  return new URL(`../${name}`, import.meta.url).pathname;
}

// Links within the page do not load it again.
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href]');
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey
    || event.altKey || link.target || link.hasAttribute('download')) {
    return;
  }
  const target = new URL(link.href);
  const path = target.pathname.slice(base.pathname.length);
  if (target.origin === base.origin && target.pathname.startsWith(base.pathname) && !target.hash && find(path)) {
    event.preventDefault();
    go(target.pathname + target.search);
  }
});
window.addEventListener('popstate', () => show(true));

// A file that is dropped where no view takes it would be opened in place of the page.
for (const type of ['dragover', 'drop']) {
  window.addEventListener(type, event => {
    if (!event.defaultPrevented && hasFiles(event) && !event.target.closest?.('input')) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    }
  });
}
connection.addEventListener('change', update);
session.addEventListener('key', () => show(false));
session.addEventListener('user', update);
theme.start(update);
recognize();
show(false);
