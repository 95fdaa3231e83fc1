// Asks a model about images: what is sent for which model, in which portions, and what is done when it is refused.

import { sendBody, url, withQuery } from '../api.js';
import { texts } from '../texts.js';
import { keyHeader, quoted } from './code.js';
import { isReadable } from './files.js';

export const MAX_IMAGES = 64;
export const MAX_BYTES = 10 * 1024 * 1024;

const TOP = 5;

// Small portions let the first answers come early, and little is sent again if one file is refused.
const PORTION = 8;

// A heat map may cost fifty images, and a request has a deadline.
const PORTION_EXPLAINED = 1;

const MAX_WAIT_SECONDS = 10;
const WAIT_SECONDS = 2;

/**
 * Returns the path of the request.
 *
 * @param name the alias or id of the model
 * @param kind what the images are: file, drawing or test
 */
export function predictPath(model, name, kind, { explain, abstainBelow }) {
  // A test image already is what the model takes. A model of images of any size refuses both parameters.
  const fitted = kind !== 'test' && model.preprocessing.fit === 'exact';
  return withQuery('predict', {
    model: name === 'default' ? null : name,
    topK: TOP,
    fit: fitted ? 'auto' : null,
    polarity: fitted ? 'auto' : null,
    abstainBelow: abstainBelow || null,
    explain: explain || null,
  });
}

/**
 * Asks about images, and tells each answer as soon as it is there.
 *
 * @param items objects with a name and a blob
 * @param answered gets an item, its prediction and the model that answered
 * @param refused gets an item and why it was refused; the others are asked about nevertheless
 * @param waits gets the seconds until a request is sent again, because the service is busy
 */
export async function classify(items, path, { answered, refused, waits }, signal) {
  const size = path.includes('explain=true') ? PORTION_EXPLAINED : PORTION;
  for (let i = 0; i < items.length; i += size) {
    await portion(items.slice(i, i + size), path, { answered, refused, waits }, signal);
  }
}

async function portion(items, path, handlers, signal) {
  const readable = await Promise.all(items.map(item => isReadable(item.blob)));
  items.filter((_, i) => !readable[i]).forEach(item => handlers.refused(item, texts.try.unreadable));
  await ask(items.filter((_, i) => readable[i]), path, handlers, signal);
}

async function ask(items, path, handlers, signal) {
  if (!items.length) {
    return;
  }
  let answer;
  try {
    answer = await patiently(() => sendBody('POST', path, form(items), {}, signal), handlers.waits, signal);
  } catch (failure) {
    const [index, reason] = refusedImage(failure);
    if (items[index]) {
      handlers.refused(items[index], reason);
      await ask(items.filter((_, i) => i !== index), path, handlers, signal);
    } else if (failure.status === 413 && items.length === 1) {
      handlers.refused(items[0], failure.message);
    } else if (failure.status === 413 && items.length > 1) {
      // Together they are too large, which does not mean that one of them is.
      const half = Math.ceil(items.length / 2);
      await ask(items.slice(0, half), path, handlers, signal);
      await ask(items.slice(half), path, handlers, signal);
    } else {
      throw failure;
    }
    return;
  }
  answer.predictions.forEach((prediction, i) => handlers.answered(items[i], prediction, answer.model));
}

function form(items) {
  const data = new FormData();
  items.forEach(item => data.append('image', item.blob, item.name));
  return data;
}

/** Returns the number of the image that the service refused and why, from a detail such as "image[3]: has 0 bytes". */
function refusedImage(failure) {
  const [, index, reason] = /^image\[(\d+)\]:\s*(.*)$/s.exec(failure.status ? failure.message : '') ?? [];
  return reason ? [Number(index), reason[0].toUpperCase() + reason.slice(1)] : [];
}

/** Sends a request once more if the service is busy and says that it soon is not. */
async function patiently(work, waits, signal) {
  try {
    return await work();
  } catch (failure) {
    const seconds = failure.retryAfter ?? WAIT_SECONDS;
    if (failure.status !== 503 || seconds > MAX_WAIT_SECONDS) {
      throw failure;
    }
    waits(seconds);
    await pause(seconds, signal);
    return work();
  }
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('cancelled', 'AbortError'));
    });
  });
}

/** Returns the line that does the same in a shell. An image of a data set is fetched from there. */
export function curlLine(items, path) {
  const target = quoted(url(path));
  const source = items.length === 1 ? items[0].path : null;
  if (source) {
    return `curl -s ${keyHeader()}${quoted(url(source))} | curl ${keyHeader()}-F image=@- ${target}`;
  }
  const key = [keyHeader().trim()].filter(Boolean);
  // Inside the double quotes curl takes a semicolon or a comma of a file name for what it is.
  const parts = items.map(item => `-F ${quoted(`image=@"${item.name.replace(/[\\"]/g, '\\$&')}"`)}`);
  return ['curl', ...key, ...parts, target].join(parts.length > 1 ? ' \\\n  ' : ' ');
}
