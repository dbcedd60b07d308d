import { plant } from '../plant.js';
import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'topic/denied',
  title: 'The policy denies this topic',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A topic that a `deny` line of the policy takes away, whatever else allows it.',
    why: 'Deny wins: a line that denies says that somebody decided so, and it does not matter which other lines allow the same topic.',
  },
  examples: [
    {
      path: 'session.mqtt',
      policy: plant,
      text: `publish plant/press-1/state
publish plant/config/press-1
`,
      findings: [
        {
          line: 2,
          column: 9,
          message:
            '"plant/config/press-1" is denied: the policy says "deny publish plant/config/#". Only the planner writes the configuration.',
        },
      ],
    },
    {
      path: 'session.mqtt',
      policy: plant,
      text: `publish plant/press-1/state
`,
      findings: [],
    },
  ],
};
