// A canvas to draw on, light on dark, as the networks know it. Strokes are kept, so that the last one can be undone.

import { html } from '../../lib/lit-html/lit-html.js';
import { texts } from '../texts.js';

const SIDE = 280;
const GROUND = '#000';
const INK = '#fff';
const PEN = { least: 4, most: 48, first: 20 };

/** What is drawn. The canvas is made here, so that lit-html only places it and never clears it. */
export class Drawing {
  pen = PEN.first;
  #strokes = [];

  /** What was cleared, until the next stroke. */
  #cleared = [];
  #stroke = null;
  #changed;
  #pencil;

  /** @param changed is called after each change, also while a line is being drawn */
  constructor(changed) {
    this.#changed = changed;
    this.element = document.createElement('canvas');
    this.element.width = SIDE;
    this.element.height = SIDE;
    this.element.className = 'drawing';
    this.element.setAttribute('role', 'img');
    this.element.setAttribute('aria-label', texts.try.canvas);
    this.element.setAttribute('aria-describedby', 'drawing-hint');
    this.#pencil = this.element.getContext('2d');
    this.element.addEventListener('pointerdown', event => this.#begin(event));
    this.element.addEventListener('pointermove', event => this.#move(event));
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture']) {
      this.element.addEventListener(type, event => this.#end(event));
    }
    this.#redraw();
  }

  get empty() {
    return this.#strokes.length === 0;
  }

  get canUndo() {
    return this.#strokes.length + this.#cleared.length > 0;
  }

  /** Takes back the last stroke, or that all were cleared. */
  undo() {
    if (this.canUndo) {
      this.#put(this.empty ? this.#cleared : this.#strokes.slice(0, -1), []);
    }
  }

  clear() {
    if (!this.empty) {
      this.#put([], this.#strokes);
    }
  }

  #put(strokes, cleared) {
    this.#strokes = strokes;
    this.#cleared = cleared;
    this.#stroke = null;
    this.#redraw();
    this.#changed();
  }

  /** Returns the drawing as a PNG file. */
  png() {
    return new Promise(resolve => this.element.toBlob(resolve, 'image/png'));
  }

  #begin(event) {
    // A second finger and the other buttons of a mouse draw nothing.
    if (!event.isPrimary || event.button !== 0) {
      return;
    }
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    const point = this.#at(event);
    this.#stroke = { pen: this.pen, points: [point] };
    this.#strokes.push(this.#stroke);
    this.#cleared = [];
    this.#line(this.#stroke.pen, point, point);
    this.#changed();
  }

  #move(event) {
    if (!this.#stroke || !event.isPrimary) {
      return;
    }
    const positions = event.getCoalescedEvents?.() ?? [];
    for (const position of positions.length ? positions : [event]) {
      const point = this.#at(position);
      this.#line(this.#stroke.pen, this.#stroke.points.at(-1), point);
      this.#stroke.points.push(point);
    }
    this.#changed();
  }

  #end(event) {
    if (event.isPrimary) {
      this.#stroke = null;
    }
  }

  /** Returns a position in pixels of the canvas, which may be shown in another size. */
  #at(event) {
    const shown = this.element.getBoundingClientRect();
    return [
      (event.clientX - shown.left) * SIDE / shown.width,
      (event.clientY - shown.top) * SIDE / shown.height,
    ];
  }

  #line(pen, from, to) {
    this.#pencil.strokeStyle = INK;
    this.#pencil.lineWidth = pen;
    this.#pencil.lineCap = 'round';
    this.#pencil.lineJoin = 'round';
    this.#pencil.beginPath();
    this.#pencil.moveTo(...from);
    this.#pencil.lineTo(...to);
    this.#pencil.stroke();
  }

  #redraw() {
    this.#pencil.fillStyle = GROUND;
    this.#pencil.fillRect(0, 0, SIDE, SIDE);
    for (const { pen, points } of this.#strokes) {
      this.#line(pen, points[0], points[0]);
      points.slice(1).forEach((point, i) => this.#line(pen, points[i], point));
    }
  }
}

/**
 * The canvas and its tools.
 *
 * @param inColor whether the model was trained on images in color, of which drawings are not typical
 * @param update shows the changed state
 */
export const drawingPanel = (drawing, inColor, update) => html`
  <p class="muted">${inColor ? texts.try.drawColor : texts.try.drawHint}</p>
  ${drawing.element}
  <p class="visually-hidden" id="drawing-hint">${texts.try.drawKeyboard}</p>
  <div class="row">
    <div class="field grow pen">
      <label for="pen">${texts.try.pen}</label>
      <input id="pen" type="range" min=${PEN.least} max=${PEN.most} .value=${String(drawing.pen)}
        aria-valuetext=${texts.try.pixels(drawing.pen)}
        @input=${event => { drawing.pen = Number(event.target.value); update(); }}>
    </div>
    <div class="actions">
      <button type="button" ?disabled=${!drawing.canUndo} @click=${() => drawing.undo()}>${texts.try.undo}</button>
      <button type="button" ?disabled=${drawing.empty} @click=${() => drawing.clear()}>${texts.try.clear}</button>
    </div>
  </div>`;
