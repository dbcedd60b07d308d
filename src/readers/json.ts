import type { Document } from './document.js';
import { parseJsonTree } from './json-tree.js';
import { readShape } from './shape.js';

/** Device configs in JSON; comments and trailing commas are accepted. The place of a value includes its quotes. */
export function readJson(text: string): Document {
  return readShape(text, parseJsonTree(text));
}
