/** Others who answer "may this device publish to this topic?" for one device of OneNET; each is set up once, as its users would. */
import v8 from 'node:v8';
import { newEnforcer, newModelFromString } from 'casbin';
import mqttMatch from 'mqtt-match';
import { QlobberTrue } from 'qlobber';
import { device, product } from './requests.mjs';

const filters = ['dp/post/json', 'image/update', 'image/get', 'cmd/response/+'].map(
  (rest) => `$sys/${product}/${device}/${rest}`,
);
/** None of them looks at the topic's form itself. */
const isWellFormed = (topic) => !/[+#\0]/.test(topic);

/** Name to `decide(topic)`. `share`: so many times fewer requests, for those who are slow. */
export async function peers() {
  return {
    'a list of regular expressions': { decide: regularExpressions() },
    'mqtt-match, one call for each filter': {
      decide: (topic) => isWellFormed(topic) && filters.some((filter) => mqttMatch(filter, topic)),
    },
    'qlobber, its filters in a trie': { decide: qlobber() },
    casbin: { decide: await casbin(), share: 8 },
    'Cedar (WebAssembly), parsed before': { decide: await cedar(), share: 64 },
  };
}

function regularExpressions() {
  const expressions = filters.map((filter) => {
    const levels = filter
      .split('/')
      .map((level) => (level === '+' ? '[^/]*' : level.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    return new RegExp(`^${levels.join('/')}$`);
  });
  return (topic) => isWellFormed(topic) && expressions.some((expression) => expression.test(topic));
}

function qlobber() {
  const matcher = new QlobberTrue({ separator: '/', wildcard_one: '+', wildcard_some: '#' });
  for (const filter of filters) matcher.add(filter);
  return (topic) => isWellFormed(topic) && matcher.test(topic);
}

async function casbin() {
  const enforcer = await newEnforcer(
    newModelFromString(`
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && topicMatch(r.obj, p.obj)
`),
  );
  enforcer.addFunction('topicMatch', (topic, filter) => mqttMatch(filter, topic));
  for (const filter of filters) await enforcer.addPolicy('device', filter, 'publish');
  return (topic) => isWellFormed(topic) && enforcer.enforceSync(device, topic, 'publish');
}

/** Its `like` knows no levels, so the topic is taken apart before. */
async function cedar() {
  // Without this Node 20 can end when code that calls WebAssembly gets hot.
  v8.setFlagsFromString('--no-turbo-inline-js-wasm-calls');
  const { preparsePolicySet, statefulIsAuthorized } = await import('@cedar-policy/cedar-wasm/nodejs');
  const parsed = preparsePolicySet('onenet', {
    staticPolicies: `permit(principal, action == Action::"publish", resource) when {
      context.product == "${product}" && context.device == "${device}" &&
      (["dp/post/json", "image/update", "image/get"].contains(context.rest) || context.rest like "cmd/response/*")
    };`,
  });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));
  return (topic) => {
    const [system, ofProduct = '', ofDevice = '', ...rest] = topic.split('/');
    if (system !== '$sys' || !isWellFormed(topic)) return false;
    const answer = statefulIsAuthorized({
      principal: { type: 'Device', id: device },
      action: { type: 'Action', id: 'publish' },
      resource: { type: 'Topic', id: 'topic' },
      context: { product: ofProduct, device: ofDevice, rest: rest.join('/') },
      preparsedPolicySetId: 'onenet',
      entities: [],
    });
    if (answer.type !== 'success') throw new Error(JSON.stringify(answer));
    return answer.response.decision === 'allow';
  };
}
