/** Settings in the place of a number or a value of a check. */
import type { Word } from '../../grammar/policy/ast.js';
import type { LevelShape } from '../topics/pattern.js';
import { type Problems, show } from './problems.js';
import { parseShape } from './shape.js';
import type { Declared, Symbols } from './symbols.js';
import { nameInBraces } from './template-text.js';

/** A setting that stands for a value, with its default as far as there is one. */
export interface SettingUse {
  readonly name: string;
  readonly default?: string;
}

/**
 * The setting that a word in braces names. `undefined` after a problem: nothing declares it, it is a name that clients fill in, or
 * a number is wanted and its shape admits other texts.
 */
export function settingUse(
  word: Word,
  wanted: 'number' | 'text',
  symbols: Symbols,
  problems: Problems,
): SettingUse | undefined {
  const name = nameInBraces(word.text) ?? '';
  const declared = symbols.settings.get(name);
  if (!declared) {
    if (symbols.identity.has(name))
      problems.error(
        'policy/value',
        word,
        `{${name}} is a name that the client fills in; in the place of a value only a setting can stand.`,
      );
    else if (!symbols.isKnown(name, undefined)) symbols.reportUndeclared(name, word, undefined);
    return undefined;
  }
  const text = declared.line?.clauses.default?.value.text;
  if (wanted === 'number' && declared.line && !admitsNumbersOnly(declared)) {
    problems.error(
      'policy/value',
      word,
      `{${name}} stands for a number here, but its shape admits other texts. Give it a shape of digits, such as [0-9]{1,4}, instead of ${show(textOf(declared))}.`,
    );
    return undefined;
  }
  return { name, ...(text !== undefined && { default: text }) };
}

function textOf({ line }: Declared): string {
  return line?.shape.kind === 'words' ? line.shape.alternatives.map((word) => word.text).join(' | ') : 'a bag';
}

function admitsNumbersOnly(declared: Declared): boolean {
  const parsed = parseShape(textOf(declared));
  return 'shape' in parsed && parsed.shape.kind === 'level' && isOfDigits(parsed.shape.level);
}

function isOfDigits({ alternatives }: LevelShape): boolean {
  return alternatives.every(
    (atoms) =>
      atoms.length > 0 && atoms.every(({ ranges }) => ranges.every(([from, to]) => from >= 0x30 && to <= 0x39)),
  );
}
