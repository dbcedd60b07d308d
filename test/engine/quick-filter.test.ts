import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile.js';
import { severest } from '../../src/engine/consequence.js';
import { createGuard, type Session } from '../../src/engine/index.js';
import { decideFilter } from '../../src/engine/subscribe.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { Random } from '../topics/random.js';

/** Levels of listings: words, the client's two names, names with a shape, pieces glued together, alternatives, wildcards. */
const listedLevels = [
  'a',
  'b',
  'c',
  '',
  '',
  '$a',
  '{client}',
  '{client}',
  '{tenant}',
  '{x}',
  '{y}',
  '{z}',
  '+',
  'dev-{client}',
  '{up|down}',
];
const askedLevels = ['a', 'b', 'c', '', '', '$a', 't', '$d', 'zz', 'dev-c', 'dev-b', 'up', '+', '+', '+'];
const everyLines = [
  'qos  0..1',
  'qos  0',
  'qos  0  when filter-count 2',
  'filter-count  <= 2',
  'filter-count  1',
  'filter  <= 3 levels',
  'filter  <= 6 B',
  'filter  <= 5 chars',
  'level  [a-z$-]{0,3}',
  'level  [a-z$-]{1,}',
  'shared  none',
  'shared  [a-z]{1,}',
];
const consequences = ['', '  otherwise refuse 0x80', '  otherwise warn', '  otherwise downgrade', '  otherwise close'];
const lineEnds = [
  '',
  '',
  '',
  '',
  '',
  '',
  '',
  '  qos 0',
  '  qos 1  otherwise downgrade',
  '\n    note "Write it otherwise."',
];

/** A template, or a filter, of these levels. */
function template(random: Random, levels: readonly string[]): string {
  const parts = random.list(1, random.pick([2, 3, 4]), () => random.pick(levels));
  if (random.below(4) === 0) parts[parts.length - 1] = '#';
  else if (levels !== askedLevels && random.below(8) === 0) parts.push('{words...}');
  const text = parts.join('/');
  return text === '' ? 'a' : text;
}

function listing(random: Random, levels: readonly string[], denied: number): string {
  const deny = random.below(denied) === 0 ? 'deny ' : '';
  const verbs = random.pick(['subscribe', 'subscribe', 'publish, subscribe', 'publish', 'receive']);
  const except =
    random.below(8) === 0 ? `  except "${template(random, levels).replace(/\/?\{words\.\.\.\}$/, '') || 'a'}"` : '';
  const end = deny ? '' : random.pick(lineEnds);
  const use = end.includes('note') && random.below(2) === 0 ? ' use "a"' : '';
  return `  ${deny}${verbs}  "${template(random, levels)}"${end.includes('\n') ? `${except}${end}${use}` : `${end}${except}`}`;
}

function topicsSection(random: Random): string[] {
  // On a short page few of them, so that lines meet.
  const isLong = random.below(4) === 0;
  const levels = isLong ? listedLevels : random.list(3, 6, () => random.pick(listedLevels));
  const denied = random.pick([3, 7, 20]);
  const filters = random.pick(['within', 'within', 'overlap', 'overlap', 'exact']);
  const own = [' under {client}', ' under $a/{tenant}/{client}'];
  const under = random.pick(filters === 'overlap' ? own : ['', '', '', ' under a', ...own]);
  return [
    `topics${under}`,
    `  filters  ${filters}`,
    ...random.pick([[], [], ['  wildcards  from level 2'], ['  wildcards  from level 3'], ['  wildcards  none']]),
    '',
    '  {x}  [a-c]{1,2}',
    '  {y}  $[a-z]{0,3}',
    '  {z}  [^/+#]{0,}',
    '  {words}  [a-z]{1,4}',
    ...random.list(1, isLong ? 30 : 4, () => listing(random, levels, denied)),
    '',
  ];
}

function randomPage(random: Random): string {
  const every = [...new Set(random.list(0, random.pick([0, 0, 1, 3]), () => random.pick(everyLines)))].map(
    (line) => `  ${line}${random.pick(consequences)}`,
  );
  return [
    'policy random',
    'identity',
    '  client-id  {client}',
    '  username  {tenant}',
    '  {client}  [a-z]{1,2}',
    '  {tenant}  [a-z$]{1,2}',
    '',
    ...(every.length > 0
      ? ['every subscribe', ...every, ...random.pick([[], ['  otherwise refuse'], ['  otherwise close']]), '']
      : []),
    ...random.pick([[], [], [`every session`, '  subscriptions  <= 2', '']]),
    ...topicsSection(random),
    ...(random.below(3) === 0 ? topicsSection(random) : []),
  ].join('\n');
}

/** A text with something in it that a filter may not have, or that is not looked at here. */
function broken(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  return `${text.slice(0, at)}${random.pick(['+', '#', 'ü', '\0', '/'])}${text.slice(at)}`;
}

/** Filters that are near to what the page lists, and others. */
function filters(random: Random, page: string): string[] {
  const listed = [...page.matchAll(/"([^"]*)"/g)].map(([, text]) => text as string);
  const under = /^topics under (.*)$/m.exec(page)?.[1];
  const filled = (text: string): string =>
    text
      .replaceAll('{client}', random.pick(['c', 'c', 'c', 'c', 'c', '+', 'd']))
      .replaceAll('{tenant}', random.pick(['t', 't', 't', 't', 't', '+', 'u']))
      .replaceAll('{x}', random.pick(['a', 'bc', '+', 'zz']))
      .replaceAll('{y}', random.pick(['$a', '$', '+']))
      .replaceAll('{z}', random.pick(['a', '', '+']))
      .replaceAll('{up|down}', random.pick(['up', 'down', '+', '{up|down}']))
      .replaceAll('{words...}', random.pick(['a', 'a/b', '#', '+', 'a/#']));
  const near = (): string => {
    const text = filled(
      under !== undefined && random.below(4) > 0 ? `${under}/${random.pick(listed)}` : random.pick(listed),
    );
    const levels = text.split('/');
    // Mostly behind the prefix.
    const from = random.below(4) > 0 && text.startsWith('$a/') ? Math.min(3, levels.length - 1) : 0;
    const at = from + random.below(levels.length - from);
    switch (random.below(6)) {
      case 0:
        levels[at] = '+';
        return levels.join('/');
      case 1:
        return [...levels.slice(0, at), '#'].join('/');
      case 2:
        levels[at] = random.pick(askedLevels);
        return levels.join('/');
      default:
        return text;
    }
  };
  const dressed = (text: string): string =>
    random.pick(['$share/g/', '$share/', '$queue/', '$exclusive/', '$share']) + text;
  return random.list(20, 20, () => {
    const text = random.below(3) === 0 ? template(random, askedLevels) : near();
    if (random.below(20) === 0) return dressed(text);
    return random.below(30) === 0 ? broken(random, text) : text;
  });
}

describe('the quick decision about a filter', () => {
  it('says what the full engine says, advice and QoS included, or nothing', { timeout: 240_000 }, () => {
    const said = { allowed: 0, refused: 0, unclear: 0 };
    const behindTrunk = { allowed: 0, refused: 0, unclear: 0 };
    const grantedWide = { within: 0, overlap: 0, exact: 0 };
    for (let seed = 1; seed <= 8_000; seed++) {
      const random = new Random(seed * 7919);
      const text = randomPage(random);
      const { policy } = parsePolicy(text);
      // A few lines that are not taken come out of chance.
      if (!policy) continue;
      const compiled = compile(policy, { roles: new Set(), holds: () => true });
      const quick = compiled.quick.subscribe;
      const identity = ['c', random.pick(['t', 't', 't', 't', '$t'])];
      for (const filter of filters(random, text)) {
        const qos = random.pick([0, 0, 0, 0, 1, 2, 3, undefined]);
        const filterCount = random.pick([1, 1, 1, 2, 3, undefined]);
        const subscriptions = random.pick([1, 1, 1, 2, 3, undefined]);
        const beginning = random.below(4) === 0 ? undefined : quick.beginning(identity);
        const answer = quick.decide(filter, qos, identity, filterCount, subscriptions, beginning);
        said[answer]++;
        if (beginning && filter.startsWith(beginning.text)) behindTrunk[answer]++;
        if (answer === 'unclear') continue;
        const context = {
          compiled,
          identity,
          ...(filterCount !== undefined && { filterCount }),
          ...(subscriptions !== undefined && { subscriptions }),
        };
        const { faults, advice, grantedQos } = decideFilter(context, filter, qos);
        const asked = JSON.stringify({ filter, qos, filterCount, subscriptions, identity });
        const where = (): string => `seed ${seed}: ${asked} ${answer}\n${text}`;
        if (answer === 'refused') {
          if (faults.length === 0) expect.fail(where());
          if (quick.refusal)
            expect(severest(faults.map(({ consequence }) => consequence)), where()).toEqual(quick.refusal);
          continue;
        }
        expect({ faults, advice, grantedQos }, where()).toEqual({ faults: [], advice: [], grantedQos: qos ?? 0 });
        const [mode, ...others] = compiled.modes;
        if (mode && others.length === 0 && isWide(filter)) grantedWide[mode]++;
      }
    }
    expect(said.allowed).toBeGreaterThan(2_000);
    expect(said.refused).toBeGreaterThan(20_000);
    expect(Math.min(...Object.values(behindTrunk))).toBeGreaterThan(100);
    expect(Math.min(...Object.values(grantedWide))).toBeGreaterThan(100);
  });
});

function sessionUnder(page: readonly string[], identity: Readonly<Record<string, string>>): Session {
  const { policy } = parsePolicy(page.join('\n'));
  if (!policy) throw new Error('The page is right.');
  return createGuard(policy).session(identity);
}

it('does not take one name for another, where what is denied begins with a name and what is granted with another', () => {
  const session = sessionUnder(
    [
      'policy p',
      'identity',
      '  client-id  {client}',
      '  username   {tenant}',
      '  {client}   [a-z]{1,2}',
      '  {tenant}   [a-z]{1,2}',
      'topics',
      '  deny subscribe  {tenant}/x',
      '  deny subscribe  {tenant}/y',
      '  subscribe       {client}/a',
      '  subscribe       {client}/b',
    ],
    { client: 'c', tenant: 't' },
  );
  const granted = ['c/a', 't/a', 'c/x', 't/x'].filter((filter) => session.subscribe({ filter, qos: 0 }).allowed);
  expect(granted).toEqual(['c/a']);
});

it('does not take how messages begin for how filters begin', () => {
  const session = sessionUnder(
    [
      'policy p',
      'topics',
      '  publish    up/x/a',
      '  publish    up/x/b',
      '  subscribe  down/x/a',
      '  subscribe  down/x/b',
    ],
    {},
  );
  expect(session.publish({ topic: 'up/x/a', qos: 0, retain: false }).allowed).toBe(true);
  const granted = ['up/x/a', 'down/x/a'].filter((filter) => session.subscribe({ filter, qos: 0 }).allowed);
  expect(granted).toEqual(['down/x/a']);
  expect(session.publish({ topic: 'down/x/a', qos: 0, retain: false }).allowed).toBe(false);
});

/** Whether a page grants a filter that it spells, and that begins as all its listings do. */
const grantsBelow = (beginning: string): boolean => {
  const page = ['policy p', 'topics', ...['x', 'y'].map((end) => `  publish, subscribe  ${beginning}/${end}`)];
  return sessionUnder(page, {}).subscribe({ filter: `${beginning}/x`, qos: 0 }).allowed;
};

it.each([
  ['$share/g', '$shares/g'],
  ['$share', '$Share'],
  ['$queue', '$queues'],
  ['$exclusive/a', '$exclusive-/a'],
])('never takes %s for levels, not even where all begin so; %s is', (disguise, levels) => {
  expect(grantsBelow(disguise)).toBe(false);
  expect(grantsBelow(levels)).toBe(true);
});

function isWide(filter: string): boolean {
  return /[+#]/.test(filter);
}
