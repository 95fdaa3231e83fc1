// What a job is told where the form says nothing, and the form for a job that was told something.

import { texts } from '../texts.js';
import { MODE, textOf } from './schema.js';

/** Recipes say how to train. These fields are about the job, and their defaults are the same with all recipes. */
const OF_JOB = new Set(['name', 'labels', 'recipe', 'device', 'priority', 'promote']);

/** An object that is given for one of these replaces that of the recipe as a whole. */
const WHOLE = ['architecture.', 'earlyStopping.'];

/** The fields whose defaults follow from other fields, if those are given. */
const FOLLOWS = {
  minSteps: ['epochs'],
  batchSize: ['trainLimit'],
  imageSize: ['initialModel'],
  normalization: ['initialModel'],
  'freeze.epochs': ['epochs'],
  'schedule.warmupEpochs': ['epochs', 'freeze.epochs', 'schedule.name'],
  'optimizer.learningRate': ['optimizer.name'],
  'optimizer.weightDecay': ['optimizer.name'],
  'optimizer.momentum': ['optimizer.name'],
  'optimizer.nesterov': ['optimizer.name', 'optimizer.momentum'],
};

const inside = (object, path) => path.split('.').reduce((at, name) => at?.[name], object);
const isGiven = (values, path) => (values[path] ?? '').trim() !== '';

/** The defaults of a recipe, as far as the document of the API says them. */
export class Defaults {
  #byPath = new Map();

  /**
   * @param schema that of the request; its extension x-recipes has the values of each recipe, if there is one
   * @param fields of the request
   */
  constructor(schema, fields, recipe) {
    this.recipe = schema['x-recipes']?.[recipe];
    const documented = schema.properties?.recipe?.default;
    this.isDocumented = recipe === documented || recipe === undefined;
    this.#collect(fields);
  }

  #collect(fields) {
    for (const field of fields) {
      this.#byPath.set(field.path, field.default);
      this.#collect(field.fields ?? []);
    }
  }

  /** Returns whether a field is the recipe's matter. */
  isOfRecipe(path) {
    return !OF_JOB.has(path.split('.')[0]);
  }

  /** Returns whether the document says what the default is. */
  isKnown(path) {
    return !this.isOfRecipe(path) || Boolean(this.recipe) || this.isDocumented;
  }

  /** Returns the default of a field; undefined if there is none or if it is not known. */
  of(path) {
    const ofSchema = this.#byPath.get(path);
    if (!this.isOfRecipe(path) || WHOLE.some(start => path.startsWith(start))) {
      return ofSchema;
    }
    if (this.recipe) {
      const own = inside(this.recipe, path);
      return own === undefined && path.includes('.') ? ofSchema : own;
    }
    return this.isDocumented ? ofSchema : undefined;
  }

  /** Says what a field is if it stays empty; an empty text if nothing can be said. */
  text(path, values) {
    const t = texts.newJob;
    if (FOLLOWS[path]?.some(other => isGiven(values, other))) {
      return t.follows;
    }
    const value = this.of(path);
    if (value != null) {
      return shown(value);
    }
    return this.isKnown(path) ? '' : t.asRecipe;
  }
}

function shown(value) {
  if (typeof value === 'boolean') {
    return value ? texts.newJob.yes : texts.newJob.no;
  }
  return typeof value === 'object' && !Array.isArray(value) ? '' : textOf(value);
}

/** Returns the texts of the form for the request of a job. What the recipe says anyway is left out. */
export function fill(fields, request, defaults) {
  const values = {};
  fields.forEach(field => put(field, request[field.name], defaults, values, false));
  for (const [path, others] of Object.entries(FOLLOWS)) {
    const value = inside(request, path);
    if (value != null && others.some(other => isGiven(values, other))) {
      values[path] = textOf(value);
    }
  }
  return values;
}

function put(field, value, defaults, values, always) {
  const { path } = field;
  const isDefault = !always && defaults.isKnown(path) && same(defaults.of(path), value);
  if (isDefault) {
    return;
  }
  if (field.kind === 'group') {
    field.fields.forEach(each => put(each, value?.[each.name], defaults, values, always));
  } else if (field.kind === 'variants') {
    putVariant(field, value, defaults, values);
  } else if (value != null && textOf(value) !== '') {
    values[path] = textOf(value);
  }
}

function putVariant(field, value, defaults, values) {
  if (value == null) {
    values[field.path] = field.nullable ? MODE.off : MODE.none;
  } else if (typeof value === 'object') {
    values[field.path] = MODE.object;
    field.fields.forEach(each => put(each, value[each.name], defaults, values, true));
  } else {
    values[field.path] = MODE.value;
    values[field.value.path] = textOf(value);
  }
}

const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
