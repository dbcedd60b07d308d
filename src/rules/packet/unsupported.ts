import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'packet/unsupported',
  title: 'The platform does not take this packet',
  kind: 'decisions',
  severity: 'error',
  docs: {
    what: 'A packet that the policy refuses, or one that only a server sends.',
    why: 'OneNET has no QoS 2, so PUBREC, PUBREL and PUBCOMP close the connection.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
  },
  examples: [],
};
