/**
 * Decisions a second: may this device publish to this topic? All contestants answer the same requests in the same process, in
 * turns, and must give the same answers. Prints ratios; absolute times do not hold between machines.
 */
import { newEnforcer, newModelFromString } from 'casbin';
import mqttMatch from 'mqtt-match';
import { createGuard, loadPolicy } from '../dist/index.js';
import { device, handWritten, product, topics } from './requests.mjs';

const rounds = 15;
const requests = topics(4096);
const templates = ['dp/post/json', 'image/update', 'image/get', 'cmd/response/+'].map(
  (rest) => `$sys/{pid}/{name}/${rest}`,
);

const session = createGuard(await loadPolicy('onenet')).session({ pid: product, 'device-name': device });
const byHand = handWritten(product, device);

const enforcer = await newEnforcer(
  newModelFromString(`
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && topicMatch(r.sub, r.obj, p.obj)
`),
);
enforcer.addFunction('topicMatch', (name, topic, template) =>
  mqttMatch(template.replace('{pid}', product).replace('{name}', name), topic),
);
for (const template of templates) await enforcer.addPolicy('device', template, 'publish');

const wellFormed = (topic) => !/[+#\0]/.test(topic);
const contestants = {
  'hand-written function': (topic) => byHand(topic, 1, false, 0),
  topicguard: (topic) => session.publish({ topic, qos: 1, retain: false, payloadBytes: 0 }).allowed,
  'mqtt-match, one call for each template': (topic) =>
    wellFormed(topic) &&
    templates.some((template) => mqttMatch(template.replace('{pid}', product).replace('{name}', device), topic)),
  casbin: (topic) => wellFormed(topic) && enforcer.enforceSync(device, topic, 'publish'),
};

const expected = requests.map((topic) => byHand(topic, 1, false, 0));
for (const [name, decide] of Object.entries(contestants)) {
  const wrong = requests.findIndex((topic, at) => decide(topic) !== expected[at]);
  if (wrong >= 0) throw new Error(`${name} answers ${requests[wrong]} otherwise`);
}

const best = new Map();
for (let round = 0; round < rounds; round++) {
  for (const [name, decide] of Object.entries(contestants)) {
    const share = name === 'casbin' ? 8 : 1;
    const fresh = topics(requests.length / share);
    const start = process.hrtime.bigint();
    let allowed = 0;
    for (let i = 0; i < fresh.length; i++) if (decide(fresh[i])) allowed++;
    const each = Number(process.hrtime.bigint() - start) / fresh.length;
    if (allowed === 0) throw new Error('nothing was allowed');
    best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, each));
  }
}

const own = best.get('topicguard');
console.log(`may a device publish? ${requests.length} requests, the same answers from all`);
for (const [name, each] of best) {
  const perSecond = Math.round(1e9 / each).toLocaleString('en');
  console.log(
    `  ${name.padEnd(40)} ${perSecond.padStart(12)} decisions/s   ${(each / own).toFixed(2)} x topicguard's time`,
  );
}
