import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'lint/unused-ignore',
  title: 'An ignore that ignores nothing',
  kind: 'file',
  severity: 'warning',
  unnecessary: true,
  docs: {
    what: 'A comment `topicguard-ignore-line`, `-next-line` or `-file` with a rule that reports nothing there, without the name of a rule, or with a word that is none of the three. In a run over the whole folder of a configuration also an exception there that leaves nothing out.',
    why: 'Whoever reads it believes that something is wrong there, and the next mistake of the kind is ignored unseen. `--fix` removes it.',
    whenToTurnOff: 'While a large change makes ignores idle that will be needed again.',
  },
  examples: [
    {
      path: 'device.yaml',
      text: `mqtt:
  host: mqtts.heclouds.com
  # topicguard-ignore-next-line connect/keep-alive -- the test device is slow
  keepalive: 120
`,
      findings: [
        {
          line: 3,
          column: 3,
          message: 'This ignores connect/keep-alive, but nothing of the kind is reported in line 4.',
        },
      ],
    },
    {
      path: 'device.yaml',
      text: `mqtt:
  host: mqtts.heclouds.com
  keepalive: 5 # topicguard-ignore-line connect/keep-alive -- the test device is slow
`,
      findings: [],
    },
  ],
};
