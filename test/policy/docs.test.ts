import { describe, expect, it } from 'vitest';
import { fields } from '../../src/policy/fields.js';
import { formatPolicy, parsePolicy, policyFromJson } from '../../src/policy/index.js';
import { readPage } from './pages.js';

const manual = readPage('docs/policy-language.md');
const blocks = (kind: string): string[] =>
  [...manual.matchAll(new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, 'gs'))].map((match) => match[1] as string);

describe('the manual of the language', () => {
  it.each(blocks('mqttpolicy'))('has pages that load: %#', (text) => {
    expect(parsePolicy(text).problems).toEqual([]);
    expect(formatPolicy(text).text).toBe(text);
  });

  it.each(blocks('json'))('has JSON that loads: %#', (text) => {
    expect(policyFromJson(JSON.parse(text)).problems).toEqual([]);
  });

  it('names every field that there is', () => {
    const packets = new Set(fields.filter((field) => field.type === 'packet').map((field) => field.name));
    for (const { name, later } of fields)
      if (!later && !packets.has(name)) expect(manual).toMatch(new RegExp(`\\b${name.replace('.', '\\.')}\\b`));
  });

  it('has something of everything', () => {
    expect(blocks('mqttpolicy').length).toBeGreaterThan(3);
    expect(blocks('json')).toHaveLength(1);
  });
});
