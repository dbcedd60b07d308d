import { describe, expect, it } from 'vitest';
import { fixAll } from '../../lsp/features/fix-all.js';
import { ignoreHere } from '../../lsp/features/ignore-here.js';
import { quickFix } from '../../lsp/features/quick-fix.js';
import { ruleOff } from '../../lsp/features/rule-off.js';
import { Lab } from './lab.js';

const yaml = `mqtt:
  host: mqtts.heclouds.com
  client_id: meter-7
  username: "238322"
  keepalive: <|>5
  subscribe:
    - $sys/238322/meter-7/cmd/request/+
`;
const plain = yaml.replace('<|>', '');

describe('quick fixes', () => {
  it('are those of the findings under the cursor', async () => {
    const lab = new Lab();
    const opened = lab.open('device.yaml', yaml, 'yaml');
    const actions = await lab.actions(quickFix, opened);
    expect(actions).toMatchObject([{ kind: 'quickfix', diagnostics: [{ code: 'connect/keep-alive' }] }]);
    expect(lab.applied(actions[0]?.edit)).toEqual({ 'device.yaml': plain.replace('keepalive: 5', 'keepalive: 10') });
    const elsewhere = lab.open('other.yaml', `<|>${plain}`, 'yaml');
    expect(await lab.actions(quickFix, elsewhere)).toEqual([]);
  });

  it('are left out where the editor asks for other actions', async () => {
    const lab = new Lab();
    const opened = lab.open('device.yaml', yaml, 'yaml');
    expect(await lab.actions(quickFix, opened, ['refactor'])).toEqual([]);
    expect(await lab.actions(quickFix, opened, ['quickfix'])).toHaveLength(1);
  });

  it('mend policies too', async () => {
    const lab = new Lab();
    const opened = lab.open('plant.mqttpolicy', 'policy plant\n\nconect<|>\n  keep-alive 10..60\n', 'mqttpolicy');
    const [action] = await lab.actions(quickFix, opened);
    expect(lab.applied(action?.edit)).toEqual({ 'plant.mqttpolicy': 'policy plant\n\nconnect\n  keep-alive 10..60\n' });
  });
});

describe('fix all', () => {
  const wrong = `// the gateway
{
  "mqtt": {
    "host": "mqtts.heclouds.com", "client_id": "meter-7", "username": "238322",
    "subscribe": [" $sys/238322/meter-7/cmd/request/+<|>", "$sys/238322/meter-7/dp/post/json/accepted "]
  }
}
`;

  it('writes what --fix writes', async () => {
    const lab = new Lab();
    const opened = lab.open('device.jsonc', wrong);
    const actions = await lab.actions(fixAll, opened, ['source.fixAll']);
    expect(actions).toMatchObject([{ kind: 'source.fixAll.topicguard' }]);
    expect(lab.applied(actions[0]?.edit)).toEqual({
      'device.jsonc': wrong.replace('<|>', '').replace('" $sys', '"$sys').replace('accepted "', 'accepted"'),
    });
  });

  it('is offered where it would do something, and only where it was asked for', async () => {
    const lab = new Lab();
    const opened = lab.open('device.jsonc', wrong);
    expect(await lab.actions(fixAll, opened)).toHaveLength(1);
    expect(await lab.actions(fixAll, opened, ['source.fixAll.eslint'])).toEqual([]);
    expect(await lab.actions(fixAll, opened, ['quickfix'])).toEqual([]);
    expect(await lab.actions(fixAll, lab.open('device.yaml', yaml, 'yaml'))).toEqual([]);
  });
});

describe('ignoring a finding where it is', () => {
  it('is a comment above the line, with a place for the reason', async () => {
    const lab = new Lab();
    const actions = await lab.actions(ignoreHere, lab.open('device.yaml', yaml, 'yaml'));
    expect(actions.map(({ title }) => title)).toEqual(['Ignore connect/keep-alive here']);
    expect(lab.applied(actions[0]?.edit)).toEqual({
      'device.yaml': plain.replace(
        '  keepalive',
        '  # topicguard-ignore-next-line connect/keep-alive -- TODO: say why\n  keepalive',
      ),
    });
  });

  it('is a comment of its kind in a script', async () => {
    const lab = new Lab();
    const opened = lab.open('run.mqtt', 'policy onenet\nconnect client-id=a username=1\nsubscribe <|>#\n', 'mqtt');
    const [action] = await lab.actions(ignoreHere, opened);
    expect(lab.applied(action?.edit)).toEqual({
      'run.mqtt':
        'policy onenet\nconnect client-id=a username=1\n// topicguard-ignore-next-line subscribe/wildcard-level -- TODO: say why\nsubscribe #\n',
    });
  });

  it('keeps the ends of lines', async () => {
    const lab = new Lab();
    const [action] = await lab.actions(ignoreHere, lab.open('device.yaml', yaml.replaceAll('\n', '\r\n'), 'yaml'));
    expect(lab.applied(action?.edit)['device.yaml']).toContain('-- TODO: say why\r\n  keepalive');
  });

  it('is another comment where none can stand above', async () => {
    const lab = new Lab();
    const opened = lab.open(
      'device.yaml',
      'mqtt: {host: mqtts.heclouds.com, client_id: "meter-\\\n  7", keepalive: <|>5}\n',
      'yaml',
    );
    const [action] = await lab.actions(ignoreHere, opened);
    const text = lab.applied(action?.edit)['device.yaml'] as string;
    const after = lab.open('after.yaml', text, 'yaml');
    expect(text).toContain('-line connect/keep-alive -- TODO: say why');
    expect(await lab.findings(after.uri)).toEqual([]);
  });

  it('is in the configuration for JSON without comments, and in a comment only as a second choice', async () => {
    const lab = new Lab({ 'topicguard.json': '{\n  // ours\n  "root": true\n}\n' });
    const opened = lab.open(
      'lab/device.json',
      '{"mqtt": {"host": "mqtts.heclouds.com", "client_id": "a", "keepalive": 5<|>}}\n',
    );
    const actions = await lab.actions(ignoreHere, opened);
    expect(actions.map(({ title }) => title)).toEqual([
      'Ignore connect/keep-alive here, in topicguard.json',
      'Ignore connect/keep-alive here, in a comment',
    ]);
    const after = lab.applied(actions[0]?.edit);
    expect(after).toEqual({
      'topicguard.json': `{
  // ours
  "root": true,
  "exceptions": [
    {
      "files": "lab/device.json",
      "rules": [
        "connect/keep-alive"
      ],
      "at": "mqtt.keepalive",
      "reason": "TODO: say why"
    }
  ]
}
`,
    });
    lab.open('topicguard.json', after['topicguard.json'] as string, 'jsonc');
    expect(await lab.findings(opened.uri)).toEqual([]);
  });
});

describe('turning a rule off', () => {
  const off = async (config: string, name = 'topicguard.yaml'): Promise<string | undefined> => {
    const lab = new Lab({ [name]: config });
    const opened = lab.open('device.yaml', yaml, 'yaml');
    const [action] = await lab.actions(ruleOff, opened);
    if (!action) return undefined;
    const text = lab.applied(action.edit)[name] as string;
    lab.open(name, text, 'yaml');
    expect(await lab.findings(opened.uri)).toEqual([]);
    return text;
  };

  it('makes a configuration where there is none', async () => {
    const lab = new Lab();
    const opened = lab.open('deep/device.yaml', yaml, 'yaml');
    const client = { workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } } };
    const [action] = await lab.actions(ruleOff, opened, undefined, client);
    expect(action?.title).toBe('Turn connect/keep-alive off in topicguard.json');
    expect(action?.edit?.documentChanges?.[0]).toMatchObject({ kind: 'create', uri: lab.uriOf('topicguard.json') });
    expect(lab.applied(action?.edit)).toEqual({
      'topicguard.json': '{\n  "rules": {\n    "connect/keep-alive": "off"\n  }\n}\n',
    });
    const [simple] = await lab.actions(ruleOff, opened);
    expect(simple?.edit?.changes).toHaveProperty([lab.uriOf('topicguard.json')]);
  });

  it.each([
    ['{}', '{\n  "rules": {\n    "connect/keep-alive": "off"\n  }\n}'],
    [
      '{ // why\n  "rules": { "connect/keep-alive": { "severity": "warning" } }\n}\n',
      '{ // why\n  "rules": { "connect/keep-alive": { "severity": "off" } }\n}\n',
    ],
    [
      '{\n\t"rules": {\n\t\t"connect/keep-alive": "hint" // for now\n\t}\n}\n',
      '{\n\t"rules": {\n\t\t"connect/keep-alive": "off" // for now\n\t}\n}\n',
    ],
  ])('changes %j', async (before, after) => {
    expect(await off(before, 'topicguard.json')).toBe(after);
  });

  it.each([
    ['', 'rules:\n  "connect/keep-alive": "off"\n'],
    ['root: true # ours', 'root: true # ours\nrules:\n  "connect/keep-alive": "off"\n'],
    [
      'rules:\n    # quiet\n    topic/star: hint\nroot: true\n',
      'rules:\n    # quiet\n    "connect/keep-alive": "off"\n    topic/star: hint\nroot: true\n',
    ],
    ['rules: { topic/star: hint }\n', 'rules: {"connect/keep-alive": "off",  topic/star: hint }\n'],
    ['rules: {}\n', 'rules: {"connect/keep-alive": "off"}\n'],
    ['rules:\n  connect/keep-alive: warning\n', 'rules:\n  connect/keep-alive: "off"\n'],
    ['rules:\n  connect/keep-alive: {severity: warning}\n', 'rules:\n  connect/keep-alive: {severity: "off"}\n'],
  ])('changes the YAML %j', async (before, after) => {
    expect(await off(before)).toBe(after);
  });

  it('is not offered where it would not count', async () => {
    expect(
      await off('{"overrides": [{"files": "*.yaml", "rules": {"connect/keep-alive": "error"}}]}', 'topicguard.json'),
    ).toBeUndefined();
    expect(await off('{"rules": {"connect/keepalive": "off"}}', 'topicguard.json')).toBeUndefined();
  });
});
