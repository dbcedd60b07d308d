/** Numbers and values of checks with their settings filled in. */
import { type Field, fieldsAt } from './fields.js';
import type { Test } from './model.js';
import { SettingsError } from './setting-values.js';

/** Values by the names of settings, and where the test stands, for messages: `plant, line 12`. */
export interface TestPlace {
  readonly values: ReadonlyMap<string, string>;
  readonly where: string;
}

/**
 * The test with values in the place of its settings. Throws SettingsError for a value that one of the fields cannot have, and for a
 * range that comes out empty.
 */
export function settledTest(test: Test, fields: readonly string[], place: TestPlace): Test {
  if (!('settings' in test) || !test.settings) return test;
  const { settings, ...rest } = test;
  if ('in' in rest) {
    const filled = rest.in.map((usual, at) => {
      const name = settings[at];
      if (name === undefined) return usual;
      return valueFor(name, typeof usual === 'number', fields, place);
    });
    return { ...rest, in: filled };
  }
  const bounds: { from?: number; to?: number; below?: number; above?: number } = {};
  for (const bound of ['from', 'to', 'below', 'above'] as const) {
    const name = settings[bound];
    if (name !== undefined) bounds[bound] = valueFor(name, true, fields, place, rest.unit) as number;
  }
  const settled = { ...rest, ...bounds };
  const { from, to } = settled;
  if (from !== undefined && to !== undefined && from > to)
    throw new SettingsError(
      `The settings make an empty range of ${fields[0]}: ${from} is greater than ${to} (${place.where}).`,
    );
  return settled;
}

function valueFor(
  name: string,
  asNumber: boolean,
  fields: readonly string[],
  { values, where }: TestPlace,
  unit?: string,
): number | string {
  const text = values.get(name) ?? '';
  const refuse = (why: string): never => {
    throw new SettingsError(`The setting {${name}} is ${JSON.stringify(text)}, but ${why} (${where}).`);
  };
  for (const field of fields.flatMap(rowsOf)) {
    if (field.type === 'flag' && text !== '0' && text !== '1') refuse(`${field.name} is 0 or 1`);
    if (field.type === 'text' && field.values && !field.values.includes(text))
      refuse(`${field.name} is one of ${field.values.join(', ')}`);
    const range = !unit || unit === field.units?.[0] ? field.range : undefined;
    if (asNumber && range && (Number(text) < range[0] || Number(text) > range[1]))
      refuse(`${field.name} is ${range[0]} to ${range[1]} on the wire`);
  }
  if (!asNumber) return text;
  if (!/^[0-9]{1,15}$/.test(text)) refuse('a number of at most 15 digits is needed');
  return Number(text);
}

/** The rows of the table for a field: the same name may stand for the packet's field and for a condition on the client. */
function rowsOf(name: string): Field[] {
  const places = ['connect', 'publish', 'subscribe', 'receive', 'unsubscribe', 'session', 'condition'] as const;
  const [row] = places.flatMap((place) => fieldsAt(place).get(name) ?? []);
  return row ? [row] : [];
}
