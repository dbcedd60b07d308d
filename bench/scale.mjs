/**
 * How decisions and sessions grow: publishes against 10 to 10,000 topic rules, exact subscribe decisions, and what a session costs.
 * Of the rules one in ten is a deny, half have a `+`, a tenth overlap others. Ratios are to the smallest case.
 */
import { createGuard, loadPolicy } from '../dist/index.js';
import { parsePolicy } from '../dist/policy.js';

const rounds = 9;
/** So many requests come before anything else is done, as from sockets. */
const inOneJob = 100;

const guards = new Map([10, 100, 1_000, 10_000].map((count) => [count, createGuard(policyOf(count))]));
await compare('publish', publishes, 20_000);
await compare('subscribe', subscribes, 5_000);
await sessions(100_000);

/** `area-3/line-7/…`: rule n of a plant; a tenth is a whole area, over the rules of its lines. */
function ruleOf(n) {
  const area = `area-${n % 97}`;
  if (n % 10 === 9) return `  publish, subscribe  ${area}/${n}/#`;
  const verbs = n % 10 === 4 ? 'deny publish, subscribe' : 'publish, subscribe';
  return `  ${verbs}  ${n % 2 === 0 ? `${area}/{client}/+/value-${n}` : `${area}/{client}/line-${n}/value`}`;
}

function policyOf(count) {
  const rules = Array.from({ length: count }, (_, n) => ruleOf(n));
  const { policy, problems } = parsePolicy(
    ['policy plant', 'identity', '  client-id {client}', '  {client} [a-z0-9-]{1,32}', 'topics', ...rules, ''].join(
      '\n',
    ),
  );
  if (!policy) throw new Error(problems[0].message);
  return policy;
}

function publishes(count, n) {
  const rule = n % count;
  const area = `area-${rule % 97}`;
  if (rule % 10 === 9) return `${area}/${rule}/x`;
  return rule % 2 === 0 ? `${area}/c-1/pump/value-${rule}` : `${area}/c-1/line-${rule}/value`;
}

/** Filters as clients have them: a rule's own, one inside it, one too wide. */
function subscribes(count, n) {
  const rule = n % count;
  const area = `area-${rule % 97}`;
  if (n % 7 === 6) return `${area}/c-1/#`;
  if (rule % 10 === 9) return n % 2 === 0 ? `${area}/${rule}/#` : `${area}/${rule}/+/x`;
  return rule % 2 === 0 ? `${area}/c-1/+/value-${rule}` : `${area}/c-1/line-${rule}/value`;
}

async function compare(verb, topicOf, requests) {
  console.log(`\n${verb}: ${requests.toLocaleString('en')} different requests a round`);
  const best = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const [count, guard] of guards) {
      const session = guard.session({ client: 'c-1' });
      const topics = Array.from({ length: requests }, (_, n) => Buffer.from(topicOf(count, n)).toString('utf8'));
      // A filter of its own for each session: what is compared with others of a session is another question.
      const sessions = verb === 'publish' ? [] : topics.map(() => guard.session({ client: 'c-1' }));
      let allowed = 0;
      let nanoseconds = 0;
      for (let from = 0; from < topics.length; from += inOneJob) {
        const start = process.hrtime.bigint();
        for (let i = from; i < from + inOneJob; i++) {
          const verdict =
            verb === 'publish'
              ? session.publish({ topic: topics[i], qos: 0, retain: false })
              : sessions[i].subscribe({ filter: topics[i], qos: 0 });
          if (verdict.allowed) allowed++;
        }
        // A guard notes at the end of a job which sessions subscribed: that is part of the price.
        await undefined;
        nanoseconds += Number(process.hrtime.bigint() - start);
        await new Promise((resolve) => setImmediate(resolve));
      }
      const each = nanoseconds / topics.length;
      if (allowed === 0 || allowed === topics.length) throw new Error(`${allowed} of ${topics.length} allowed`);
      best.set(count, Math.min(best.get(count) ?? Number.POSITIVE_INFINITY, each));
    }
  }
  const [smallest] = best.values();
  for (const [count, each] of best) {
    const perSecond = Math.round(1e9 / each).toLocaleString('en');
    console.log(
      `  ${String(count).padStart(6)} rules ${perSecond.padStart(12)} decisions/s   ${(each / smallest).toFixed(2)} x the time with 10`,
    );
  }
}

async function sessions(count) {
  const guard = createGuard(await loadPolicy('onenet'));
  const heap = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const identities = Array.from({ length: count }, (_, n) => ({ pid: '238322', 'device-name': `meter-${n}` }));
  const before = heap();
  const start = process.hrtime.bigint();
  const open = identities.map((identity) => guard.session(identity));
  const each = Number(process.hrtime.bigint() - start) / count;
  for (const [n, session] of open.entries())
    session.publish({ topic: `$sys/238322/meter-${n}/dp/post/json`, qos: 0, retain: false });
  const used = (heap() - before) / count;
  console.log(`\nsessions: ${count.toLocaleString('en')} open in one process, each with a publish behind it`);
  console.log(
    `  ${Math.round(used)} bytes a session${globalThis.gc ? '' : ' (about; run with --expose-gc)'}, ${(each / 1000).toFixed(2)} µs to open one`,
  );
  if (!open.every((session) => session.open)) throw new Error('a session is not open');
}
