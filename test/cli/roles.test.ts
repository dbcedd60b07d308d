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
