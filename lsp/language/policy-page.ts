import { type ReadPage, readPage } from '../../grammar/policy/read.js';
import { fieldsOfSection } from '../../src/policy/fields.js';
import type { Source } from '../source.js';

const pages = new WeakMap<Source, ReadPage>();

/** The syntax tree of a policy, whatever is wrong with it; read once for each version of the text. */
export function pageOf(source: Source): ReadPage {
  let page = pages.get(source);
  if (!page) {
    page = readPage(source.text, { fieldsOf: fieldsOfSection });
    pages.set(source, page);
  }
  return page;
}
