import type { OptionNode, Written } from './ast.js';
import { didYouMean, shown } from './messages.js';

/** What an option's text can mean: a value, or why it is none (the end of the sentence `keep-alive is …`). */
type Meaning = { readonly value: unknown } | { readonly wrong: string };

interface OptionType {
  /** The field of the syntax tree. */
  readonly field: string;
  readonly read: (text: string) => Meaning;
  /** Texts that people write for it, where there are few. */
  readonly values?: readonly string[];
}

const text = (field: string): OptionType => ({ field, read: (value) => ({ value }) });
const integer = (field: string, unit: string): OptionType => ({
  field,
  read: (value) => {
    const number = /^-?[0-9]{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return Number.isNaN(number) ? { wrong: unit } : { value: number };
  },
});
const FLAGS = new Map([
  ['0', false],
  ['1', true],
  ['false', false],
  ['true', true],
]);
const qos: OptionType = { ...integer('qos', 'a number'), values: ['0', '1', '2'] };
const flag = (field: string): OptionType => ({
  field,
  values: ['0', '1'],
  read: (value) => {
    const read = FLAGS.get(value);
    return read === undefined ? { wrong: '0 or 1' } : { value: read };
  },
});
const PORT: OptionType = {
  field: 'port',
  read: (value) => {
    const port = /^[0-9]{1,5}$/.test(value) ? Number(value) : 0;
    return port >= 1 && port <= 65535 ? { value: port } : { wrong: 'a number from 1 to 65535' };
  },
};
const matching = (field: string, form: RegExp, wrong: string): OptionType => ({
  field,
  read: (value) => (form.test(value) ? { value } : { wrong }),
});
const PROTOCOLS = new Map([
  ['3.1', 3],
  ['3.1.1', 4],
  ['5', 5],
  ['5.0', 5],
]);

/** The one table of options: which there are, after which verb, what their text means. */
const TABLES: Readonly<Record<string, ReadonlyMap<string, OptionType>>> = {
  connect: new Map<string, OptionType>([
    ['client-id', text('clientId')],
    ['username', text('username')],
    ['password', text('password')],
    [
      'protocol',
      {
        field: 'protocolLevel',
        values: ['3.1', '3.1.1', '5'],
        read: (value) => {
          const level = PROTOCOLS.get(value);
          return level === undefined ? { wrong: '3.1, 3.1.1 or 5' } : { value: level };
        },
      },
    ],
    ['clean-session', flag('cleanSession')],
    ['keep-alive', integer('keepAlive', 'a number of seconds')],
    [
      'will',
      {
        field: 'noWill',
        values: ['none'],
        read: (value) =>
          value === 'none'
            ? { value: null }
            : { wrong: '"none"; a will is written will.topic=… will.payload=… will.qos=… will.retain=…' },
      },
    ],
    ['will.topic', text('willTopic')],
    ['will.payload', text('willPayload')],
    ['will.qos', { ...qos, field: 'willQos' }],
    ['will.retain', flag('willRetain')],
    ['will-qos', { ...qos, field: 'flagWillQos' }],
    ['will-retain', flag('flagWillRetain')],
    ['now', integer('now', 'a number of Unix seconds')],
    [
      'host',
      matching(
        'host',
        /^(?:[^\s/:@[\]]+|\[[0-9A-Fa-f:.]+\])$/,
        'a name or an address alone; the port is written port=…',
      ),
    ],
    ['port', PORT],
    ['tls', flag('tls')],
    ['address', matching('address', /^[0-9A-Fa-f.:]+$/, "the client's IP address, such as 192.168.4.7")],
    ['listener', text('listener')],
  ]),
  subscribe: new Map([['qos', qos]]),
  unsubscribe: new Map(),
  publish: new Map([
    ['qos', qos],
    ['retain', flag('retain')],
    ['dup', flag('dup')],
    ['payload-bytes', integer('payloadBytes', 'a number of bytes')],
  ]),
  receive: new Map([
    ['qos', qos],
    ['retain', flag('retain')],
  ]),
};

/** The options that a verb takes, with their usual values; none of a verb that takes none. */
export function optionsOf(verb: string): ReadonlyMap<string, Pick<OptionType, 'values'>> {
  return Object.hasOwn(TABLES, verb) ? (TABLES[verb] as ReadonlyMap<string, OptionType>) : new Map();
}

export type Report = (code: string, message: string, span: { readonly start: number; readonly end: number }) => void;

/** The fields that the options of one statement give, by name; each mistake is reported and leaves its field out. */
export function readOptions(
  verb: string,
  options: readonly OptionNode[],
  report: Report,
): Record<string, Written<unknown>> {
  const fields: Record<string, Written<unknown>> = {};
  const table = TABLES[verb] as ReadonlyMap<string, OptionType>;
  for (const option of options) {
    const key = option.key.value;
    const type = table.get(key);
    if (type === undefined) {
      report('option', unknownOption(verb, key, table), option.key.span);
    } else if (Object.hasOwn(fields, type.field)) {
      report('option', `"${key}" is given twice in this statement.`, option.span);
    } else {
      const meaning = type.read(option.value.value);
      if ('wrong' in meaning)
        report('value', `${key} is ${meaning.wrong}, not ${shown(option.value.value)}.`, option.value.span);
      else fields[type.field] = { value: meaning.value, span: option.value.span };
    }
  }
  return fields;
}

function unknownOption(verb: string, key: string, table: ReadonlyMap<string, OptionType>): string {
  const known = [...table.keys()];
  if (known.length === 0) return `${verb} takes no options, so "${key}" means nothing here.`;
  return `"${key}" is not an option of ${verb}.${didYouMean(key, known) || ` There are ${known.join(', ')}.`}`;
}
