import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'lint/policy',
  title: 'The policy that the file names cannot be loaded',
  kind: 'file',
  severity: 'error',
  docs: {
    what: 'A comment `topicguard: policy=…`, or a `policy` line of a script, with a name that is not a policy, or with a policy that has errors. As a hint: a client with topics of two generations of one platform, and one whose role nobody says and whose topics tell it.',
    why: 'Nothing can be said about a client whose rules are not known.',
  },
  examples: [
    {
      path: 'device.yaml',
      text: `# topicguard: policy=onnet
mqtt:
  host: broker.example.com
  publish: plant/press-1/state
`,
      findings: [{ line: 1, column: 1, message: 'There is no policy "onnet". Did you mean onenet?' }],
    },
    {
      path: 'device.yaml',
      text: `# topicguard: policy=onenet
mqtt:
  host: broker.example.com
  publish: $sys/238322/meter-7/dp/post/json
`,
      findings: [],
    },
  ],
};
