import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export const shippedPages: readonly string[] = [
  ...readdirSync(path.join(root, 'policies')).map((name) => `policies/${name}`),
  'examples/plant.mqttpolicy',
  'examples/greenhouse/cloud.mqttpolicy',
];
export const fixturePages: readonly string[] = readdirSync(path.join(root, 'test/policy/fixtures')).map(
  (name) => `test/policy/fixtures/${name}`,
);

export function readPage(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** A value without the lines of the text, which JSON and other layouts do not have. */
export function withoutLines(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'line' ? undefined : inner)) ?? 'null');
}
