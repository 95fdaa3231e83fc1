// The views by their paths. A part that begins with a colon is a parameter.

export const views = [
  ['', () => import('./views/home.js')],
  ['ui', () => import('./views/home.js')],
  ['ui/data', () => import('./views/data.js')],
  ['ui/data/:name', () => import('./views/dataset.js')],
  ['ui/jobs', () => import('./views/jobs.js')],
  ['ui/jobs/new', () => import('./views/new-job.js')],
  ['ui/jobs/compare', () => import('./views/compare.js')],
  ['ui/jobs/:id', () => import('./views/job.js')],
  ['ui/sweeps', () => import('./views/sweeps.js')],
  ['ui/sweeps/new', () => import('./views/new-sweep.js')],
  ['ui/sweeps/:id', () => import('./views/sweep.js')],
  ['ui/models', () => import('./views/models.js')],
  ['ui/models/compare', () => import('./views/compare-models.js')],
  ['ui/models/:id', () => import('./views/model.js')],
  ['ui/models/:id/drift', () => import('./views/drift.js')],
  ['ui/models/:id/evaluations/:run', () => import('./views/evaluation.js')],
  ['ui/try', () => import('./views/try.js')],
  ['ui/system', () => import('./views/system.js')],
  ['ui/system/keys', () => import('./views/keys.js')],
  ['ui/system/webhooks', () => import('./views/webhooks.js')],
  ['ui/system/webhooks/:id', () => import('./views/webhook.js')],
  ['ui/system/audit', () => import('./views/audit.js')],
];

/**
 * Returns the function that loads the view of a path, and the parameters in the path; null if there is none.
 *
 * @param path encoded as in the address
 */
export function find(path) {
  const parts = decoded(path.split('/').filter(Boolean));
  for (const [pattern, load] of parts ? views : []) {
    const expected = pattern.split('/').filter(Boolean);
    const matches = expected.length === parts.length
      && expected.every((part, i) => part.startsWith(':') || part === parts[i]);
    if (matches) {
      const named = expected.map((part, i) => [part, parts[i]]).filter(([part]) => part.startsWith(':'));
      return { load, parameters: Object.fromEntries(named.map(([part, value]) => [part.slice(1), value])) };
    }
  }
  return null;
}

function decoded(parts) {
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return null; // a lone percent sign
  }
}
