import { describe, expect, it } from 'vitest';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import type { Feature } from '../../lsp/features/feature.js';
import { hoverIgnore } from '../../lsp/features/hover-ignore.js';
import { hoverOption } from '../../lsp/features/hover-option.js';
import { hoverTopic } from '../../lsp/features/hover-topic.js';
import { Lab } from './lab.js';

const yaml = (rest: string): string => `mqtt:
  host: mqtts.heclouds.com
  client_id: meter-7
  username: "238322"
${rest}`;

interface Shown {
  readonly text: string;
  /** The text that it is about. */
  readonly about: string;
}

async function hover(
  one: Feature,
  marked: string,
  name = 'device.yaml',
  lab = new Lab(),
  client = {},
): Promise<Shown | null> {
  const opened = lab.open(name, marked, name.split('.').pop());
  const found = await lab.ask<Hover | null>(one, opened, {}, client);
  if (!found) return null;
  return { text: (found.contents as MarkupContent).value, about: opened.source.lines.getText(found.range) };
}

describe('hovering a topic', () => {
  it('says what the platform answers, what each level is, and which row of the policy it is', async () => {
    expect(await hover(hoverTopic, yaml('  subscribe:\n    - $sys/238322/meter-7/cmd<|>/request/+\n'))).toEqual({
      about: '$sys/238322/meter-7/cmd/request/+',
      text: `**subscribe**: allowed, QoS 0 is granted by OneNET MQTT IoT Suite.

1. \`$sys\`
2. \`238322\`: \`{pid}\` (The product id)
3. \`meter-7\`: \`{device-name}\` (The device's name, not its numeric id)
4. \`cmd\`
5. \`request\`
6. \`+\`: any one level, here \`{cmdid}\` (Made by the platform, a UUID today; copy it into the answer)

- subscribe \`$sys/{pid}/{device-name}/cmd/request/{cmdid}\`: A command for the device. [line 102 of the policy onenet](page:///policies/onenet.mqttpolicy#L102), see [Commands](https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/topics/cmd-topics.html)`,
    });
  });

  it('says what is wrong, and what the platform does about it', async () => {
    const shown = await hover(hoverTopic, yaml('  subscribe: ["$sys/238322/<|>#"]\n'));
    expect(shown?.text).toContain('**subscribe**: not allowed by OneNET MQTT IoT Suite. ');
    expect(shown?.text).toContain('refuses the subscription (SUBACK 0x80); the connection stays open.');
    expect(shown?.text).toMatch(/^3\. `#`: everything from here on$/m);
    expect(shown?.text).toMatch(/^- and \d+ more$/m);
  });

  it('says the QoS that is granted where more was asked for', async () => {
    const shown = await hover(hoverTopic, yaml('  subscribe: [{topic: "$sys/238322/meter-7/cmd/<|>#", qos: 2}]\n'));
    expect(shown?.text).toContain('allowed, QoS 0 is granted');
  });

  it('says one answer for each thing that it can be', async () => {
    const shown = await hover(hoverTopic, 'mqtt: {host: broker.example.com, client_id: a, topics: [a<|>/b]}\n');
    expect(shown?.text).toMatch(/^\*\*publish\*\*: .*\n\n\*\*subscribe\*\*: /);
  });

  it('names the holes of a topic', async () => {
    const shown = await hover(hoverTopic, yaml('  publish: ["$sys/${PID}/<|>meter-7/cmd/response/%s"]\n'));
    expect(shown?.text).toContain('2. `{PID}`: `{pid}` (The product id)');
    expect(shown?.text).toContain('6. `%s`: `{cmdid}`');
  });

  it('shows the line of a policy of the workspace', async () => {
    const lab = new Lab({
      'plant.mqttpolicy':
        'policy plant\n\ntopics under plant\n  {machine}  [a-z]{1,20}\n  publish  {machine}/state  "What it does"\n',
    });
    const marked =
      '# topicguard: policy=plant.mqttpolicy\nmqtt: {host: broker.example.com, client_id: a, publish: ["plant/<|>press/state"]}\n';
    const shown = await hover(hoverTopic, marked, 'device.yaml', lab);
    expect(shown?.text).toContain(
      '- publish `plant/{machine}/state`: What it does. `publish {machine}/state "What it does"` ([line 5 of the policy plant](file:///lab/plant.mqttpolicy#L5))',
    );
  });

  it('answers in scripts, and for a will', async () => {
    const script =
      'policy onenet\nconnect client-id=s1 username=p1\npublish $sys/p1/<|>s1/dp/post/json qos=0 retain=0 {}\n';
    expect((await hover(hoverTopic, script, 'firmware.mqtt'))?.text).toContain(
      '**publish**: allowed, as far as the file says, by OneNET',
    );
    const will = yaml('  will: {topic: a<|>/b, payload: x}\n');
    expect((await hover(hoverTopic, will))?.text).toContain('**will**: not allowed');
  });

  it('keeps what somebody has written from being a link or a tag', async () => {
    const lab = new Lab({
      'plant.mqttpolicy':
        'policy plant "[Plant](http://a.example) <b>"\n\ntopics under plant\n  {machine}  any  "*Ours*"\n  publish  {machine}  "<img src=x>"\n',
    });
    const marked =
      '# topicguard: policy=plant.mqttpolicy\nmqtt: {host: broker.example.com, client_id: a, publish: ["plant/<|>``<b>[a](b)"]}\n';
    const shown = await hover(hoverTopic, marked, 'device.yaml', lab);
    expect(shown?.text).toContain('\\[Plant\\](http://a.example) \\<b\\>');
    expect(shown?.text).toContain('\\<img src=x\\>');
    expect(shown?.text).toContain("2. `` ''{b}[a](b) ``: `{machine}` (\\*Ours\\*)");
  });

  it('links to no address but web pages, and to files whatever they are called', async () => {
    const text =
      'policy plant\n  source "Ours" ftp://a.example/x\n\ntopics\n  {a}  any\n  publish  {a}/y  source "Ours"\n';
    const lab = new Lab({ 'a (1)/plant.mqttpolicy': text, 'topicguard.json': '{"policy": "a (1)/plant.mqttpolicy"}' });
    const marked = 'mqtt: {host: broker.example.com, client_id: a, publish: [<|>x/y]}\n';
    const shown = await hover(hoverTopic, marked, 'device.yaml', lab);
    expect(shown?.text).toContain('(file:///lab/a%20%281%29/plant.mqttpolicy#L6)');
    expect(shown?.text).not.toContain('ftp:');
  });

  it('is plain text for an editor that shows no other', async () => {
    const client = { textDocument: { hover: { contentFormat: ['plaintext'] } } };
    const shown = await hover(
      hoverTopic,
      yaml('  subscribe: ["$sys/238322/meter-7/cmd/<|>#"]\n'),
      'device.yaml',
      new Lab(),
      client,
    );
    expect(shown?.text).toMatch(/^subscribe: allowed, QoS 0 is granted by OneNET MQTT IoT Suite\.\n\n1\. \$sys\n/);
    expect(shown?.text).toContain('[line 102 of the policy onenet page:///policies/onenet.mqttpolicy#L102]');
  });

  it('has nothing to say elsewhere', async () => {
    expect(await hover(hoverTopic, yaml('  key<|>word: 1\n'))).toBeNull();
    expect(await hover(hoverTopic, '{"name": "<|>x"}', 'package.json')).toBeNull();
  });
});

describe('hovering an option', () => {
  it('says what it is, what is wrong with its value, where the policy says so, and the rule', async () => {
    const shown = await hover(hoverOption, yaml('  keepalive: <|>5\n'));
    expect(shown?.about).toBe('5');
    expect(shown?.text).toBe(`**keep-alive**: Longest silence of the client.

Keep-alive is 5 s, but must be 10 to 1800 s. OneNET MQTT IoT Suite closes the connection.

- [line 36 of the policy onenet](page:///policies/onenet.mqttpolicy#L36), see [Device manual](https://open.iot.10086.cn/doc/mqtt/book/device-develop/manual.html)

[connect/keep-alive](page:///docs/rules/connect/keep-alive.md): Keep-alive is outside the range of the platform.`);
  });

  it('answers on the key too', async () => {
    expect((await hover(hoverOption, yaml('  keep<|>alive: 60\n')))?.text).toContain('has nothing against the value.');
    const script = 'policy onenet\nconnect client-id=a keep-<|>alive=5\n';
    expect((await hover(hoverOption, script, 'a.mqtt'))?.text).toContain('must be 10 to 1800 s');
    const json = '{"mqtt": {"host": "mqtts.heclouds.com", "clean<|>Session": false, "clientId": "a"}}';
    expect((await hover(hoverOption, json, 'a.json'))?.text).toContain('connect/clean-session');
  });

  it('says of a client id which names it fills in', async () => {
    const shown = await hover(hoverOption, yaml('').replace('meter-7', '<|>meter-7'));
    expect(shown?.text).toContain("The device's name, not its numeric id");
    expect(shown?.text).toContain('[connect/client-id]');
  });

  it('knows the QoS of what is published from that of what is subscribed to', async () => {
    const subscribed = await hover(hoverOption, yaml('  subscribe: [{topic: $sys/238322/meter-7/cmd/#, qos: <|>1}]\n'));
    expect(subscribed?.text).toContain('[subscribe/qos]');
    expect(subscribed?.text).toContain('QoS is 1, which the platform lowers to 0.');
    const published = await hover(
      hoverOption,
      yaml('  publish: [{topic: $sys/238322/meter-7/dp/post/json, q<|>os: 2}]\n'),
    );
    expect(published?.text).toContain('[publish/qos]');
    expect(published?.text).toContain('closes the connection');
  });

  it('has nothing to say elsewhere', async () => {
    expect(await hover(hoverOption, yaml('  key<|>word: 1\n'))).toBeNull();
    expect(await hover(hoverOption, '{"keepalive": <|>1}', 'other.json')).toBeNull();
  });
});

describe('hovering an ignore', () => {
  it('explains the rule under the cursor, else all of them', async () => {
    const comment = '# topicguard-ignore-line connect/<|>will, topic/star -- old\n';
    const one = await hover(hoverIgnore, yaml(comment));
    expect(one?.about).toBe('connect/will');
    expect(one?.text).toMatch(/^\[connect\/will\]\(page:\/\/\/docs\/rules\/connect\/will\.md\): /);
    expect(one?.text).not.toContain('topic/star');
    const all = await hover(hoverIgnore, yaml(comment.replace('<|>', '').replace('ignore', 'ig<|>nore')));
    expect(all?.text).toMatch(/\[connect\/will\][\s\S]*\[topic\/star\]/);
  });

  it('says what a name that is none may have meant', async () => {
    const shown = await hover(hoverIgnore, yaml('# topicguard-ignore-line connect/w<|>il\n'));
    expect(shown?.text).toBe('There is no rule `connect/wil`. Did you mean `connect/will`?');
  });

  it('has nothing to say to other comments', async () => {
    expect(await hover(hoverIgnore, yaml('# connect/<|>will\n'))).toBeNull();
  });
});
