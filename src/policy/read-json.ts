/** The JSON form of a policy as a syntax tree, or what is wrong with it. */
import type { Page } from '../../grammar/policy/ast.js';
import { withArticle } from '../text/article.js';
import { repeatedKeys } from '../text/repeated-keys.js';
import type { SchemaError } from './generated/validator.js';
import validate from './generated/validator.js';
import type { PolicyJson } from './json.js';
import { jsonPage } from './json-page.js';
import { didYouMean, type Problems, show } from './problems.js';

/** The value of a JSON text, or why it has none and where. A key that stands twice would leave something out without a word. */
export function valueOfJson(text: string): { readonly value: unknown } | { readonly why: string; readonly at: number } {
  if (text.trim() === '') return { why: 'The file is empty.', at: 0 };
  try {
    const value: unknown = JSON.parse(text);
    const [twice] = repeatedKeys(text);
    return twice ? { why: `The key ${show(twice.key)} is there twice in the same object.`, at: 0 } : { value };
  } catch (error) {
    const { message } = error as SyntaxError;
    const [where = '', at = '0'] = / at position (\d+)/.exec(message) ?? [];
    return { why: `This is not JSON: ${message.replace(where, '')}.`, at: Number(at) };
  }
}

/** Nothing where it does not fit the schema: that is among the problems then, each with the JSON pointer of its place. */
export function pageFromJson(value: unknown, problems: Problems): Page | undefined {
  const json = checked(value, problems);
  return json && jsonPage(json);
}

function checked(value: unknown, problems: Problems): PolicyJson | undefined {
  if (validate(value)) return value as PolicyJson;
  for (const error of validate.errors ?? []) report(error, value, problems);
  if (!problems.hasErrors)
    problems.error('json/schema', { offset: 0, length: 0, path: '' }, 'This does not fit the schema of policies.');
  return undefined;
}

/** Parts of `oneOf`, `not` and `if` are reported by the rule around them. */
const parts = /\/(?:oneOf|anyOf|not)(?:\/|$)|^if$/;

function report(error: SchemaError, value: unknown, problems: Problems): void {
  const { keyword, instancePath, params } = error;
  // What is no page at all has nothing to extend or stand on.
  if (keyword === 'not' && instancePath === '' && (typeof value !== 'object' || value === null || Array.isArray(value)))
    return;
  if (keyword === 'if' || parts.test(error.schemaPath.replace(/\/(?:oneOf|not)$/, ''))) return;
  const at = { offset: 0, length: 0, path: instancePath };
  problems.error('json/schema', at, messageFor(keyword, params, valueAt(value, instancePath), instancePath));
}

function messageFor(keyword: string, params: Readonly<Record<string, unknown>>, found: unknown, path: string): string {
  const where = nameOf(path);
  switch (keyword) {
    case 'required':
      return `${where} has no ${show(String(params.missingProperty))}, which must be there.`;
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      return `${show(key)} is not known here.${didYouMean(key, knownKeys).text}`;
    }
    case 'type':
      return `${where} must be ${article(String(params.type))}.`;
    case 'const':
      return `${where} must be ${JSON.stringify(params.allowedValue)}.`;
    case 'enum': {
      const allowed = (params.allowedValues as readonly unknown[]).map(String);
      const guess = typeof found === 'string' ? didYouMean(found, allowed).text : '';
      return `${where} must be one of ${allowed.join(', ')}.${guess}`;
    }
    case 'oneOf':
      return typeof found === 'object' && found !== null && 'topics' in found
        ? 'A listing has "allow" or "deny", and not both.'
        : typeof found === 'object' && found !== null && 'name' in found
          ? 'A name has "shape" or "bag", and not both.'
          : 'A check says one thing: "is", "in", "shape", "below", "above", or "from" and "to".';
    case 'not':
      if (path === '') return 'A policy "extends" one page or stands "on" one, and not both.';
      return 'A unit and a rate belong to numbers: "from", "to", "below" or "above".';
    case 'pattern':
      if (/^\/sections\/.*\/(?:from|to|below|above)$/.test(path))
        return `${where} must be a number, or a setting in braces such as "{most}".`;
      return `${where} must begin with a letter and hold at most 64 letters, digits, "-" and "_".`;
    case 'minItems':
    case 'minProperties':
      return `${where} may not be empty.`;
    case 'maxItems':
      return `${where} holds at most ${params.limit} entries.`;
    case 'maxLength':
      return `${where} holds at most ${params.limit} characters.`;
    default:
      return `${where} must be a number that is ${String(params.comparison)} ${String(params.limit)}.`;
  }
}

/** `"shape"`, `Entry 2 of "topics"`. */
function nameOf(path: string): string {
  if (path === '') return 'The policy';
  const [list = '', last = ''] = path.split('/').slice(-2);
  return /^\d+$/.test(last) ? `Entry ${Number(last) + 1} of ${show(list)}` : show(last);
}

const knownKeys = [
  'language',
  'policy',
  'title',
  'extends',
  'on',
  'source',
  'hosts',
  'dated',
  'remove',
  'sections',
  'section',
  'under',
  'for',
  'about',
  'filters',
  'filtersAbout',
  'wildcards',
  'wildcardsAbout',
  'lines',
  'otherwise',
  'bind',
  'to',
  'name',
  'shape',
  'bag',
  'default',
  'key',
  'optional',
  'is',
  'role',
  'check',
  'in',
  'from',
  'below',
  'above',
  'unit',
  'per',
  'every',
  'when',
  'except',
  'allow',
  'deny',
  'topics',
  'checks',
  'reply',
  'use',
  'note',
  'text',
  'assert',
  'verb',
  'names',
  'do',
  'code',
  'none',
  'fromLevel',
  'url',
];

function article(types: string): string {
  return types
    .split(',')
    .map((type) => withArticle(type === 'integer' ? 'whole number' : type))
    .join(' or ');
}

function valueAt(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split('/').slice(1)) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Object.hasOwn(found, key) ? (found as Record<string, unknown>)[key] : undefined;
  }
  return found;
}
