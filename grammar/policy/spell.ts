/** Words and parts of lines in their canonical spelling. */
import type {
  BagItemNode,
  CheckNode,
  ClausesNode,
  ConditionNode,
  OtherwiseNode,
  SectionHeadNode,
  ShapeNode,
  SourceNode,
  TemplateWord,
  TestNode,
  Word,
} from './ast.js';
import { needsQuotesAsTopic, needsQuotesAsValue } from './tokens.js';
import { quoted } from './words.js';

/** Whether a text survives as a bare word: nothing in it ends a word, begins a string or begins a comment. */
function staysWhole(text: string): boolean {
  return text !== '' && !/[\s\u0000-\u001f\u007f-\u009f\ufeff]|\p{Surrogate}/u.test(text) && !/^"|^\/\/|,$/.test(text);
}

export function spellTemplate(word: TemplateWord): string {
  if (word.glob) return `glob ${quoted(word.text)}`;
  return staysWhole(word.text) && word.text !== 'glob' && !needsQuotesAsTopic(word.text)
    ? word.text
    : quoted(word.text);
}

export function spellTemplates(words: readonly TemplateWord[]): string {
  return words.map(spellTemplate).join(', ');
}

/** Decimal numbers as written, hexadecimal ones in upper case. */
export function spellNumber(text: string): string {
  return text.replace(/\b0x[0-9a-f]+\b/gi, (hex) => `0x${hex.slice(2).toUpperCase()}`);
}

function spellValue(word: Word): string {
  if (/^[0-9]/.test(word.text)) {
    if (word.quoted) return quoted(word.text);
    if (/^(?:0x[0-9a-f]+|[0-9]+)(?:\.\.(?:0x[0-9a-f]+|[0-9]+))?$/i.test(word.text)) return spellNumber(word.text);
  }
  return spellShapeWord(word);
}

export function spellShapeWord(word: Word): string {
  return staysWhole(word.text) && word.text !== 'bag' && !needsQuotesAsValue(word.text) ? word.text : quoted(word.text);
}

export function spellShape(shape: ShapeNode): string {
  if (shape.kind === 'bag') return `bag of ${shape.items.map(spellBagItem).join(', ')}`;
  return shape.alternatives.map(spellShapeWord).join(' | ');
}

export function spellBagItem(item: BagItemNode): string {
  const values = [...item.values];
  const first = values.shift();
  const texts = [
    first === undefined ? item.key.text : `${item.key.text}=${first.text}`,
    ...values.map((word) => word.text),
  ];
  if (item.optional) texts[texts.length - 1] += '?';
  return texts.map((text) => spellShapeWord({ text, offset: 0, length: 0 })).join(' | ');
}

export function spellTest(test: TestNode): string {
  const per = test.per ? ` per ${spellNumber(test.per.every.text)} ${test.per.unit.text}` : '';
  return `${test.not ? 'not ' : ''}${spellBounds(test)}${per}`;
}

function spellBounds(test: TestNode): string {
  if (test.kind === 'is') return test.word.text;
  const unit = test.unit ? ` ${test.unit.text}` : '';
  if (test.kind === 'compare') return `${test.sign.text} ${spellNumber(test.value.text)}${unit}`;
  return `${test.values.map(spellValue).join(' | ')}${unit}`;
}

export function spellCheck(check: CheckNode): string {
  return `${check.field.text} ${spellTest(check.test)}`;
}

export function spellCondition(condition: ConditionNode): string {
  return `when ${condition.checks.map(spellCheck).join(' and ')}`;
}

export function spellOtherwise(node: OtherwiseNode): string {
  return `otherwise ${node.consequence.text}${node.code ? ` ${spellNumber(node.code.text)}` : ''}${node.when ? ` ${spellCondition(node.when)}` : ''}`;
}

export function spellSource(source: SourceNode): string {
  return [
    'source',
    ...(source.title ? [quoted(source.title.text)] : []),
    ...(source.url ? [source.url.text] : []),
  ].join(' ');
}

export function spellFor(roles: readonly Word[]): string {
  return `for ${roles.map((role) => role.text).join(', ')}`;
}

export function spellSectionHead(head: SectionHeadNode): string {
  return [
    head.kind,
    ...(head.occasion ? [head.occasion.text] : []),
    ...(head.under ? [`under ${spellTemplates(head.under)}`] : []),
    ...(head.roles ? [spellFor(head.roles)] : []),
    ...(head.when ? [spellCondition(head.when)] : []),
    ...(head.about ? [quoted(head.about.text)] : []),
  ].join(' ');
}

/** Clauses that stand on the first line however long it gets. */
export function spellFirstClauses(clauses: ClausesNode): string[] {
  return [
    ...(clauses.levels ? [`levels ${spellTest(clauses.levels.test)}`] : []),
    ...(clauses.default ? [`default ${spellShapeWord(clauses.default.value)}`] : []),
    ...(clauses.about ? [quoted(clauses.about.text)] : []),
    ...(clauses.roles ? [spellFor(clauses.roles)] : []),
    ...(clauses.when ? [spellCondition(clauses.when)] : []),
    ...clauses.otherwise.map(spellOtherwise),
  ];
}

/** The other clauses in their order; `short` ones join the first line while there is room. */
export function spellLaterClauses(clauses: ClausesNode): { readonly text: string; readonly short: boolean }[] {
  const long = (text: string): { text: string; short: boolean } => ({ text, short: false });
  const short = (text: string): { text: string; short: boolean } => ({ text, short: true });
  return [
    ...(clauses.notCounting ? [short(`not counting ${spellTemplates(clauses.notCounting.topics)}`)] : []),
    ...(clauses.except ? [long(`except ${spellTemplates(clauses.except.topics)}`)] : []),
    ...(clauses.reply ? [long(`reply ${spellTemplates(clauses.reply)}`)] : []),
    ...(clauses.required ? [short('required')] : []),
    ...(clauses.after ? [long(`after ${spellTemplates(clauses.after.topics)}`)] : []),
    ...(clauses.note ? [long(`note ${clauses.note.warning ? 'warning ' : ''}${quoted(clauses.note.text.text)}`)] : []),
    ...(clauses.use ? [long(`use ${spellTemplate(clauses.use)}`)] : []),
    ...(clauses.source ? [short(spellSource(clauses.source))] : []),
  ];
}
