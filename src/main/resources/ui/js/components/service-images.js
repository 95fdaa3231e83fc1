// Images of the service in a view.

import { nothing } from '../../lib/lit-html/lit-html.js';
import { getBlob, url } from '../api.js';
import { session } from '../session.js';

/** An address whose image cannot be loaded. */
const BROKEN = 'data:,';

/**
 * Returns a function that gives an image of the API an address for an img element. A browser sends no key for it, so
 * where one is needed, the image is loaded here and has an address of its own until the view ends.
 */
export function serviceImages(context) {
  const addresses = new Map();
  // An image that is still being loaded has no address.
  const known = () => [...addresses.values()].filter(each => each !== nothing);
  context.signal.addEventListener('abort', () => known().forEach(each => URL.revokeObjectURL(each)));

  async function load(path) {
    let address = BROKEN;
    try {
      address = URL.createObjectURL(await getBlob(path, context.signal));
    } catch (failure) {
      if (failure.name === 'AbortError') {
        return;
      }
    }
    addresses.set(path, address);
    context.update();
  }

  return path => {
    if (!session.hasKey) {
      return url(path);
    }
    if (!addresses.has(path)) {
      addresses.set(path, nothing);
      load(path);
    }
    return addresses.get(path);
  };
}
