/** Settings of docs/editors.md for editors that are not run by a test: that they can be read, and name what there is. */
import { describe, expect, it } from 'vitest';
import { languages } from '../../lsp/languages.js';
import { blocksOf } from './page.js';

describe('the page about editors', () => {
  it('has a template for JetBrains that can be read', () => {
    const [template] = blocksOf('JetBrains', 'json').map((block) => JSON.parse(block));
    expect(template.programArgs.default).toContain('topicguard lsp --stdio');
    for (const { languageId, fileType } of template.fileTypeMappings) {
      expect(Object.keys(languages)).toContain(languageId);
      expect(fileType.patterns).toContain(`*.${languages[languageId]}`);
    }
  });

  it('names languages that the server knows', () => {
    const helix = [...(blocksOf('Helix', 'toml')[0] as string).matchAll(/^name = "(.+)"$/gm)].map(([, name]) => name);
    const neovim = /pattern = \{([^}]+)\},\n\s+callback = function\(event\)\n\s+if/.exec(
      blocksOf('Neovim', 'lua')[0] as string,
    );
    const named = [...helix, ...[...(neovim?.[1] ?? '').matchAll(/'(\w+)'/g)].map(([, name]) => name)];
    expect(named).toHaveLength(9);
    for (const name of named) expect(Object.keys(languages)).toContain(name);
  });

  it('starts the same command everywhere', () => {
    const all = [
      ...blocksOf('Neovim', 'lua'),
      ...blocksOf('Emacs', 'elisp'),
      ...blocksOf('Helix', 'toml'),
      ...blocksOf('Zed', 'rust'),
    ];
    expect(all).toHaveLength(4);
    for (const block of all) {
      expect(block).toContain('topicguard');
      expect(block).toMatch(/"lsp"|'lsp'/);
      expect(block).toContain('--stdio');
    }
  });
});
