/**
 * An esbuild plugin. js-yaml's ES module makes its parser's state by spreading options into it, and V8 is four times as slow on all
 * that such an object is asked for; with `Object.assign` it is not (docs/decisions.md).
 */
import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';

export const jsYamlSpread = {
  name: 'js-yaml-spread',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]js-yaml[\\/]dist[\\/]js-yaml\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const { code } = await transform(source, { supported: { 'object-rest-spread': false } });
      // The helpers that esbuild spreads with define each property by its descriptor: nothing here has any.
      return { contents: `${code}\n__spreadValues = __spreadProps = Object.assign;\n`, loader: 'js' };
    });
  },
};
