/**
 * An esbuild plugin. js-yaml's ES module makes its parser's state by spreading options into it, and V8 is three times as slow on all
 * that such an object is asked for; with the properties copied one by one, as js-yaml's CommonJS file does, it is not
 * (docs/decisions.md).
 */
import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';

export const jsYamlSpread = {
  name: 'js-yaml-spread',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]js-yaml[\\/]dist[\\/]js-yaml\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const { code } = await transform(source, { supported: { 'object-rest-spread': false } });
      return { contents: code, loader: 'js' };
    });
  },
};
