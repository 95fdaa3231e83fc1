// Calls the service. All paths are relative to the base of the document, so a prefix of a proxy is kept.

import { events } from './event-stream.js';
import { session } from './session.js';
import { texts } from './texts.js';

const PING_MILLIS = 2000;
const AWAY = new Set([502, 503, 504]);

/** Answers that stay the same when the same is asked again. */
const NEVER = new Set([401, 403, 404]);

/** An answer of the service that is no success. */
export class Problem extends Error {
  /** @param retryAfter seconds after which the service wants to be asked again, if it says so */
  constructor(status, body, retryAfter) {
    super(body.detail || body.title || texts.answered(status));
    this.status = status;
    this.code = body.code || '';
    this.retryAfter = Number(retryAfter) || undefined;
    this.errors = body.errors || [];
  }

  /** Returns the messages about a field, or about fields within it. */
  about(field) {
    return this.errors
      .filter(error => error.field === field || ['.', '['].some(next => error.field?.startsWith(field + next)))
      .map(error => (error.field === field ? error.message : `${error.field} ${error.message}`));
  }
}

/** Is thrown when the service cannot be reached. */
export class Unreachable extends Error {}

/** Tells whether the service answers. Sends "change". */
class Connection extends EventTarget {
  away = false;

  lost() {
    if (this.away) {
      return;
    }
    this.away = true;
    this.dispatchEvent(new Event('change'));
    this.#ping();
  }

  #ping() {
    setTimeout(async () => {
      try {
        const answer = await fetch(url('actuator/health/liveness'), { cache: 'no-store' });
        if (answer.ok) {
          this.away = false;
          this.dispatchEvent(new Event('change'));
          return;
        }
      } catch {
        // Still away.
      }
      this.#ping();
    }, PING_MILLIS);
  }
}

export const connection = new Connection();

/** Returns the absolute URL of a path of the API. */
export function url(path) {
  return new URL(path.replace(/^\//, ''), document.baseURI).href;
}

/** Returns a path with query parameters; those without a value are left out. */
export function withQuery(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of [value].flat()) {
      if (each !== undefined && each !== null && each !== '') {
        query.append(name, each);
      }
    }
  }
  const text = query.toString();
  return text ? `${path}${path.includes('?') ? '&' : '?'}${text}` : path;
}

async function answered(path, options) {
  let answer;
  try {
    answer = await fetch(url(path), { ...options, headers: { ...options.headers, ...session.headers } });
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    connection.lost();
    throw new Unreachable(texts.unreachable);
  }
  if (answer.ok) {
    return answer;
  }
  const body = await answer.json().catch(() => null);
  if (!body && AWAY.has(answer.status)) {
    connection.lost();
    throw new Unreachable(texts.unreachable);
  }
  throw refusal(new Problem(answer.status, body || {}, answer.headers.get('Retry-After')));
}

/** Asks for a key if the answer says that one is needed. */
function refusal(problem) {
  if (problem.status === 401) {
    session.refused(problem);
  }
  return problem;
}

function read(answer) {
  return answer.status === 204 ? null : answer.json();
}

export async function get(path, signal) {
  return read(await answered(path, { signal, headers: { Accept: 'application/json' } }));
}

/** Returns a file of the API, such as an image. */
export const getBlob = async (path, signal) => (await answered(path, { signal })).blob();

/** Returns a file of the API with its name. */
export async function getFile(path, signal) {
  const answer = await answered(path, { signal });
  const [, name] = /filename="?([^";]+)/.exec(answer.headers.get('Content-Disposition')) ?? [];
  return { name: name ?? '', blob: await answer.blob() };
}

/** Returns what a path of the API has, or null if that is not there, such as a model that was deleted meanwhile. */
export async function getOrNull(path, signal) {
  try {
    return await get(path, signal);
  } catch (failure) {
    if (failure.status === 404) {
      return null;
    }
    throw failure;
  }
}

export async function send(method, path, json, headers = {}) {
  const options = { method, headers: { Accept: 'application/json', ...headers } };
  if (json !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(json);
  }
  return read(await answered(path, options));
}

/** Sends a body that is no JSON, such as images of a form. */
export async function sendBody(method, path, body, headers = {}, signal) {
  return read(await answered(path, { method, body, headers: { Accept: 'application/json', ...headers }, signal }));
}

/** Sends a file and tells how much of it was sent. */
export function upload(method, path, file, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url(path));
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    for (const [name, value] of Object.entries(session.headers)) {
      request.setRequestHeader(name, value);
    }
    request.responseType = 'text';
    request.upload.addEventListener('progress', event => onProgress(event.loaded, event.total));
    request.addEventListener('load', () => {
      let body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // An answer without JSON has only its status.
      }
      if (request.status >= 200 && request.status < 300) {
        resolve(body);
      } else {
        reject(refusal(new Problem(request.status, body, request.getResponseHeader('Retry-After'))));
      }
    });
    request.addEventListener('error', () => {
      connection.lost();
      reject(new Unreachable(texts.uploadLost));
    });
    request.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** Returns all items of a list, at most a thousand. */
export async function all(path, signal) {
  const items = [];
  let cursor = null;
  do {
    const page = await get(withQuery(path, { limit: 100, cursor }), signal);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && items.length < 1000);
  return items;
}

/**
 * Follows the events of a job. It connects again when the connection is lost, also when the service has ended it, and
 * after an answer that is an error, such as one of a proxy while the service restarts.
 *
 * @param path of the events of a job
 * @param handlers functions by the type of the event
 * @param isOver returns whether no event is missing any more
 * @param signal ends it
 */
export async function follow(path, handlers, isOver, signal) {
  let last = 0;
  while (!signal.aborted && !isOver()) {
    try {
      const headers = { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': String(last) } : {}) };
      const answer = await answered(path, { signal, headers, cache: 'no-store' });
      if (answer.status === 204) {
        return;
      }
      for await (const event of events(answer.body)) {
        last = Number(event.id) || last;
        handlers[event.type]?.(JSON.parse(event.data));
      }
    } catch (failure) {
      if (signal.aborted || NEVER.has(failure.status)) {
        return;
      }
    }
    await new Promise(resolve => setTimeout(resolve, PING_MILLIS));
  }
}
