import { describe, expect, it } from 'vitest';
import { topicguard } from './run.js';

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
});
