/** Templates in their place: which names they may hold, and what a topic there may be. */
import type { BagItemNode, SectionNode, ShapeNode, TemplateWord, Word } from '../../grammar/policy/ast.js';
import { placeIn } from '../../grammar/policy/ast.js';
import type { BagItem, BagValue, Shape, Template } from './model.js';
import { type Problems, replacement, show } from './problems.js';
import { looksLikeShape, parseShape } from './shape.js';
import { shapePlace } from './shape-words.js';
import type { Symbols } from './symbols.js';
import { parseTemplate } from './template.js';

/** Where a template stands, and for whom. */
export interface TemplateScope {
  /** The topics section whose free names may be used. */
  readonly section?: SectionNode;
  readonly roles: readonly string[] | undefined;
  readonly symbols: Symbols;
  readonly problems: Problems;
}

/** A template whose names are all declared; `undefined` after a problem. */
export function buildTemplate(word: TemplateWord, scope: TemplateScope): Template | undefined {
  const { problems, symbols, section } = scope;
  if (word.glob) {
    problems.notYet(word.glob, 'A glob', 'Write a template with + and # instead.');
    return undefined;
  }
  const parsed = parseTemplate(word.text);
  let known = true;
  for (const { name, offset, length } of parsed.names) {
    const place = placeIn(word, offset, length);
    if (!symbols.isKnown(name, section)) {
      symbols.reportUndeclared(name, place, section);
      known = false;
      continue;
    }
    symbols.noteUse(name, place, scope.roles, section !== undefined);
    if (
      symbols.settings.has(name) &&
      parsed.template?.levels.some((level) => level.kind === 'path' && level.name === name)
    ) {
      problems.error('policy/template', place, `{${name}} is a setting, and a setting is one level: write {${name}}.`);
      known = false;
    }
    if (section && !parsed.later && (symbols.identity.get(name)?.isBag || symbols.free(section).get(name)?.isBag)) {
      problems.notYet(place, `A bag in a topic, {${name}},`);
      known = false;
    }
  }
  for (const { offset, length, message, instead } of parsed.faults) {
    const whole = placeIn(word, 0, word.text.length);
    problems.error(
      'policy/template',
      placeIn(word, offset, length),
      message,
      instead === undefined ? undefined : replacement(whole, instead),
    );
  }
  if (parsed.later) problems.notYet(placeIn(word, parsed.later.offset, parsed.later.length), parsed.later.what);
  return known ? parsed.template : undefined;
}

export function buildTemplates(words: readonly TemplateWord[], scope: TemplateScope): Template[] {
  return words.flatMap((word) => {
    const template = buildTemplate(word, scope);
    return template ? [template] : [];
  });
}

/** Prefixes: they name a branch, so nothing in them may match more than one level. */
export function buildUnder(words: readonly TemplateWord[] | undefined, scope: TemplateScope): Template[] | undefined {
  if (!words) return undefined;
  return words.flatMap((word) => {
    const template = buildTemplate(word, scope);
    if (!template) return [];
    const many = template.levels.find((level) => level.kind === 'multi' || level.kind === 'path');
    if (!many) return [template];
    const at = many.kind === 'multi' ? placeIn(word, word.text.length - 1, 1) : word;
    scope.problems.error(
      'policy/under',
      at,
      'A prefix ends at a level; leave the last one out, everything below belongs to the section anyhow.',
    );
    return [];
  });
}

/** The shape of a declaration; `any` stands in for one that was refused, so that the name itself stays known. */
export function buildShape(node: ShapeNode, scope: TemplateScope): Shape {
  const { problems } = scope;
  if (node.kind === 'words') {
    const text = node.alternatives.map((word) => word.text).join(' | ');
    const parsed = parseShape(text);
    if ('shape' in parsed) return parsed.shape;
    for (const fault of parsed.faults) {
      const fix =
        fault.instead === undefined || node.alternatives.length !== 1
          ? undefined
          : replacement(node.alternatives[0] as Word, fault.instead);
      problems.error('policy/shape', shapePlace(node.alternatives, fault), fault.message, fix);
    }
    return { text: 'any', kind: 'any' };
  }
  const items: BagItem[] = [];
  const keys = new Set<string>();
  for (const item of node.items) {
    if (keys.has(item.key.text))
      problems.error('policy/twice', item.key, `The key ${show(item.key.text)} stands twice in this bag.`);
    keys.add(item.key.text);
    items.push(buildItem(item, scope));
  }
  return { text: spellBag(items), kind: 'bag', items };
}

function buildItem(node: BagItemNode, scope: TemplateScope): BagItem {
  if (!/^[A-Za-z0-9_.~$-]{1,64}$/.test(node.key.text)) {
    scope.problems.error(
      'policy/bag',
      node.key,
      `${show(node.key.text)} is not a key: one has 1 to 64 letters, digits, "_", ".", "~", "$" or "-".`,
    );
  }
  const is = node.values.flatMap((word): BagValue[] => {
    if (word.text === '' || word.text.endsWith('?')) {
      const why =
        word.text === ''
          ? 'A value is missing behind "=".'
          : 'A "?" at the end marks the key as optional; a value cannot end with one.';
      scope.problems.error('policy/bag', word, `${why} A key that takes any value is written alone: ${node.key.text}.`);
      return [];
    }
    if (!looksLikeShape(word.text)) {
      const template = buildTemplate(word, scope);
      if (!template) return [];
      const wild = template.levels.some((level) => level.kind !== 'literal' && level.kind !== 'pieces');
      if (!wild) return [{ kind: 'template', template }];
      scope.problems.error('policy/bag', word, 'The value of a key is one text: it holds no wildcard.');
      return [];
    }
    const parsed = parseShape(word.text, { slashes: true });
    if ('shape' in parsed && parsed.shape.kind !== 'bag') return [{ kind: 'shape', shape: parsed.shape }];
    if ('faults' in parsed) {
      for (const { offset, length, message } of parsed.faults)
        scope.problems.error('policy/shape', placeIn(word, offset, length), message);
    }
    return [];
  });
  return { key: node.key.text, ...(node.optional && { optional: true }), is };
}

/** The spelling of a bag, as messages and the page quote it. */
export function spellBag(items: readonly BagItem[]): string {
  return `bag of ${items.map(spellItem).join(', ')}`;
}

export function spellItem(item: BagItem): string {
  const values = item.is
    .map((value) => (value.kind === 'template' ? value.template.text : value.shape.text))
    .join(' | ');
  return `${item.key}${values === '' ? '' : '='}${values}${item.optional ? '?' : ''}`;
}
