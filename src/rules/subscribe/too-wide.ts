import { plant } from '../plant.js';
import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'subscribe/too-wide',
  title: 'The filter covers more than the client may have',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A filter with wildcards that covers at least one topic that the client may not subscribe to. The witness is such a topic.',
    why: 'A server that judges subscriptions as a whole refuses a filter that goes beyond what it allows; one that does not would leak the rest.',
  },
  help: () => 'Subscribe to what is needed, one filter for each.',
  examples: [
    {
      path: 'session.mqtt',
      policy: plant,
      text: `subscribe plant/press-1/#
subscribe plant/#
subscribe +/press-1/state
`,
      findings: [
        {
          line: 2,
          column: 11,
          message:
            '"plant/#" also covers "plant/audit/other", which the policy denies ("deny subscribe plant/audit/#").',
        },
        {
          line: 3,
          column: 11,
          message:
            '"+/press-1/state" covers more than this client may subscribe to. It also covers "other/press-1/state".',
        },
      ],
    },
    {
      path: 'session.mqtt',
      policy: plant,
      text: `subscribe plant/press-1/#
`,
      findings: [],
    },
  ],
};
