import { describe, expect, it } from 'vitest';
import { languageFeatures } from '../../../lsp/features/languages.js';
import type { Kind } from '../../../lsp/source.js';
import { Lab } from '../lab.js';

/** Names, sessions and words in numbers at which anything that looks at each for each would take minutes. */
const texts: readonly (readonly [string, string])[] = [
  ['a.mqttpolicy', `policy a\nidentity\n${'  {a} [b]\n'.repeat(10_000)}`],
  ['a.mqttpolicy', `policy a\n\ntopics\n  publish ${'a, '.repeat(20_000)}`],
  ['a.mqttpolicy', `policy a\n\ntopics\n  publish "${'{'.repeat(60_000)}`],
  ['a.mqttpolicy', '{'.repeat(100_000)],
  ['a.mqtt', 'connect\n'.repeat(5_000)],
  ['a.mqtt', `subscribe ${'a, '.repeat(20_000)}`],
  ['a.mqtt', '"'.repeat(100_000)],
];

const quick = ['completion', 'semanticTokens/full', 'definition', 'foldingRange', 'documentSymbol', 'hover'];

describe('a hostile text', () => {
  it.each(texts)('%s, number %#, keeps nobody waiting', { timeout: 120_000 }, async (name, text) => {
    const lab = new Lab();
    const opened = lab.open(name, `${text}<|>`, name.split('.')[1] as string);
    await lab.workspace.check(opened.source);
    for (const one of languageFeatures) {
      const method = one.request.method.replace('textDocument/', '');
      if (!one.kinds.includes(opened.source.kind as Kind) || !quick.includes(method)) continue;
      // Time on this processor, because others may be at work on it.
      const before = process.cpuUsage();
      await lab.ask(one, opened);
      const { user } = process.cpuUsage(before);
      expect(user / 1e6, method).toBeLessThan(5);
    }
  });
});
