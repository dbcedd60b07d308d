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
      // esbuild's own functions copy the descriptor of each property, which is slow as well; no property here needs that.
      return { contents: `${code}\n__spreadValues = __spreadProps = Object.assign;\n`, loader: 'js' };
    });
  },
};
