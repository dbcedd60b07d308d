/** Templates: topics with holes, from their syntax tree to the model. The text form and the JSON form both come here. */
import { parseTemplateTree, type TemplateLevelNode, type TemplateTree } from '../../grammar/template/index.js';
import type { TextFault } from '../../grammar/text-fault.js';
import type { Piece, Template, TemplateLevel } from './model.js';

/** Part of a template that this version knows, but does not act upon. */
export interface Later {
  readonly offset: number;
  readonly length: number;
  readonly what: string;
}

/** Where a name stands in the text. */
export interface NamePlace {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

export interface ParsedTemplate {
  /** Absent when there is a fault, or something that this version does not act upon. */
  readonly template?: Template;
  readonly faults: readonly TextFault[];
  readonly later?: Later;
  readonly names: readonly NamePlace[];
}

/**
 * Parses a template. `+` and `#` mean what MQTT says; `{name}`, `{a|b}` and `{path...}` are holes; `{{` and `}}` are braces.
 * Refused with its place: a wildcard that is not a whole level, `#` before the end, more than 128 levels, NUL, half a character.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const tree = parseTemplateTree(text);
  const { faults } = tree;
  const names = tree.levels.flatMap(({ pieces }) => pieces.filter((piece) => piece.kind === 'name'));
  if (faults.length > 0) return { faults, names };
  const later = laterIn(tree);
  if (later) return { faults, later, names };
  const levels = tree.levels.map(levelOf);
  return { template: { text: levels.map(spellLevel).join('/'), levels }, faults, names };
}

/** The first part that is still to come. */
function laterIn({ text, levels }: TemplateTree): Later | undefined {
  for (const { pieces, optional, offset, length } of levels) {
    const empty = pieces.find((piece) => piece.kind === 'name' && piece.suffix === '?');
    if (empty) return { ...place(empty), what: `A level that may be empty, ${spelling(text, empty)},` };
    if (optional) return { offset, length, what: 'A level that may be missing, written with "?" behind the brace,' };
  }
  for (const { pieces } of levels.slice(0, -1)) {
    const path = pieces.find((piece) => piece.kind === 'name' && piece.suffix === '...');
    if (path) return { ...place(path), what: 'A name of several levels before the end, {path...},' };
  }
  return undefined;
}

function place({ offset, length }: NodePlace): NodePlace {
  return { offset, length };
}

function spelling(text: string, { offset, length }: NodePlace): string {
  return text.slice(offset, offset + length);
}

type NodePlace = { readonly offset: number; readonly length: number };

/** A level of a tree without faults. */
function levelOf({ pieces }: TemplateLevelNode): TemplateLevel {
  const [only] = pieces;
  if (!only) return { kind: 'literal', text: '' };
  if (pieces.length === 1) {
    if (only.kind === 'single' || only.kind === 'multi') return { kind: only.kind };
    if (only.kind === 'literal') return { kind: 'literal', text: only.text };
    if (only.kind === 'name' && only.suffix === '...') return { kind: 'path', name: only.name };
  }
  return {
    kind: 'pieces',
    pieces: pieces.flatMap((piece): Piece[] => {
      if (piece.kind === 'literal') return [{ kind: 'literal', text: piece.text }];
      if (piece.kind === 'name') return [{ kind: 'name', name: piece.name }];
      return piece.kind === 'alternatives' ? [{ kind: 'alternatives', texts: piece.texts }] : [];
    }),
  };
}

function spellLevel(level: TemplateLevel): string {
  switch (level.kind) {
    case 'literal':
      return escapeBraces(level.text);
    case 'single':
      return '+';
    case 'multi':
      return '#';
    case 'path':
      return `{${level.name}...}`;
    case 'pieces':
      return level.pieces.map(spellPiece).join('');
  }
}

function spellPiece(piece: Piece): string {
  if (piece.kind === 'literal') return escapeBraces(piece.text);
  return piece.kind === 'name' ? `{${piece.name}}` : `{${piece.texts.join('|')}}`;
}

function escapeBraces(text: string): string {
  return text.replace(/[{}]/g, '$&$&');
}
