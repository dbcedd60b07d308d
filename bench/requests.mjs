/** Publish requests to one OneNET device's session, about three in four allowed: the same for every contestant. */
export const product = '238322';
export const device = 'sensor-1';

const prefix = `$sys/${product}/${device}`;
const allowed = [
  'dp/post/json',
  'image/update',
  'image/get',
  'cmd/response/33ffea0a-e5f1-49d6-a626-ffee1bbd93ef',
  'cmd/response/7',
];
const refused = [
  `$sys/${product}/sensor-2/dp/post/json`,
  `$sys/238323/${device}/dp/post/json`,
  `${prefix}/dp/post/json/accepted`,
  `${prefix}/cmd/request/7`,
  `${prefix}/dp/post/jsn`,
  'my/own/topic',
  `${prefix}/+/post/json`,
];

/** Fresh strings, as a socket gives them: an engine's cache of constants would flatter whoever splits them. */
export function topics(count) {
  const list = [];
  for (let i = 0; i < count; i++) {
    const text = i % 4 === 3 ? refused[(i >> 2) % refused.length] : `${prefix}/${allowed[i % allowed.length]}`;
    list.push(Buffer.from(text).toString('utf8'));
  }
  return list;
}

/** What a careful engineer would write for this one platform, with the checks that the policy has on a publish. */
export function handWritten(pid, name) {
  const own = `$sys/${pid}/${name}/`;
  const commandId = /^[A-Za-z0-9_-]{1,64}$/;
  const level = /^[A-Za-z0-9_$-]*$/;
  return (topic, qos, retain, payloadBytes) => {
    if (qos !== 0 && qos !== 1) return false;
    if (retain) return false;
    if (payloadBytes > 262144) return false;
    let slashes = 0;
    for (let i = 0; i < topic.length; i++) {
      const code = topic.charCodeAt(i);
      if (code === 0x2b || code === 0x23 || code === 0) return false;
      if (code === 0x2f) slashes++;
    }
    if (slashes > 7 || !topic.startsWith(own)) return false;
    const rest = topic.slice(own.length);
    if (rest === 'dp/post/json' || rest === 'image/update') return true;
    if (rest === 'image/get') return payloadBytes === 0;
    if (rest.startsWith('cmd/response/')) {
      const id = rest.slice(13);
      return level.test(id) && commandId.test(id) && payloadBytes < 1024;
    }
    return false;
  };
}
