// Keeps images with their answers, and asks for new ones.

import { withoutRed } from './heat.js';
import { classify } from './predict.js';

/**
 * Sets of images by name, of which one at a time is asked about. An item has a blob, its URL, a name for the service
 * and a title for people, and later a prediction or a failure.
 */
export class Asker {
  #context;
  #answeredBy;
  #sets = new Map();
  #asking = null;

  /** @param answeredBy gets the id of the model that answered, or null if there is none of the name */
  constructor(context, answeredBy) {
    this.#context = context;
    this.#answeredBy = answeredBy;
  }

  set(name) {
    if (!this.#sets.has(name)) {
      this.#sets.set(name, { items: [], failure: null, key: null });
    }
    return this.#sets.get(name);
  }

  put(name, items) {
    const set = this.set(name);
    set.items.forEach(item => URL.revokeObjectURL(item.url));
    set.items = items;
    set.key = null;
    set.failure = null;
    items.forEach(item => this.#withUrl(item));
  }

  /** Gives the only image of a set another content. The answer before stays until the new one is there. */
  replace(name, blob) {
    const set = this.set(name);
    const [item] = set.items;
    URL.revokeObjectURL(item.url);
    item.blob = blob;
    set.key = null;
    this.#withUrl(item);
  }

  #withUrl(item) {
    item.url = URL.createObjectURL(item.blob);
    item.notShown = () => this.#change(item, { unreadable: true });
  }

  #change(item, values) {
    Object.assign(item, values);
    this.#context.update();
  }

  /** Returns the images that can be sent. */
  sendable(name) {
    return this.set(name).items.filter(item => !item.refused);
  }

  waiting(name) {
    return this.#asking?.set === this.set(name);
  }

  /** Returns the seconds until a request is sent again, because the service was busy. */
  get pause() {
    return this.#asking?.pause ?? null;
  }

  leave() {
    this.#asking?.ended.abort();
    this.#asking = null;
  }

  close() {
    this.leave();
    this.#sets.forEach(set => set.items.forEach(item => URL.revokeObjectURL(item.url)));
  }

  /** Asks about a set, unless the same was asked before. What is being asked is given up. */
  async ask(name, path, model, wishes) {
    this.leave();
    const set = this.set(name);
    const items = this.sendable(name);
    // The same alias may have another model meanwhile.
    const key = `${model.id} ${path}`;
    if (items.length && set.key !== key) {
      const asking = { set, key, ended: new AbortController(), pause: null };
      this.#asking = asking;
      set.failure = null;
      set.key = null;
      await this.#send(asking, items, path, model, wishes.abstainBelow);
    }
    this.#context.update();
  }

  async #send(asking, items, path, model, abstainBelow) {
    const { set, ended: { signal } } = asking;
    const readings = [];
    let by = model.id;
    this.#context.update();
    try {
      await classify(items, path, {
        answered: (item, prediction, answering) => {
          asking.pause = null;
          by = answering.id;
          readings.push(this.#read(item, prediction, { model, abstainBelow, signal }));
        },
        refused: (item, message) => this.#change(item, { prediction: null, failure: { message } }),
        waits: seconds => {
          asking.pause = seconds;
          this.#context.update();
        },
      }, signal);
      await Promise.all(readings);
      set.key = asking.key;
    } catch (failure) {
      if (signal.aborted) {
        return;
      }
      set.failure = failure;
      by = [404, 409].includes(failure.status) ? null : by;
    }
    if (this.#asking === asking) {
      this.#asking = null;
      if (by !== model.id) {
        this.#answeredBy(by);
      }
    }
  }

  async #read(item, prediction, { model, abstainBelow, signal }) {
    const gray = prediction.heatmap && model.preprocessing.channels === 1;
    const seen = gray ? await withoutRed(prediction.heatmap) : null;
    if (!signal.aborted) {
      this.#change(item, { prediction, seen, abstainBelow, failure: null });
    }
  }
}
