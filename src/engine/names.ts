import type { Binding, ConnectField, Consequence, Declaration, Policy, Template } from '../policy/model.js';
import type { LevelShape } from '../topics/pattern.js';
import { NON_EMPTY, shapeMatches } from '../topics/shape.js';
import { inspectBag, writtenBag } from './bag.js';
import type { Counts } from './compile.js';
import { onWire } from './consequence.js';
import type { NameTable } from './entries.js';
import type { Fault } from './faults.js';
import type { RuleId } from './verdict.js';
import { describeShape, quote } from './words.js';

/** An identity name as the policy declares it. */
export interface Name {
  readonly name: string;
  readonly declaration: Declaration;
  readonly bindings: readonly NameBinding[];
  readonly consequence: Consequence | undefined;
  /** Whether a template of topics holds it; such a value must be one safe level. */
  usedInTopics: boolean;
  /** Whether some template begins with it, so that a value with `$` in front would make a `$` topic. */
  beginsTopic: boolean;
}

/** A binding as one of its names sees it. */
export interface NameBinding extends Binding {
  /** What stands before and after the name in the field; nothing where it stands there several times. */
  readonly around: readonly [head: string, tail: string] | undefined;
}

/** The names that clients fill in, by index. */
export class Names implements NameTable {
  readonly list: readonly Name[];
  /** The order in which they are filled in. Bags come last: their templates speak of the other names. */
  readonly bindingOrder: readonly number[];
  readonly #byName = new Map<string, number>();
  readonly boundShapes: readonly LevelShape[];
  /** Whether the password says what a name is. */
  readonly inPassword: boolean;

  constructor(policy: Policy, counts: Counts) {
    const list: Name[] = [];
    for (const section of policy.sections) {
      if (section.section !== 'identity' || !counts(section)) continue;
      for (const line of section.lines) {
        if (!('shape' in line) || !counts(line)) continue;
        const bindings = section.lines.flatMap((other): NameBinding[] =>
          'bind' in other && counts(other) && namesIn(other.to).includes(line.name)
            ? [{ ...other, around: around(other.to, line.name) }]
            : [],
        );
        list.push({
          name: line.name,
          declaration: line,
          bindings,
          consequence: line.otherwise ?? section.otherwise,
          usedInTopics: false,
          beginsTopic: false,
        });
      }
    }
    this.list = list;
    const isBag = (index: number): boolean => list[index]?.declaration.shape.kind === 'bag';
    this.bindingOrder = [...list.keys()].sort((a, b) => Number(isBag(a)) - Number(isBag(b)));
    list.forEach((name, index) => {
      this.#byName.set(name.name, index);
    });
    this.boundShapes = list.map((name) =>
      name.declaration.shape.kind === 'level' ? name.declaration.shape.level : NON_EMPTY,
    );
    this.inPassword = list.some(
      ({ declaration, bindings }) =>
        declaration.shape.kind !== 'bag' && bindings.some((binding) => binding.bind === 'password'),
    );
    this.#noteUse(policy);
  }

  boundIndex(name: string): number | undefined {
    return this.#byName.get(name);
  }

  #noteUse(policy: Policy): void {
    for (const section of policy.sections) {
      if (section.section !== 'topics') continue;
      const templates = section.lines.flatMap((line) =>
        'topics' in line ? [...line.topics, ...(line.except ?? [])] : [],
      );
      const under = section.under ?? [];
      for (const template of [...under, ...templates]) {
        const begins = under.length === 0 || under.includes(template);
        for (const [at, level] of template.levels.entries()) {
          if (level.kind !== 'pieces') continue;
          for (const [place, piece] of level.pieces.entries()) {
            const name = piece.kind === 'name' ? this.list[this.boundIndex(piece.name) ?? -1] : undefined;
            if (!name) continue;
            name.usedInTopics = true;
            if (begins && at === 0 && place === 0) name.beginsTopic = true;
          }
        }
      }
    }
  }
}

export function namesIn(template: Template): string[] {
  return template.levels.flatMap((level) =>
    level.kind === 'path'
      ? [level.name]
      : level.kind === 'pieces'
        ? level.pieces.flatMap((piece) => (piece.kind === 'name' ? [piece.name] : []))
        : [],
  );
}

/** CONNECT fields that bindings read: text, `null` for absent, `undefined` for unknown. */
export type ConnectTexts = Readonly<Record<ConnectField, string | null | undefined>>;

const fieldFacts: Readonly<Record<ConnectField, { rule: RuleId; field: string; label: string }>> = {
  'client-id': { rule: 'connect/client-id', field: 'clientId', label: 'The client id' },
  username: { rule: 'connect/username', field: 'username', label: 'The user name' },
  password: { rule: 'connect/password', field: 'password', label: 'The password' },
  'will.topic': { rule: 'connect/will', field: 'will.topic', label: 'The will topic' },
};

export interface Bound {
  /** By index; `undefined` where nothing is known, or where the value is refused. */
  readonly values: (string | undefined)[];
  readonly faults: Fault[];
}

/** Fills the names in from the CONNECT fields and says what is wrong with them. */
export function bind(names: Names, texts: ConnectTexts, now: number | undefined): Bound {
  const values: (string | undefined)[] = names.list.map(() => undefined);
  const faults: Fault[] = [];
  for (const index of names.bindingOrder) {
    const name = names.list[index] as Name;
    for (const binding of name.bindings) {
      const text = texts[binding.bind];
      if (text === undefined) continue;
      const { label } = fieldFacts[binding.bind];
      const { about } = name.declaration;
      if (text === null) {
        const remark = about === undefined ? '' : ` (${about})`;
        const { shape } = name.declaration;
        const says = shape.kind === 'bag' ? `it is written ${writtenBag(shape.items)}` : `it says {${name.name}}`;
        faults.push(faultOf(name, binding, `${label} is missing, but must be there: ${says}${remark}.`));
        continue;
      }
      const value = cut(binding.around, text);
      if (value === undefined) {
        faults.push(faultOf(name, binding, `${label} is ${quote(text)}, but must have the form ${binding.to.text}.`));
        continue;
      }
      if (name.declaration.shape.kind === 'bag') {
        for (const part of inspectBag(
          value,
          name.declaration.shape.items,
          (other) => values[names.boundIndex(other) ?? -1],
          now,
        )) {
          if (part.fault !== undefined) faults.push(faultOf(name, binding, `${label} is refused: ${part.fault}`));
        }
        continue;
      }
      const unsafe = unsafeText(name, value);
      if (unsafe !== undefined) {
        faults.push(
          faultOf(
            name,
            binding,
            `${label} is ${quote(value)}, but ${unsafe}.${about === undefined ? '' : ` ${about}.`}`,
          ),
        );
        continue;
      }
      const earlier = values[index];
      if (earlier !== undefined && earlier !== value) {
        faults.push(
          faultOf(
            name,
            binding,
            `${label} says that {${name.name}} is ${quote(value)}, but it is ${quote(earlier)} elsewhere in the same CONNECT.`,
          ),
        );
        continue;
      }
      values[index] = value;
    }
  }
  return { values, faults };
}

function faultOf(name: Name, { bind, line }: NameBinding, message: string): Fault {
  const { rule, field } = fieldFacts[bind];
  const consequence = onWire(name.consequence, 'connect', field);
  return { rule, field, consequence, policyLine: line, message: () => message };
}

/** What stands before and after a name in a field; nothing where the template is more than that. */
function around(template: Template, name: string): NameBinding['around'] {
  let head = '';
  let tail: string | undefined;
  for (const [at, level] of template.levels.entries()) {
    const pieces = level.kind === 'pieces' ? level.pieces : level.kind === 'literal' ? [level] : [];
    if (at > 0) literal('/');
    for (const piece of pieces) {
      if (piece.kind === 'literal') literal(piece.text);
      else if (piece.kind === 'name' && piece.name === name && tail === undefined) tail = '';
      else return undefined;
    }
  }
  return tail === undefined ? undefined : [head, tail];

  function literal(more: string): void {
    if (tail === undefined) head += more;
    else tail += more;
  }
}

/** The text of a name in a field that a template takes apart. */
function cut(known: NameBinding['around'], text: string): string | undefined {
  if (!known) return undefined;
  const [head, tail] = known;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return undefined;
  return text.slice(head.length, text.length - tail.length);
}

/** Why a value may not stand for this name; `undefined` when it may. Identities are data: none may act as topic syntax. */
export function unsafeText(name: Name, value: string): string | undefined {
  if (name.usedInTopics) {
    if (value === '') return 'may not be empty: it stands for a topic level';
    if (!value.isWellFormed()) return 'is not well-formed UTF-8 [MQTT-1.5.3-1]';
    const sign = /[/+#]/.exec(value)?.[0];
    if (sign)
      return `may not hold ${quote(sign)}: it stands for one topic level, and ${quote(sign)} would act as topic syntax`;
    if (/[\u0000-\u001f\u007f-\u009f]/.test(value)) return 'may not hold a control character';
    if (name.beginsTopic && value.startsWith('$'))
      return 'may not begin with "$": topics that begin with "$" are the server\'s own';
  }
  const { shape } = name.declaration;
  if (shape.kind === 'level' && !shapeMatches(shape.level, value)) return `must be ${describeShape(shape)}`;
  return undefined;
}
