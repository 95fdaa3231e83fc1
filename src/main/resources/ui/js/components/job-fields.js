// The fields of a request for a job, as the document of the API describes them, in the order of the form.

import { fieldsOf, resolved } from './schema.js';

/** The fields that every job needs. */
export const MAIN = ['recipe', 'dataset', 'architecture', 'initialModel', 'name'];

/** The order of the others. Those that are not named here come at the end. */
const SECTIONS = {
  length: ['epochs', 'minSteps', 'batchSize', 'imageSize', 'trainLimit'],
  learning: ['optimizer', 'schedule', 'maxGradNorm', 'emaDecay'],
  fineTuning: ['freeze', 'layerDecay'],
  images: ['normalization', 'augmentation', 'crop'],
  loss: ['classBalance', 'labelSmoothing'],
  evaluation: ['validationSize', 'selectBy', 'earlyStopping'],
  job: ['device', 'precision', 'priority', 'promote', 'seed', 'logEvery', 'labels'],
};

/** Returns whether a path is that of a main field, or is within one. */
export const isMain = path => MAIN.includes(path.split(/[.#]/)[0]);

/**
 * Reads the document of the API.
 *
 * @param left the names of fields that are left out
 * @returns the schema of a request, all fields, the same by name, and the sections of the fields that are not main
 */
export function jobFields(document, left = []) {
  const content = document.paths['/jobs'].post.requestBody.content['application/json'];
  const schema = resolved(document, content.schema);
  const found = fieldsOf(document, schema).filter(field => !left.includes(field.name));
  const named = Object.fromEntries(found.map(field => [field.name, field]));
  // The form always says what to train on.
  named.dataset.required = true;
  const known = new Set([...MAIN, ...Object.values(SECTIONS).flat()]);
  const other = found.map(field => field.name).filter(name => !known.has(name));
  const sections = Object.entries({ ...SECTIONS, other })
    .map(([name, list]) => [name, list.map(each => named[each]).filter(Boolean)])
    .filter(([, list]) => list.length);
  const fields = [...MAIN.map(name => named[name]).filter(Boolean), ...sections.flatMap(([, list]) => list)];
  return { schema, fields, named, sections };
}
