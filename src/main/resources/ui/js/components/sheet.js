// A sheet of images of a data set: one PNG with ten images in a row.

import { getBlob } from '../api.js';

export const COLUMNS = 10;

/** Images side by side, each of which can be cut out. */
export class Sheet {
  /** The class of all images, by its index; null if they have different ones. */
  label = null;

  /**
   * @param image is loaded
   * @param cells number of images
   * @param size width and height of each, in pixels
   */
  constructor(image, cells, size) {
    this.image = image;
    this.cells = cells;
    this.width = size.width;
    this.height = size.height;
  }

  /** Returns a sheet of images of all classes, of which the number is known. */
  static counted(image, cells) {
    const rows = Math.max(1, Math.ceil(cells / COLUMNS));
    return new Sheet(image, cells, { width: image.naturalWidth / COLUMNS, height: image.naturalHeight / rows });
  }

  /** Returns a sheet of images of which the size is known. The rest of its last row is black. */
  static measured(image, size) {
    const sheet = new Sheet(image, COLUMNS * Math.floor(image.naturalHeight / size.height), size);
    const least = sheet.cells - COLUMNS;
    while (sheet.cells > least && isBlack(sheet.#cut(sheet.cells - 1))) {
      sheet.cells--;
    }
    return sheet;
  }

  get rows() {
    return Math.ceil(this.cells / COLUMNS);
  }

  /** Returns one image as a PNG file. */
  png(number) {
    return new Promise(resolve => this.#cut(number).toBlob(resolve, 'image/png'));
  }

  #cut(number) {
    const canvas = document.createElement('canvas');
    canvas.width = this.width;
    canvas.height = this.height;
    canvas.getContext('2d').drawImage(this.image, number % COLUMNS * this.width,
      Math.floor(number / COLUMNS) * this.height, this.width, this.height, 0, 0, this.width, this.height);
    return canvas;
  }

  /** Returns the number of the image at a click, which the last row may not have. */
  at(event) {
    const shown = event.currentTarget.getBoundingClientRect();
    const part = (position, length, count) =>
      Math.max(0, Math.min(count - 1, Math.floor(position * count / length)));
    return part(event.clientY - shown.top, shown.height, this.rows) * COLUMNS
      + part(event.clientX - shown.left, shown.width, COLUMNS);
  }

  /** Returns where an image is on the sheet, as a style. */
  place(number) {
    const [width, height] = [100 / COLUMNS, 100 / this.rows];
    return `width: ${width}%; height: ${height}%; left: ${number % COLUMNS * width}%;
      top: ${Math.floor(number / COLUMNS) * height}%`;
  }

  close() {
    URL.revokeObjectURL(this.image.src);
  }
}

function isBlack(canvas) {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.every((value, i) => i % 4 === 3 || value === 0);
}

/** Loads an image of the service to show it. Its URL has to be revoked. */
export async function loadedImage(path, signal) {
  const image = new Image();
  image.src = URL.createObjectURL(await getBlob(path, signal));
  await image.decode();
  return image;
}
