// Curves. uPlot draws on a canvas, so a table with the last values says the same to a screen reader.

import { html, nothing } from '../../lib/lit-html/lit-html.js';

// The module of uPlot is twice as large as its script, which the document loads.
const { uPlot } = window;

const HEIGHT = 240;

/** Steps and epochs are whole. */
const WHOLE = [0, 1, 2, 3, 4, 5, 6].flatMap(power => [1, 2, 5].map(each => each * 10 ** power));

export const SERIES_COLORS = 6;

/** Returns the color of a curve, by its number from 0. */
export function color(number) {
  return `--series-${(number % SERIES_COLORS) + 1}`;
}

function resolved(name) {
  // light-dark() is resolved only where a property of type color uses it.
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/**
 * A chart in an element that it makes itself, which lit-html inserts and never looks into.
 *
 * The data of a chart has x values first, then the values of each curve. The value of a curve is null where it has no
 * point.
 */
export class Chart {
  element = document.createElement('div');
  #plot = null;
  #key = '';
  #resize = new ResizeObserver(() => this.#fit());

  /**
   * @param label says what the chart shows
   * @param format formats values of the curves
   * @param axisFormat formats values of the y axis, which need fewer digits
   */
  constructor(label, xLabel, format, axisFormat = format) {
    this.label = label;
    this.xLabel = xLabel;
    this.format = format;
    this.axisFormat = axisFormat;
    this.element.className = 'chart';
    this.element.setAttribute('role', 'img');
    this.#resize.observe(this.element);
    this.themed = () => this.#rebuild();
    document.addEventListener('themechange', this.themed);
  }

  /**
   * @param curves objects with a name, a color of {@link color}, whether they are dashed or have points, and whether they
   *     are quiet: thin, and without a word about them
   */
  show(curves, data) {
    this.curves = curves;
    this.data = data;
    this.element.setAttribute('aria-label', `${this.label}. ${this.#summary()}`);
    const key = JSON.stringify(curves);
    if (this.#plot && key === this.#key) {
      this.#plot.setData(data);
    } else {
      this.#key = key;
      this.#rebuild();
    }
  }

  #summary() {
    return this.curves
      .map((curve, i) => [curve.name, curve.quiet ? null : this.data[i + 1].findLast(value => value != null)])
      .filter(([, last]) => last != null)
      .map(([name, last]) => `${name}: ${this.format(last)}`)
      .join(', ');
  }

  #rebuild() {
    this.#plot?.destroy();
    this.#plot = null;
    if (!this.data || !this.element.clientWidth) {
      return;
    }
    const text = resolved('--muted');
    const grid = resolved('--line');
    const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 },
      font: '12px system-ui, sans-serif' };
    this.#plot = new uPlot({
      width: this.element.clientWidth,
      height: HEIGHT,
      scales: { x: { time: false } },
      cursor: { y: false, points: { size: 6 } },
      legend: { show: false },
      axes: [
        { ...axis, incrs: WHOLE, label: this.xLabel, labelFont: '12px system-ui, sans-serif', labelSize: 20, size: 36 },
        { ...axis, size: 56,
          values: (_, values) => values.map(value => (value == null ? '' : this.axisFormat(value))) },
      ],
      series: [{}, ...this.curves.map(curve => ({
        label: curve.name,
        stroke: resolved(curve.color),
        width: curve.quiet ? 1 : 2,
        dash: curve.dashed ? [6, 4] : undefined,
        points: { show: curve.points, size: 6 }, // if not said, where there is room for them
        spanGaps: true,
      }))],
      hooks: { setCursor: [plot => this.#hover(plot)] },
    }, this.data, this.element);
    this.tip = document.createElement('p');
    this.tip.className = 'small muted';
    this.tip.setAttribute('aria-hidden', 'true');
    this.element.append(this.tip);
  }

  #hover(plot) {
    const index = plot.cursor.idx;
    if (index == null) {
      this.tip.textContent = '';
      return;
    }
    const values = this.curves
      .map((curve, i) => [curve.name, curve.quiet ? null : plot.data[i + 1][index]])
      .filter(([, value]) => value != null)
      .map(([name, value]) => `${name} ${this.format(value)}`);
    this.tip.textContent = [`${this.xLabel} ${plot.data[0][index]}`, ...values].join(' · ');
  }

  #fit() {
    if (!this.#plot) {
      this.#rebuild();
    } else if (this.element.clientWidth) {
      this.#plot.setSize({ width: this.element.clientWidth, height: HEIGHT });
    }
  }

  close() {
    this.#resize.disconnect();
    document.removeEventListener('themechange', this.themed);
    this.#plot?.destroy();
    this.#plot = null;
  }
}

/** Names the curves of a chart. */
export const legend = curves => html`<ul class="legend">${curves.map(curve => html`<li>
  <i class=${curve.dashed ? 'dashed' : nothing} .style=${`border-color: var(${curve.color})`}></i>
  <bdi class="break">${curve.name}</bdi></li>`)}</ul>`;
