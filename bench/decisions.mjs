/**
 * Decisions a second: may this device publish to this topic? All contestants answer the same requests in the same process, in
 * turns, and must give the same answers. Prints ratios; absolute times do not hold between machines.
 */
import { createGuard, loadPolicy } from '../dist/index.js';
import { peers } from './peers.mjs';
import { device, handWritten, product, topics } from './requests.mjs';

// So many that everything is compiled for good: a broker asks all day.
const rounds = 60;
const requests = topics(4096);
const session = createGuard(await loadPolicy('onenet')).session({ pid: product, 'device-name': device });
const byHand = handWritten(product, device);
const guarded = (topic) => session.publish({ topic, qos: 1, retain: false, payloadBytes: 0 }).allowed;

await race('a quarter refused', requests, {
  'hand-written function': { decide: (topic) => byHand(topic, 1, false, 0) },
  topicguard: { decide: guarded },
  ...(await peers()),
});
for (const wanted of [true, false]) {
  await race(
    wanted ? 'all allowed' : 'all refused, nobody asks why',
    requests.filter((topic) => byHand(topic, 1, false, 0) === wanted),
    { 'hand-written function': { decide: (topic) => byHand(topic, 1, false, 0) }, topicguard: { decide: guarded } },
  );
}
await race(
  'a quarter refused, topics as the bytes of a packet',
  requests,
  {
    'hand-written function, decoding': { decide: (bytes) => byHand(bytes.toString('utf8'), 1, false, 0) },
    topicguard: { decide: guarded },
  },
  (topic) => Buffer.from(topic),
);

/** `packed`: how a request looks to the contestants. Fresh each round, as a socket gives them. */
async function race(title, asked, contestants, packed = (topic) => Buffer.from(topic).toString('utf8')) {
  const expected = asked.map((topic) => byHand(topic, 1, false, 0));
  for (const [name, { decide }] of Object.entries(contestants)) {
    const wrong = asked.findIndex((topic, at) => decide(packed(topic)) !== expected[at]);
    if (wrong >= 0) throw new Error(`${name} answers ${asked[wrong]} otherwise`);
  }
  const best = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const [name, { decide, share = 1 }] of Object.entries(contestants)) {
      const fresh = asked.slice(0, asked.length / share).map(packed);
      const start = process.hrtime.bigint();
      for (let i = 0; i < fresh.length; i++) decide(fresh[i]);
      const each = Number(process.hrtime.bigint() - start) / fresh.length;
      best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, each));
    }
  }
  const own = best.get('topicguard');
  console.log(`\nmay a device publish? ${asked.length} requests, ${title}; the same answers from all`);
  for (const [name, each] of best) {
    const perSecond = Math.round(1e9 / each).toLocaleString('en');
    console.log(
      `  ${name.padEnd(40)} ${perSecond.padStart(12)} decisions/s   ${(each / own).toFixed(2)} x topicguard's time`,
    );
  }
}
