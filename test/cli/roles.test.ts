import { describe, expect, it } from 'vitest';
import { folderWith, topicguard } from './run.js';

const gatewayTopic = '$sys/7T4035f89y/box/thing/sub/login';
const who = ['--policy', 'onenet-studio', '--client-id', 'box', '--username', '7T4035f89y'];

describe('a policy that leaves the roles of its clients open', () => {
  it.each([
    ['decide', ['decide', '--policy', 'onenet-studio']],
    ['check', ['check', 'publish', gatewayTopic, ...who]],
  ])('%s asks for one', async (_, words) => {
    const { code, stderr } = await topicguard(words, { input: '' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/device, gateway.*--role/s);
    expect(stderr).not.toMatch(/ at .*\.cjs/);
  });

  it('is judged for the role that was chosen', async () => {
    const asDevice = await topicguard(['check', 'publish', gatewayTopic, ...who, '--role', 'device']);
    const asGateway = await topicguard(['check', 'publish', gatewayTopic, ...who, '--role', 'gateway']);
    expect(asDevice.code).toBe(1);
    expect(asDevice.stdout).toMatch(/^denied/);
    expect(asGateway.code).toBe(0);
    expect(asGateway.stdout).toMatch(/^allowed/);
  });

  it('takes no role that it does not have', async () => {
    const { code, stderr } = await topicguard(['decide', '--policy', 'onenet-studio', '--role', 'admin'], {
      input: '',
    });
    expect(code).toBe(2);
    expect(stderr).toContain('no role "admin"');
  });

  it('is told by a script itself', async () => {
    const script = (role: string): string =>
      `policy onenet-studio\nrole ${role}\nconnect client-id=box username=7T4035f89y\npublish ${gatewayTopic}\n`;
    const cwd = folderWith({
      'gateway.mqtt': script('gateway').replace(/\n$/, ' => allowed\n'),
      'device.mqtt': script('device').replace(/\n$/, ' => closed topic/unknown\n'),
      'other/wrong.mqtt': script('admin'),
      'other/device.mqtt': script('device'),
    });
    expect(await topicguard(['test', 'gateway.mqtt', 'device.mqtt'], { cwd })).toMatchObject({ code: 0 });
    expect(await topicguard(['test', 'gateway.mqtt', '--role', 'device'], { cwd })).toMatchObject({ code: 1 });
    const wrong = await topicguard(['test', 'other/wrong.mqtt'], { cwd });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('other/wrong.mqtt: ') });
    expect(wrong.stderr).toContain('no role "admin"');

    const lint = async (file: string) =>
      (await topicguard(['lint', file, '--format', 'compact'], { cwd })).stdout.split('\n')[0];
    expect(await lint('gateway.mqtt')).toBe('');
    expect(await lint('other/device.mqtt')).toMatch(/^other\/device.mqtt:4:9: error: .*\[topic\/unknown\]$/);
    expect(await lint('other/wrong.mqtt')).toMatch(
      /^other\/wrong.mqtt:2:6: error: .*no role "admin".*\[lint\/policy\]$/,
    );
  });
});

describe('lint of a client whose role decides', () => {
  const box = { host: 'studio-mqtt.heclouds.com', client_id: 'box', username: '7T4035f89y' };
  const topics = { publish: ['$sys/7T4035f89y/box/thing/property/post', gatewayTopic] };
  const file = JSON.stringify({ mqtt: { ...box, ...topics } }, null, 1);

  async function lint(files: Readonly<Record<string, string>>, ...words: string[]) {
    const { code, stdout } = await topicguard(['lint', '--format', 'json', ...words], { cwd: folderWith(files) });
    return { code, ...(JSON.parse(stdout) as { findings: object[]; policies: object[] }) };
  }

  it('takes the role that its topics tell, and says so', async () => {
    const { code, findings } = await lint({ 'a.json': file });
    expect(code).toBe(0);
    expect(findings).toMatchObject([{ rule: 'lint/policy', severity: 'hint', line: 8 }]);
    expect(findings).toMatchObject([{ message: expect.stringContaining('"roles": ["gateway"]') }]);
  });

  it('is quiet once somebody has said it', async () => {
    expect(await lint({ 'a.json': file, 'topicguard.json': '{"roles": ["gateway"]}' })).toMatchObject({ findings: [] });
    expect(await lint({ 'a.json': JSON.stringify({ mqtt: box }) })).toMatchObject({ findings: [] });
  });

  it('keeps to the role that somebody has said, and names the other', async () => {
    const { code, findings } = await lint({ 'a.json': file, 'topicguard.json': '{"roles": ["device"]}' });
    expect(code).toBe(1);
    expect(findings).toMatchObject([{ rule: 'topic/unknown', severity: 'error', line: 8 }]);
    const { stdout } = await topicguard(['lint', 'a.json'], {
      cwd: folderWith({ 'a.json': file, 'topicguard.json': '{"roles": ["device"]}' }),
    });
    expect(stdout).toContain('Allowed for the role gateway');
  });

  it('keeps the errors that every role has', async () => {
    const wrong = file.replace('property/post', 'property/pots');
    const { findings } = await lint({ 'a.json': wrong });
    expect(findings).toMatchObject([
      { rule: 'topic/unknown', severity: 'error', line: 7 },
      { rule: 'lint/policy', severity: 'hint', line: 8 },
    ]);
  });

  const conditions = `policy plant
roles
  staff  when username anna | bert
topics
  publish state/#
topics for staff
  publish lamps/+/set
  subscribe #
`;
  const client = (username: string | undefined) =>
    JSON.stringify({ mqtt: { host: 'localhost', client_id: 'a', username, publish: 'lamps/1/set', subscribe: 'x/y' } });

  it('knows the user name that conditions ask for', async () => {
    const files = {
      'anna.json': client('anna'),
      'carl.json': client('carl'),
      'open.json': client(undefined),
      'plant.mqttpolicy': conditions,
    };
    const { findings } = await lint(files, '--policy', 'plant.mqttpolicy', 'anna.json', 'carl.json', 'open.json');
    expect(findings.filter((one) => !JSON.stringify(one).includes('duplicate'))).toMatchObject([
      { file: 'carl.json', rule: 'topic/unknown' },
      { file: 'carl.json', rule: 'topic/unknown' },
    ]);
  });
});
