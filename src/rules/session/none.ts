import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'session/none',
  title: 'There is no session',
  kind: 'decisions',
  severity: 'error',
  docs: {
    what: 'A request before a CONNECT, or after one that was refused.',
    why: 'The first packet has to be a CONNECT, and a refused one opens no session; the server closes the connection at anything else.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html [MQTT-3.1.0-1]'],
  },
  examples: [],
};
