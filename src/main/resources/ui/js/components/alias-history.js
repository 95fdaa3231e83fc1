// Which model each alias had before. The service keeps no former ones, so the page can only go back to what it saw in
// this tab: what it switched itself, and what a training switched meanwhile.

const KEY = 'residual.aliases';

const seen = new Map(Object.entries(stored()));

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function store() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(seen)));
  } catch {
    // Without a storage it is known until the page is loaded again.
  }
}

/** Notes which model an alias has now. */
export function note({ alias, modelId }) {
  const known = seen.get(alias);
  if (known?.current !== modelId) {
    seen.set(alias, { current: modelId, previous: known?.current ?? null });
    store();
  }
}

/** Notes all aliases that there are. */
export function noteAll(aliases) {
  const names = new Set(aliases.map(each => each.alias));
  [...seen.keys()].filter(alias => !names.has(alias)).forEach(alias => seen.delete(alias));
  aliases.forEach(note);
  store();
}

/** Returns the id of the model that an alias had before, or null if that is not known. */
export const previousOf = alias => seen.get(alias)?.previous ?? null;
