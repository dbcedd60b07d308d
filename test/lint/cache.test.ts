import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigFinder } from '../../src/lint/config/find-config.js';
import { loadBuiltin } from '../../src/lint/guards.js';
import {
  type CachedLint,
  fixText,
  LintCache,
  type LintOptions,
  type LintResult,
  lintText,
  Run,
} from '../../src/lint/index.js';
import { PolicyError } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';

/** Everything that a run over some files depends on. */
interface World {
  readonly files: Map<string, string>;
  config: object;
  /** The page of the policy `plant`; nothing where there is none. */
  plant: string | undefined;
  policy: string | undefined;
  now: number | undefined;
  baseline: readonly string[];
  fix: boolean;
}

const plain = (id: string, more: object = {}): string =>
  JSON.stringify({ mqtt: { host: 'broker.example.com', client_id: id, ...more } }, null, 2);
const token = (id: string, expiry: string): string =>
  `mqtt:\n  host: mqtts.heclouds.com\n  client_id: ${id}\n  username: "1"\n  keepalive: 5\n  clean_session: false\n  password: "version=2018-10-31&res=products%2F1%2Fdevices%2F${id}&et=${expiry}&method=md5&sign=9z6sXacZSD2aPEH8lbVPyA%3D%3D"\n`;

/** The same client ids in several files, tokens, policies by comment, ignores of what only a whole run can tell, damage. */
const texts: Readonly<Record<'json' | 'yaml' | 'mqtt', readonly string[]>> = {
  json: [
    plain('press'),
    plain('saw'),
    `// topicguard-ignore-file connect/duplicate-client-id -- twins\n${plain('press')}`,
    `[${plain('press')}, ${plain('press', { port: 1884 })}, ${plain('press')}]`,
    `// topicguard: policy=plant\n${plain('press', { publish: 'plant/press/state', subscribe: ['other/#', '#'] })}`,
    '{"name": "no client"}',
    '{"mqtt": {"host": "broker.example.com", "client_id": "pre',
    plain('\ud800', { topics: ['a//b', '\ud801'] }),
  ],
  yaml: [
    token('meter-7', '1000'),
    token('meter-7', '2000'),
    token('meter-8', '%32000'),
    token('meter-8', '3000').replace('keepalive: 5', 'keepalive: 5 # topicguard-ignore-line connect/keep-alive'),
    'mqtt: { host: broker.example.com, client_id: press, topics: [a b, "+/#"] }\n',
    '# topicguard: policy=nowhere\nmqtt: { host: broker.example.com, client_id: saw }\n',
  ],
  mqtt: [
    'policy plant\nconnect client-id=press\npublish plant/press/state\npublish plant/saw/state\n',
    'connect client-id=press\nsubscribe #\n',
    'policy onenet\nconnect client-id=m username=1 keep-alive=5\nsubscribe $sys/1/m/#\n',
  ],
};

const plants = [
  'policy plant\n\nidentity\n  client-id  {machine}\n\ntopics under plant/{machine}\n  publish, subscribe  state\n',
  'policy plant\n\nidentity\n  client-id  {machine}\n\ntopics under plant/{machine}\n  publish, subscribe  status\n',
  'policy plant\n\ntopics\n  publsh a\n',
  undefined,
] as const;

const configs: readonly object[] = [
  {},
  { rules: { 'connect/keep-alive': 'hint', 'connect/duplicate-client-id': 'error' } },
  { rules: { 'connect/duplicate-client-id': 'off' } },
  { policy: 'onenet', identity: { pid: '1' } },
  { policy: 'onenet', identity: { pid: '2' } },
  { exceptions: [{ files: '*', rules: ['connect/duplicate-client-id', 'connect/keep-alive', 'topic/foreign'] }] },
  { exceptions: [{ files: '*.yaml', rules: ['connect/keep-alive', 'connect/password'], at: 'mqtt' }] },
];

const names = ['a.json', 'b.json', 'c.example.json', 'a.yaml', 'd.yaml', 'e.mqtt', 'f.mqtt'];
const times = [undefined, 500, 999, 1000, 1999, 2000, 2001, 2999, 3000];

type Edit = (world: World) => void;
const edits: fc.Arbitrary<Edit> = fc.oneof(
  { arbitrary: fc.tuple(fc.constantFrom(...names), fc.nat()).map(edit), weight: 6 },
  fc.constantFrom(...names).map((name) => (world: World) => void world.files.delete(name)),
  { arbitrary: fc.constantFrom(...configs).map((config) => set({ config })), weight: 3 },
  fc.constantFrom(...plants).map((plant) => set({ plant })),
  fc.constantFrom(undefined, undefined, 'onenet', 'mqtt').map((policy) => set({ policy })),
  fc.constantFrom(...times).map((now) => set({ now })),
  fc.nat(5).map((from) => (world: World) => set({ baseline: prints.filter((_, at) => at % 5 < from) })(world)),
  fc.boolean().map((fix) => set({ fix })),
);

function set(change: Partial<World>): Edit {
  return (world) => void Object.assign(world, change);
}

/** Fingerprints of findings that there are, so that a baseline means something. */
const prints: string[] = [];
beforeAll(async () => {
  const world = newWorld();
  for (const [at, name] of names.entries()) edit([name, at])(world);
  for (const { findings } of await lintAll(world))
    prints.push(...findings.map(({ fingerprint }) => fingerprint as string));
});

function edit([name, at]: [string, number]): Edit {
  const pool = texts[name.slice(name.lastIndexOf('.') + 1) as keyof typeof texts];
  return ({ files }) => void files.set(name, pool[at % pool.length] as string);
}

/** What all files together give, in the order of their names. */
async function lintAll(world: World, cache?: LintCache): Promise<(LintResult & { text: string })[]> {
  const finder = new ConfigFinder((file) => (file === '/p/topicguard.json' ? JSON.stringify(world.config) : undefined));
  const run = new Run();
  const results = [];
  for (const name of [...world.files.keys()].sort()) {
    const options: LintOptions = {
      path: name,
      run,
      config: await finder.configFor(`/p/${name}`),
      loadPolicy: loaderOf(world),
      fingerprints: true,
      ...(world.policy !== undefined && { policy: world.policy }),
      ...(world.now !== undefined && { now: world.now }),
      ...(world.baseline.length > 0 && { baseline: new Set(world.baseline) }),
      ...(cache && { cache }),
    };
    const text = world.files.get(name) as string;
    if (world.fix) {
      const fixed = await fixText(text, { ...options, unsafe: true });
      results.push({ ...fixed.result, text: fixed.text });
    } else {
      results.push({ ...(await lintText(text, options)), text });
    }
  }
  return results;
}

function loaderOf({ plant }: World): NonNullable<LintOptions['loadPolicy']> {
  return (name) => {
    if (name !== 'plant' || plant === undefined) return loadBuiltin(name);
    const { policy, problems } = parsePolicy(plant);
    if (!policy) throw new PolicyError(`plant: ${problems[0]?.message}`, problems);
    return policy;
  };
}

/** What survives a run is text, as in a file. */
class Kept {
  text = '[]';
  open(world: World, build = 'one'): { readonly cache: LintCache; readonly close: () => void } {
    const entries = new Map(JSON.parse(this.text) as [string, CachedLint][]);
    const cache = new LintCache({
      build,
      storage: { get: (key) => entries.get(key), set: (key, _, entry) => void entries.set(key, entry) },
      digestOfPolicy: (name) => (name === 'plant' ? (world.plant ?? 'none') : ''),
    });
    const close = (): void => {
      this.text = JSON.stringify([...entries]);
    };
    return { cache, close };
  }
}

function newWorld(): World {
  return { files: new Map(), config: {}, plant: plants[0], policy: undefined, now: 500, baseline: [], fix: false };
}

describe('a cache', () => {
  it('answers as linting anew does, whatever has changed between the runs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(edits, { minLength: 1, maxLength: 6 }), { maxLength: 8 }), async (steps) => {
        const world = newWorld();
        const kept = new Kept();
        for (const step of [names.map((name, at) => edit([name, at])), ...steps]) {
          for (const change of step) change(world);
          const wanted = await lintAll(world);
          const { cache, close } = kept.open(world);
          expect(await lintAll(world, cache)).toEqual(JSON.parse(JSON.stringify(wanted)));
          close();
        }
        // And nothing at all is linted where nothing has changed.
        const { cache } = kept.open(world);
        await lintAll(world, cache);
        expect(cache.misses).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('lints again when a token runs out, and not before', async () => {
    const world = { ...newWorld(), files: new Map([['a.yaml', token('meter-7', '5000')]]) };
    const kept = new Kept();
    const missesAt = async (now: number): Promise<number> => {
      const { cache, close } = kept.open({ ...world, now });
      const [result] = await lintAll({ ...world, now }, cache);
      expect(result?.findings.some(({ message }) => message.includes('expired'))).toBe(now >= 5000);
      close();
      return cache.misses;
    };
    const misses = [];
    for (const now of [3000, 4999, 5000, 5001, 99_999]) misses.push(await missesAt(now));
    expect(misses).toEqual([1, 0, 1, 0, 0]);
  });

  it('does not take what another build has kept', async () => {
    const world = { ...newWorld(), files: new Map([['a.json', plain('press')]]) };
    const kept = new Kept();
    const first = kept.open(world);
    await lintAll(world, first.cache);
    first.close();
    const second = kept.open(world, 'two');
    await lintAll(world, second.cache);
    expect(second.cache.misses).toBe(1);
  });

  it('keeps nothing of a text that cannot be linted', async () => {
    const world = { ...newWorld(), files: new Map([['a.json', plain('press')]]), policy: 'nowhere' };
    const { cache } = new Kept().open(world);
    await expect(lintAll(world, cache)).rejects.toThrow(PolicyError);
    await expect(lintAll(world, cache)).rejects.toThrow(PolicyError);
    expect(cache.misses).toBe(2);
  });
});
