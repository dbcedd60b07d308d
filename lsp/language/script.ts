import { type ParsedScript, parseSessionScript } from '../../grammar/session/index.js';
import type { Source } from '../source.js';

const scripts = new WeakMap<Source, ParsedScript>();

/** The syntax tree of a session script, without the lines that have mistakes; read once for each version of the text. */
export function scriptOf(source: Source): ParsedScript {
  let script = scripts.get(source);
  if (!script) {
    script = parseSessionScript(source.text);
    scripts.set(source, script);
  }
  return script;
}
