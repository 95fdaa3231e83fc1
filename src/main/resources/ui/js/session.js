// The API key with which this tab of the browser is signed in. It is forgotten when the tab is closed.

const KEY = 'residual.key';

function stored() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off
  }
}

/** Sends "key" when another key is used or wanted, and "user" when it is known who the user is. */
class Session extends EventTarget {
  #key = stored();

  /** Why the service wants a key, or another one; null if it does not. */
  wanted = null;

  /** The name of the key, null if it has none, and its role; null while they are not known. */
  user = null;

  get hasKey() {
    return this.#key !== null;
  }

  /** The headers that say who sends a request. */
  get headers() {
    return this.hasKey ? { Authorization: `Bearer ${this.#key}` } : {};
  }

  /** Is told that the service did not accept a request for lack of a key that it knows. */
  refused(problem) {
    if (!this.wanted) {
      this.wanted = problem;
      this.dispatchEvent(new Event('key'));
    }
  }

  /** Learns who this tab was signed in as before. */
  async resume(whoAmI) {
    try {
      this.user = await whoAmI();
      this.dispatchEvent(new Event('user'));
    } catch {
      // A key that is no longer accepted is asked for anew.
    }
  }

  /** Uses a key, unless the function, which asks the service who the user is, throws what speaks against it. */
  async signIn(key, whoAmI) {
    const before = this.#key;
    this.#key = key;
    try {
      this.user = await whoAmI();
    } catch (failure) {
      this.#key = before;
      throw failure;
    }
    this.#store();
    this.wanted = null;
    this.dispatchEvent(new Event('key'));
  }

  signOut() {
    this.#key = null;
    this.user = null;
    this.#store();
    this.dispatchEvent(new Event('key'));
  }

  #store() {
    try {
      if (this.hasKey) {
        sessionStorage.setItem(KEY, this.#key);
      } else {
        sessionStorage.removeItem(KEY);
      }
    } catch {
      // Kept until the page is left.
    }
  }
}

export const session = new Session();
