// The heat map of an answer: the part of an image that the network saw, mixed with red.

import { html } from '../../lib/lit-html/lit-html.js';
import { texts } from '../texts.js';

const HIGHEST = 255;

export const png = base64 => `data:image/png;base64,${base64}`;

/**
 * Returns what the network saw, as the URL of an image, by taking the red out of a heat map of a gray image.
 *
 * A gray value v mixed with a share s of red became v + s (255 - v) in red and v (1 - s) in green. Their difference
 * is 255 s, so both can be told from the pixel. In a color image they cannot.
 */
export async function withoutRed(base64) {
  const image = new Image();
  image.src = png(base64);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const pencil = canvas.getContext('2d');
  pencil.drawImage(image, 0, 0);
  const pixels = pencil.getImageData(0, 0, canvas.width, canvas.height);
  const values = pixels.data;
  for (let i = 0; i < values.length; i += 4) {
    const kept = 1 - (values[i] - values[i + 1]) / HIGHEST;
    values.fill(kept > 0 ? Math.min(HIGHEST, values[i + 1] / kept) : 0, i, i + 3);
  }
  pencil.putImageData(pixels, 0, 0);
  return canvas.toDataURL('image/png');
}

/**
 * Lays a heat map over what the network saw.
 *
 * @param item with an answer that has a heat map; what the network saw is in `seen` if it could be told, and otherwise
 *     it is the center of the image
 * @param crop the share of the center square of the image that the network sees
 * @param opacity of the heat map, from 0 to 1
 */
export const heat = (item, crop, opacity) => html`<figure class="stack">
  <div class="heat">
    <img src=${item.seen ?? item.url} alt="" .style=${item.seen ? '' : `transform: scale(${1 / crop})`}>
    <img src=${png(item.prediction.heatmap)} alt=${texts.try.heatAlt} .style=${`opacity: ${opacity}`}>
  </div>
  <figcaption class="small muted">${texts.try.heatCaption}
    ${texts.try.heatMethods[item.prediction.heatmapMethod]}</figcaption>
</figure>`;
