import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'lint/unknown-rule',
  title: 'The name of a rule that does not exist',
  kind: 'file',
  severity: 'error',
  docs: {
    what: 'A name in an ignore that is no rule. The same mistake in a configuration ends the run with exit code 2.',
    why: 'A misspelt name ignores nothing, and whoever wrote it believes that it does.',
  },
  examples: [
    {
      path: 'session.mqtt',
      text: `policy onenet
connect client-id=meter-7 username=238322 keep-alive=5  // topicguard-ignore-line connect/keepalive
`,
      findings: [
        { line: 2, column: 83, message: 'There is no rule "connect/keepalive". Did you mean connect/keep-alive?' },
      ],
    },
    {
      path: 'session.mqtt',
      text: `policy onenet
connect client-id=meter-7 username=238322 keep-alive=5  // topicguard-ignore-line connect/keep-alive
`,
      findings: [],
    },
  ],
};
