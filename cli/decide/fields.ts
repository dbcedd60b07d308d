/** Fields of JSON objects: the type that each must have, and words for what is there instead. */

export class Malformed extends Error {}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Only what the line itself has: `__proto__` and `constructor` are keys like any other. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

type Field<T> = (object: JsonObject, key: string, at: string) => T;

export function optional<K extends string, T>(
  object: JsonObject,
  key: K,
  at: string,
  field: Field<T>,
): { [P in K]?: T } {
  return own(object, key) === undefined ? {} : ({ [key]: field(object, key, at) } as { [P in K]?: T });
}

function field<T>(accepts: (value: unknown) => value is T, kind: string): Field<T> {
  return (object, key, at) => {
    const value = own(object, key);
    if (accepts(value)) return value;
    throw new Malformed(
      `${at === key ? key : `${at}.${key}`} ${value === undefined ? 'is missing' : `is ${kindOf(value)}`}; it has to be ${kind}.`,
    );
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
export const text = field(isText, 'a string');
export const boolean = field((value): value is boolean => typeof value === 'boolean', 'true or false');
/** Too many digits for a number read as infinite, and are judged as every integer is. */
export const integer = field(
  (value): value is number => Number.isInteger(value) || value === Infinity || value === -Infinity,
  'a whole number',
);
export const number = field((value): value is number => typeof value === 'number', 'a number');
export const list = field((value): value is unknown[] => Array.isArray(value), 'a list');

export function textValue(value: unknown, at: string): string {
  if (isText(value)) return value;
  throw new Malformed(`${at} is ${kindOf(value)}; it has to be a string.`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object'
    ? 'an object'
    : typeof value === 'number'
      ? `the number ${value}`
      : `a ${typeof value}`;
}
