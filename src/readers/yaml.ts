import type { Document } from './document.js';
import { readShape } from './shape.js';
import { parseYamlTree } from './yaml-tree.js';

/** Device configs in YAML: all documents of the file, aliases and merge keys followed, unknown tags taken as unknown values. */
export function readYaml(text: string): Document {
  return readShape(text, parseYamlTree(text));
}
