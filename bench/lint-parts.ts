/** What bench/lint.mjs measures, in one bundle. */
export { lintText } from '../src/lint/index.js';
export { parseJsonTree } from '../src/readers/json-tree.js';
export { parseYamlTree } from '../src/readers/yaml-tree.js';
