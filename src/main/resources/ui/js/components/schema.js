// Reads the schema of a request, and turns the texts of a form into that request.

import { texts } from '../texts.js';

const t = texts.newJob.errors;
const MAX_DEPTH = 4;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const RULES = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'minItems',
  'maxItems', 'maxProperties'];

/** What the select of a field that has several forms may say: not given, null, an object, or a single value. */
export const MODE = { none: '', off: 'null', object: '{}', value: '#' };

/** Follows references and merges what stands beside them. */
export function resolved(document, schema) {
  let found = schema ?? {};
  while (found.$ref) {
    const { $ref, ...own } = found;
    found = { ...lookup(document, $ref), ...own };
  }
  if (found.allOf) {
    const { allOf, ...own } = found;
    found = { ...Object.assign({}, ...allOf.map(each => resolved(document, each))), ...own };
  }
  return found;
}

function lookup(document, reference) {
  const names = reference.replace(/^#\//, '').split('/').map(name => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce((at, name) => at?.[name], document) ?? {};
}

/** Returns all forms that a value may have, each with a single type. */
function formsOf(document, schema) {
  const own = resolved(document, schema);
  const nested = own.oneOf ?? own.anyOf;
  if (nested) {
    return nested.flatMap(each => formsOf(document, each));
  }
  const types = [own.type ?? (own.properties ? 'object' : 'string')].flat();
  if (own.nullable && !types.includes('null')) {
    types.push('null');
  }
  return types.map(type => ({ ...own, type, enum: own.enum?.filter(value => value !== null) }));
}

const isRecord = form => form.type === 'object' && Boolean(form.properties);

/** Returns the fields of an object, each with a path such as optimizer.learningRate. */
export function fieldsOf(document, schema, path = '', depth = 0) {
  const own = resolved(document, schema);
  const required = new Set(own.required ?? []);
  return Object.entries(own.properties ?? {})
    .filter(([, property]) => !resolved(document, property).readOnly)
    .map(([name, property]) => fieldOf(document, property, path ? `${path}.${name}` : name, required.has(name), depth))
    // The name of an optimizer, for example, says what its other fields mean.
    .sort((a, b) => Number(b.name === 'name') - Number(a.name === 'name'));
}

function fieldOf(document, schema, path, required, depth) {
  const own = resolved(document, schema);
  const forms = formsOf(document, schema);
  const record = depth < MAX_DEPTH ? forms.find(isRecord) : undefined;
  const scalars = forms.filter(form => form.type !== 'null' && !isRecord(form));
  const nullable = forms.some(form => form.type === 'null');
  const described = own.description ?? forms.find(form => form.description)?.description ?? '';
  const base = { path, name: path.split('.').pop(), description: described, default: own.default, nullable, required };
  if (!record) {
    return { ...base, ...scalarOf(document, scalars) };
  }
  const fields = fieldsOf(document, record, path, depth + 1);
  if (!scalars.length && !nullable) {
    return { ...base, kind: 'group', fields };
  }
  const value = scalars.length
    ? { path: `${path}#`, name: base.name, description: '', ...scalarOf(document, scalars) } : null;
  return { ...base, kind: 'variants', fields, value };
}

function scalarOf(document, forms) {
  if (forms.length > 1) {
    return { kind: 'either', forms: forms.map(form => scalarOf(document, [form])) };
  }
  const form = forms[0] ?? { type: 'string' };
  const rules = Object.fromEntries(RULES.filter(name => form[name] !== undefined).map(name => [name, form[name]]));
  if (form.enum?.length) {
    return { kind: 'choice', options: form.enum };
  }
  if (form.type === 'array') {
    return { kind: 'list', item: scalarOf(document, formsOf(document, form.items ?? {})), ...rules };
  }
  const kinds = { boolean: 'boolean', integer: 'integer', number: 'number', object: 'map' };
  return { kind: kinds[form.type] ?? 'string', ...rules };
}

/**
 * Makes a request of the texts of a form. Empty ones are left out.
 *
 * @param errors a map of messages by path, which is filled
 */
export function read(fields, values, errors, asked = true) {
  const body = {};
  for (const field of fields) {
    const value = valueOf(field, values, errors);
    if (value !== undefined) {
      body[field.name] = value;
    }
  }
  if (asked || Object.keys(body).length) {
    fields.filter(field => field.required && body[field.name] === undefined && !errors.has(field.path))
      .forEach(field => errors.set(field.path, t.required));
  }
  return body;
}

function valueOf(field, values, errors) {
  const text = (values[field.path] ?? '').trim();
  if (field.kind === 'group') {
    const inner = read(field.fields, values, errors, false);
    return Object.keys(inner).length ? inner : undefined;
  }
  if (text === '') {
    return undefined;
  }
  if (field.kind === 'variants') {
    return variantOf(field, text, values, errors);
  }
  try {
    return parsed(field, text);
  } catch (refusal) {
    errors.set(field.path, refusal.message);
    return undefined;
  }
}

function variantOf(field, mode, values, errors) {
  if (mode === MODE.off) {
    return null;
  }
  return mode === MODE.object ? read(field.fields, values, errors) : valueOf(field.value, values, errors);
}

/** Returns the value of a text; throws what is wrong with it. */
export function parsed(field, text) {
  switch (field.kind) {
    case 'choice': return chosen(field.options, text);
    case 'boolean': return chosen([true, false], text);
    case 'integer': return ranged(field, wholeNumber(text));
    case 'number': return ranged(field, NUMBER.test(text) ? Number(text) : refuse(t.number));
    case 'list': return list(field, text);
    case 'map': return map(field, text);
    case 'either': return either(field, text);
    default: return sized(field, text, text.length, 'minLength', 'maxLength', t.length);
  }
}

function chosen(options, text) {
  const found = options.find(option => String(option) === text);
  return found === undefined ? refuse(t.choice(options.join(', '))) : found;
}

function wholeNumber(text) {
  const value = NUMBER.test(text) ? Number(text) : NaN;
  // A larger number would be rounded on its way into JSON.
  return Number.isSafeInteger(value) ? value : refuse(t.integer);
}

function ranged(field, value) {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = field;
  // A comparison with undefined is false.
  const isOut = value < minimum || value > maximum || value <= exclusiveMinimum || value >= exclusiveMaximum;
  return isOut || !Number.isFinite(value)
    ? refuse(t.range(minimum ?? exclusiveMinimum, maximum ?? exclusiveMaximum)) : value;
}

function sized(field, value, size, least, most, message) {
  return size < field[least] || size > field[most] ? refuse(message(field[least], field[most])) : value;
}

function list(field, text) {
  const items = text.replace(/^\[|]$/g, '').split(',').map(item => item.trim()).filter(Boolean);
  return sized(field, items.map(item => parsed(field.item, item)), items.length, 'minItems', 'maxItems', t.items);
}

function map(field, text) {
  const pairs = text.split('\n').filter(line => line.trim()).map(line => {
    const colon = line.indexOf(':');
    return colon > 0 ? [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] : refuse(t.pairs);
  });
  return sized(field, Object.fromEntries(pairs), pairs.length, 'maxItems', 'maxProperties', t.items);
}

function either(field, text) {
  const isNumber = form => form.kind === 'integer' || form.kind === 'number';
  const named = field.forms.find(form => form.options?.some(option => String(option) === text));
  const form = named ?? field.forms.find(each => isNumber(each) === NUMBER.test(text) && each.kind !== 'choice');
  if (form) {
    return parsed(form, text);
  }
  const options = optionsOf(field);
  const number = field.forms.find(isNumber);
  return refuse(options.length && number ? t.numberOr(number.minimum, number.maximum, options.join(', '))
    : options.length ? t.choice(options.join(', ')) : t.number);
}

function refuse(message) {
  throw new Error(message);
}

/** Returns the texts that a field of several types may have. */
export const optionsOf = field => field.options ?? (field.forms ?? []).flatMap(form => form.options ?? []);

/** Returns a value as it is written in a form. */
export function textOf(value) {
  if (Array.isArray(value)) {
    return value.join(', ');
  }
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).map(([key, each]) => `${key}: ${each}`).join('\n');
  }
  return String(value);
}

/** Calls a function with each field that the form shows. */
export function visit(fields, values, visitor) {
  for (const field of fields) {
    visitor(field);
    const mode = values[field.path];
    if (field.kind === 'group' || (field.kind === 'variants' && mode === MODE.object)) {
      visit(field.fields, values, visitor);
    } else if (field.value && mode === MODE.value) {
      visitor(field.value);
    }
  }
}
