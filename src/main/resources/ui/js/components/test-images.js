// Test images of the data set that a model learned from: a random one, or one chosen on a sheet.

import { html, nothing } from '../../lib/lit-html/lit-html.js';
import { get, getBlob, withQuery } from '../api.js';
import { count } from '../format.js';
import { texts } from '../texts.js';
import { COLUMNS, loadedImage, Sheet } from './sheet.js';
import { problem, skeleton } from './states.js';

const SHEET = 100;
const KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };

/** Chooses test images. A sheet shows the first hundred images, of all classes or of one. */
export class TestImages {
  #context;
  #picked;
  #model = null;
  #dataset = null;
  #failure = null;
  #label = null;
  #sheet = null;
  #cell = null;
  #whole = false;
  #loading = false;
  #work = 0;

  /** @param picked gets what was chosen, as an item to ask about; null when it no longer fits the model */
  constructor(context, picked) {
    this.#context = context;
    this.#picked = picked;
    context.signal.addEventListener('abort', () => this.#closeSheet());
  }

  /** Shows the test images of a model. Chooses a first one, unless they are the same as those of the model before. */
  open(model) {
    const same = this.#model && formOf(this.#model) === formOf(model);
    this.#model = model;
    if (same && (this.#loading || this.#sheet || !model.dataset)) {
      return;
    }
    this.#dataset = null;
    this.#label = null;
    this.#cell = null;
    this.#closeSheet();
    this.#do(current => this.#load(current));
    if (!same) {
      this.#picked(null);
    }
  }

  async #load(current) {
    if (!this.#model.dataset) {
      return;
    }
    this.#loading = true;
    const dataset = await get(`datasets/${encodeURIComponent(this.#model.dataset)}`, this.#context.signal);
    if (!current()) {
      return;
    }
    this.#dataset = dataset;
    if (this.#usable) {
      await this.#openSheet(current);
    }
    if (current() && this.#usable) {
      await this.#take(this.#any(), current);
    }
  }

  get #usable() {
    return this.#dataset?.ready && this.#dataset.testSize > 0;
  }

  /** Does one thing at a time: what was begun before has no effect any more. */
  async #do(work) {
    const own = ++this.#work;
    this.#failure = null;
    this.#context.update();
    try {
      await work(() => own === this.#work && !this.#context.signal.aborted);
    } catch (failure) {
      if (own === this.#work && failure.name !== 'AbortError') {
        this.#failure = failure;
      }
    }
    if (own === this.#work) {
      this.#loading = false;
    }
    this.#context.update();
  }

  #path(rest) {
    return `datasets/${encodeURIComponent(this.#dataset.name)}/images${rest}`;
  }

  async #openSheet(current) {
    const label = this.#label;
    const path = withQuery(this.#path(''), { split: 'test', label });
    const image = await loadedImage(path, this.#context.signal);
    if (!current()) {
      URL.revokeObjectURL(image.src);
      return;
    }
    this.#closeSheet();
    this.#sheet = label == null ? this.#mixed(image) : Sheet.measured(image, this.#model.preprocessing);
    this.#sheet.label = label;
    this.#cell = null;
  }

  #mixed(image) {
    const sheet = Sheet.counted(image, Math.min(SHEET, this.#dataset.testSize));
    // A sheet of images of one size has each pixel of them. Other images are reduced or have a margin.
    const { fit, width, height } = this.#model.preprocessing;
    this.#whole = fit === 'exact' && sheet.width === width && sheet.height === height;
    return sheet;
  }

  #closeSheet() {
    this.#sheet?.close();
    this.#sheet = null;
  }

  get #size() {
    return this.#sheet.label == null ? this.#dataset.testSize : this.#sheet.cells;
  }

  #any() {
    return Math.floor(Math.random() * this.#size);
  }

  /** Takes an image by its number in the test set or, if a class is chosen, on the sheet of the class. */
  async #take(number, current) {
    const { label } = this.#sheet;
    const name = label == null ? texts.try.testName(count(number)) : texts.try.testOf(this.#dataset.labels[label]);
    const path = label == null ? this.#path(`/test/${number}`) : null;
    const blob = await (path ? getBlob(path, this.#context.signal) : this.#sheet.png(number));
    if (current()) {
      this.#cell = number;
      this.#picked({
        kind: 'test', title: name, name: path ? `test-${number}.png` : `test-${label}-${number}.png`, blob, path,
        truth: label == null ? null : this.#dataset.labels[label],
      });
    }
  }

  #choose(number) {
    // Another class is being loaded: what the sheet shows is no longer asked for.
    if (!this.#loading && number >= 0 && number < this.#size) {
      this.#do(current => this.#take(number, current));
    }
  }

  #chooseClass(value) {
    this.#do(async current => {
      this.#loading = true;
      this.#label = value === '' ? null : Number(value);
      await this.#openSheet(current);
      if (current() && this.#sheet.cells) {
        await this.#take(this.#any(), current);
      }
    });
  }

  #pressed(event) {
    const step = KEYS[event.key];
    if (step) {
      event.preventDefault();
      const next = this.#onSheet ? this.#cell + step : 0;
      if (next < this.#sheet.cells) {
        this.#choose(next);
      }
    }
  }

  get #onSheet() {
    return this.#cell != null && this.#cell < this.#sheet.cells;
  }

  render() {
    if (!this.#model.dataset) {
      return html`<p class="muted">${texts.try.noTestImages}</p>`;
    }
    if (!this.#dataset) {
      return this.#failure ? problem(this.#failure) : skeleton(2);
    }
    if (!this.#usable) {
      return html`<p>${texts.try.notReady(this.#dataset.name)} ${this.#dataset.remedy ?? nothing}</p>
        <p><a href=${`ui/data/${encodeURIComponent(this.#dataset.name)}`}>${texts.try.openData}</a></p>`;
    }
    return html`
      <div class="row">
        ${this.#whole ? this.#classes() : nothing}
        <button type="button" class="primary" ?disabled=${!this.#sheet?.cells}
          @click=${() => this.#choose(this.#any())}>${texts.try.another}</button>
      </div>
      ${this.#failure ? problem(this.#failure) : nothing}
      ${this.#sheet ? this.#sheetOf(this.#sheet) : nothing}`;
  }

  #classes() {
    return html`<div class="field grow">
      <label for="test-class">${texts.try.testClass}</label>
      <select id="test-class" @change=${event => this.#chooseClass(event.target.value)}>
        <option value="" .selected=${this.#label == null}>${texts.try.anyClass}</option>
        ${this.#dataset.labels.map((label, i) => html`
          <option value=${i} .selected=${i === this.#label}>${label}</option>`)}
      </select></div>`;
  }

  #sheetOf(sheet) {
    return html`<p class="small muted" id="sheet-hint">${texts.try.sheetHint(sheet.cells)}
        ${sheet.label == null && this.#whole ? texts.try.classHint : nothing}</p>
      <div class="test-sheet" role="slider" tabindex="0" aria-label=${texts.try.sheet} aria-describedby="sheet-hint"
        aria-valuemin="1" aria-valuemax=${sheet.cells} aria-valuenow=${this.#onSheet ? this.#cell + 1 : 1}
        aria-valuetext=${this.#onSheet ? texts.try.sheetAt(this.#cell + 1, sheet.cells) : texts.try.sheetNone}
        @click=${event => this.#choose(sheet.at(event))} @keydown=${event => this.#pressed(event)}>
        <img src=${sheet.image.src} alt="" draggable="false">
        ${this.#onSheet ? html`<span .style=${sheet.place(this.#cell)}></span>` : nothing}
      </div>`;
  }
}

/** Returns what is the same for models that take the same images in the same way. */
function formOf({ dataset, preprocessing: { fit, width, height } }) {
  return JSON.stringify([dataset, fit, width, height]);
}
