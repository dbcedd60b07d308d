import { describe, expect, it } from 'vitest';
import { completeTopic } from '../../lsp/features/complete-topic.js';
import { complete } from './completing.js';
import { Lab } from './lab.js';

const client = `  host: mqtts.heclouds.com
  client_id: meter-7
  username: "238322"
`;
const yaml = (rest: string): string => `mqtt:\n${client}${rest}`;
const json = (rest: string): string =>
  `{"mqtt": {"host": "mqtts.heclouds.com", "client_id": "meter-7", "username": "238322", ${rest}}}`;
const script = (rest: string): string => `policy onenet\nconnect client-id=meter-7 username=238322\n${rest}`;
const own = '$sys/238322/meter-7';

const published = [`${own}/dp/post/json`, `${own}/cmd/response/{cmdid}`, `${own}/image/update`, `${own}/image/get`];
const at = (name: string, marked: string) => complete(completeTopic, name, marked);

describe('what is offered', () => {
  it('is what the policy lets this client publish, under its own names', async () => {
    expect((await at('a.json', json('"publish": ["<|>"]'))).labels).toEqual(published);
    expect((await at('a.yaml', yaml('  publish:\n    - <|>\n'))).labels).toEqual(published);
    const inScript = published.map((topic) => topic.replace('{', '${'));
    expect((await at('a.mqtt', script('publish <|>\n'))).labels).toEqual(inScript);
  });

  it('is what it lets the client subscribe to, with a wildcard where any text may stand, and what covers several', async () => {
    const { labels } = await at('a.json', json('"subscribe": ["<|>"]'));
    expect(labels).toContain(`${own}/cmd/request/+`);
    expect(labels).toContain(`${own}/cmd/#`);
    expect(labels).toContain(`${own}/#`);
    expect(labels).not.toContain('$sys/238322/#');
    expect(labels).not.toContain(`${own}/dp/post/json`);
  });

  it('is both where the file does not say, each with what it is for', async () => {
    const { items, labels } = await at('a.json', json('"topics": ["<|>"]'));
    expect(labels).toEqual(expect.arrayContaining([`${own}/dp/post/json`, `${own}/dp/post/json/accepted`]));
    expect(items.find(({ label }) => label === `${own}/dp/post/json`)?.detail).toBe('publish');
    expect(items.find(({ label }) => label === `${own}/dp/post/json/accepted`)?.detail).toBe('subscribe');
  });

  it('is only what goes with what has been written', async () => {
    expect((await at('a.json', json(`"publish": ["${own}/im<|>"]`))).labels).toEqual([
      `${own}/image/update`,
      `${own}/image/get`,
    ]);
    expect((await at('a.json', json('"publish": ["my/<|>"]'))).labels).toEqual([]);
    expect((await at('a.json', json(`"publish": ["${own}/dp/post/json/x/<|>"]`))).labels).toEqual([]);
  });

  it('is what can be given up', async () => {
    const text = script(`subscribe ${own}/cmd/#\nunsubscribe <|>\n`);
    expect((await at('a.mqtt', text)).labels).toEqual([`${own}/cmd/#`]);
  });

  it('is what may be published where a will is, if it may be at all', async () => {
    const lab = new Lab({
      'plant.mqttpolicy': 'policy plant\n\ntopics under plant\n  publish  state, alarm\n  subscribe  orders\n',
    });
    const text =
      '# topicguard: policy=plant.mqttpolicy\nmqtt: {host: broker.example.com, client_id: a, will: {topic: <|>}}\n';
    expect((await complete(completeTopic, 'a.yaml', text, { lab })).labels).toEqual(['plant/state', 'plant/alarm']);
  });

  it('says the row of the policy', async () => {
    const lab = new Lab({ 'plant.mqttpolicy': 'policy plant\n\ntopics\n  publish  plant/state  "On or off"\n' });
    const text =
      '# topicguard: policy=plant.mqttpolicy\nmqtt: {host: broker.example.com, client_id: a, publish: <|>}\n';
    const [item] = (await complete(completeTopic, 'a.yaml', text, { lab })).items;
    expect(item?.documentation).toMatchObject({
      value: expect.stringMatching(/^On or off\. `publish plant\/state "On or off"` \(\[line 4/),
    });
  });

  it.each(['onenet', 'onenet-studio', 'thingsboard'])(
    'is nothing that lint has something against, by %s',
    async (policy) => {
      for (const verb of ['publish', 'subscribe']) {
        const text = (topics: readonly string[]): string =>
          `// topicguard: policy=${policy}\n${json(`"${verb}": ${JSON.stringify(topics)}`)}`;
        const { labels } = await at('a.jsonc', text([]).replace('[]', '["<|>"]'));
        expect(labels.length).toBeGreaterThan(2);
        const lab = new Lab();
        for (const label of labels) {
          const findings = await lab.findings(lab.open('a.jsonc', text([label])).uri);
          expect(findings.filter((finding) => /topic|subscribe|limits/.test(finding))).toEqual([]);
        }
      }
    },
  );

  it('is found in a policy of a thousand listings, in bounded time', async () => {
    const listings = Array.from({ length: 1000 }, (_, at) => `  publish, subscribe  area${at % 30}/sensor${at}\n`);
    const lab = new Lab({ 'plant.mqttpolicy': `policy plant\n\ntopics under plant\n${listings.join('')}` });
    const text = (topic: string): string =>
      `# topicguard: policy=plant.mqttpolicy\nmqtt: {host: broker.example.com, client_id: a, topics: ["${topic}"]}\n`;
    const all = await complete(completeTopic, 'a.yaml', text('<|>'), { lab });
    expect(all.labels.length).toBeGreaterThan(50);
    const last = await complete(completeTopic, 'a.yaml', text('plant/area9/sensor99<|>'), { lab });
    expect(last.labels).toEqual(['plant/area9/sensor99', 'plant/area9/sensor999']);
  });

  it('is nothing beside topics, for no client, in comments, and where the configuration cannot be used', async () => {
    for (const rest of [
      '"keepalive": <|>',
      '"na<|>me": 1',
      '"client_id": "<|>"',
      '"a": 1<|>',
      '"publish": ["a<|>" 7]<|>',
    ])
      expect((await at('a.json', json(rest))).labels.filter((label) => !label.startsWith('$sys'))).toEqual([]);
    expect((await at('package.json', '{"subscribe": "<|>"}')).labels).toEqual([]);
    expect((await at('a.yaml', yaml('  # publish: <|>\n'))).labels).toEqual([]);
    const lab = new Lab({ 'topicguard.json': '{' });
    expect((await complete(completeTopic, 'a.json', json('"publish": ["<|>"]'), { lab })).labels).toEqual([]);
  });
});

describe('the text after it is taken', () => {
  const upload = `${own}/dp/post/json`;

  it.each([
    ['a.json', json('"publish": ["<|>"]'), json(`"publish": ["${upload}"]`)],
    ['a.json', json('"publish": ["$s<|>ys/1/old", "b"]'), json(`"publish": ["${upload}", "b"]`)],
    ['a.json', json('"publish": [<|>]'), json(`"publish": ["${upload}"]`)],
    ['a.json', json('"publish": <|>'), json(`"publish": "${upload}"`)],
    ['a.json', json('"publish": {"$sys/<|>": 1}'), json(`"publish": {"${upload}": 1}`)],
    [
      'a.json',
      `${json('"publish": ["$sys/<|>').slice(0, -2)}\n]}}`,
      `${json(`"publish": ["${upload}"`).slice(0, -2)}\n]}}`,
    ],
    ['a.yaml', yaml('  publish: <|>\n'), yaml(`  publish: ${upload}\n`)],
    ['a.yaml', yaml('  publish: $sys/<|>1/x # ours\n'), yaml(`  publish: ${upload} # ours\n`)],
    ['a.yaml', yaml('  publish:\n    - $sys/<|>\n    - b\n'), yaml(`  publish:\n    - ${upload}\n    - b\n`)],
    ['a.yaml', yaml('  publish: ["$s<|>ys/1", b]\n'), yaml(`  publish: ["${upload}", b]\n`)],
    ['a.yaml', yaml("  publish: ['<|>']\n"), yaml(`  publish: ['${upload}']\n`)],
    ['a.yaml', yaml('  publish: [<|>]\n'), yaml(`  publish: [${upload}]\n`)],
    ['a.yaml', yaml('  publish: [$sys/<|>, b]\n'), yaml(`  publish: [${upload}, b]\n`)],
    ['a.yaml', yaml('  publish:\n    - "$sys/<|>\n'), yaml(`  publish:\n    - "${upload}"\n`)],
    ['a.yaml', yaml('  publish: <|>\r\n'), yaml(`  publish: ${upload}\r\n`)],
    ['a.mqtt', script('publish <|> qos=1\n'), script(`publish ${upload} qos=1\n`)],
    ['a.mqtt', script('publish $sys/<|>x qos=1 {"a":1}\n'), script(`publish ${upload} qos=1 {"a":1}\n`)],
    ['a.mqtt', script('publish "$sys/<|>" => allowed\n'), script(`publish "${upload}" => allowed\n`)],
  ])('in %s: %j', async (name, before, after) => {
    expect((await at(name, before)).taking(upload)).toBe(after);
  });

  it('has a wildcard in quotes only where YAML asks for them', async () => {
    const { taking } = await at('a.yaml', yaml('  subscribe:\n    - $sys/<|>\n'));
    expect(taking(`${own}/cmd/#`)).toBe(yaml(`  subscribe:\n    - ${own}/cmd/#\n`));
  });

  it('is one of several filters of a script', async () => {
    const { taking } = await at('a.mqtt', script(`subscribe ${own}/cmd/#, $sys/<|>\n`));
    expect(taking(`${own}/image/#`)).toBe(script(`subscribe ${own}/cmd/#, ${own}/image/#\n`));
  });

  it('keeps variables that stand before the cursor, and puts a foreign name right', async () => {
    const kept = await at('a.json', json('"publish": ["$sys/238322/${DEVICE}/<|>"]'));
    expect(kept.taking('$sys/238322/${DEVICE}/dp/post/json')).toContain('"$sys/238322/${DEVICE}/dp/post/json"');
    const foreign = await at('a.json', json('"publish": ["$sys/999/<|>"]'));
    expect(foreign.taking(upload)).toContain(`["${upload}"]`);
  });

  it('leaves what is to be said to the editor to jump to', async () => {
    const snippets = { textDocument: { completion: { completionItem: { snippetSupport: true } } } };
    const text = json('"publish": ["<|>"]');
    const { items } = await complete(completeTopic, 'a.json', text, { client: snippets });
    const item = items.find(({ label }) => label.endsWith('{cmdid}'));
    expect(item).toMatchObject({
      insertTextFormat: 2,
      textEdit: { newText: '\\$sys/238322/meter-7/cmd/response/${1:{cmdid\\}}' },
    });
    expect(items.find(({ label }) => label === upload)).not.toHaveProperty('insertTextFormat');
  });
});

describe('the names of the client', () => {
  const nameless = (rest: string): string =>
    `{"mqtt": {"host": "mqtts.heclouds.com", "subscribe": [${rest}], "publish": ["<|>"]}}`;

  it('are taken from the topics that the file already has, variables included', async () => {
    expect((await at('a.json', nameless('"$sys/p9/d9/cmd/#"'))).labels).toContain('$sys/p9/d9/dp/post/json');
    expect((await at('a.json', nameless('"$sys/${PID}/${DEV}/cmd/#"'))).labels).toContain(
      '$sys/${PID}/${DEV}/dp/post/json',
    );
  });

  it('stay open where nobody says them, or two topics differ', async () => {
    expect((await at('a.json', nameless(''))).labels).toContain('$sys/{pid}/{device-name}/dp/post/json');
    const filters = '{"mqtt": {"host": "mqtts.heclouds.com", "subscribe": ["<|>"]}}';
    expect((await at('a.json', filters)).labels).toContain('$sys/{pid}/{device-name}/cmd/request/+');
    expect((await at('a.json', nameless('"$sys/p9/d8/cmd/#", "$sys/p9/d9/cmd/#"'))).labels).toContain(
      '$sys/p9/{device-name}/dp/post/json',
    );
  });

  it('are those of the configuration where the file says none', async () => {
    const lab = new Lab({ 'topicguard.json': '{"identity": {"pid": "p1", "device-name": "s1"}}' });
    expect((await complete(completeTopic, 'a.json', nameless(''), { lab })).labels).toContain(
      '$sys/p1/s1/dp/post/json',
    );
  });
});
