// What a form has been given, and what is wrong with it.

const RELEASED = ['pointerup', 'pointercancel'];
let pressed = false;
document.addEventListener('pointerdown', () => { pressed = true; }, true);
RELEASED.forEach(type => document.addEventListener(type, () => { pressed = false; }, true));

/**
 * Does something at once, or after the click that is going on. An error that appears in between would move the button
 * away from under the mouse, so that nothing was clicked.
 */
function afterClick(work) {
  if (!pressed) {
    work();
    return;
  }
  const released = new AbortController();
  RELEASED.forEach(type => document.addEventListener(type, () => {
    released.abort();
    setTimeout(work);
  }, { capture: true, signal: released.signal }));
}

/** The state of a form of schema-form: texts by the paths of fields, and errors by path. */
export class FormState {
  values = {};

  /** What the page itself finds, anew after each change. */
  errors = new Map();

  /** What the service has found. */
  refusals = new Map();

  /** Whether the form was sent, so that all errors show. */
  attempted = false;

  suggestions = {};
  #touched = new Set();
  #changed;

  /** @param changed is called when a value was changed, and when an error begins to show */
  constructor(changed) {
    this.#changed = changed;
  }

  error = path => this.refusals.get(path)
    ?? (this.attempted || this.#touched.has(path) ? this.errors.get(path) : undefined);

  set = (path, text) => {
    this.values = { ...this.values, [path]: text };
    this.refusals.delete(path);
    this.#changed(true);
  };

  touch = path => {
    afterClick(() => {
      this.#touched.add(path);
      this.#changed(false);
    });
  };

  /** Says what an empty field stands for. */
  empty = () => '';

  isOfRecipe = () => false;

  /** Begins an attempt to send the form. */
  attempt() {
    this.attempted = true;
    this.refusals.clear();
  }

  refuse(path, message) {
    this.refusals.set(path, [this.refusals.get(path), message].filter(Boolean).join(' '));
  }

  /** Returns how many fields show an error. */
  get wrong() {
    return new Set([...this.refusals.keys(), ...(this.attempted ? this.errors.keys() : [])]).size;
  }
}

/** Moves the focus to the first field that shows an error. */
export const focusError = () => document.querySelector('main [aria-invalid="true"], main [data-error]')?.focus();
