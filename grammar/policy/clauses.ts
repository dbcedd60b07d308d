import type { CheckNode, ClausesNode, OtherwiseNode, TemplateWord, Word } from './ast.js';

type Single = Exclude<keyof ClausesNode, 'checks' | 'otherwise' | 'reply' | 'repeated'>;

const spelling: Readonly<Record<Single, string>> = {
  about: 'description',
  roles: 'for',
  when: 'when',
  levels: 'levels',
  notCounting: 'not counting',
  except: 'except',
  required: 'required',
  after: 'after',
  default: 'default',
  note: 'note',
  use: 'use',
  source: 'source',
};

/** The clauses of a line while it is being parsed. */
export class Clauses {
  readonly checks: CheckNode[] = [];
  readonly otherwise: OtherwiseNode[] = [];
  readonly repeated: { readonly clause: string; readonly at: Word }[] = [];
  readonly about?: Word;
  readonly roles?: ClausesNode['roles'];
  readonly when?: ClausesNode['when'];
  readonly levels?: ClausesNode['levels'];
  readonly notCounting?: ClausesNode['notCounting'];
  readonly except?: ClausesNode['except'];
  reply?: TemplateWord[];
  readonly required?: Word;
  readonly after?: ClausesNode['after'];
  readonly default?: ClausesNode['default'];
  readonly note?: ClausesNode['note'];
  readonly use?: TemplateWord;
  readonly source?: ClausesNode['source'];

  /** Sets a clause that may stand once; a second one is kept as a repetition, at the place given. */
  set<K extends Single>(clause: K, value: NonNullable<ClausesNode[K]>, at: Word = value as Word): void {
    if (this[clause] !== undefined) this.repeated.push({ clause: spelling[clause], at });
    else Object.assign(this, { [clause]: value });
  }

  addReplies(topics: readonly TemplateWord[]): void {
    this.reply = [...(this.reply ?? []), ...topics];
  }
}

export function emptyClauses(): Clauses {
  return new Clauses();
}
