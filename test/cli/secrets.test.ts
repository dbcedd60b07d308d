import { describe, expect, it } from 'vitest';
import { formatNames } from '../../cli/formats/index.js';
import { folderWith, topicguard } from './run.js';

/** Of another device, and expired; so each file has something to say about it. */
const token =
  'version=2018-10-31&res=products%2F238322%2Fdevices%2Fpump-1&et=1700000000&method=md5&sign=c2VjcmV0LXNpZ25hdHVyZS0x';
const secret = 'c2VjcmV0LXNpZ25hdHVyZS0x';

const files = {
  'one-line.json': JSON.stringify({
    host: 'mqtts.heclouds.com',
    client_id: 'meter-7',
    username: '238322',
    password: token,
    keepalive: 5,
    publish: '$sys/238322/pump-1/dp/post/json',
  }),
  'block.yaml': `mqtt:\n  broker: mqtts.heclouds.com\n  client_id: meter-7\n  username: "238322"\n  password: >-\n    ${token}\n`,
  'plain.yaml': `mqtt: {broker: mqtts.heclouds.com, client_id: meter-7, username: "238322", password: "${token}", keepalive: 5}\n`,
  'session.mqtt': `policy onenet\nconnect client-id=meter-7 username=238322 password="${token}" keep-alive=5\n`,
};

describe('a password or a token', () => {
  it.each(Object.entries(files))('is not shown by lint: %s', async (name, text) => {
    const folder = folderWith({ [name]: text });
    for (const format of formatNames) {
      const { stdout, stderr, code } = await topicguard(['lint', '--format', format, name], { cwd: folder });
      expect(code, stdout + stderr).toBe(1);
      expect(stdout + stderr, format).not.toContain(secret);
      if (format === 'pretty') expect(stdout).toContain('connect/password');
    }
  });

  it('is a dot for each of its characters, so that what stands beside it is marked where it is', async () => {
    const folder = folderWith({
      'a.json': `{"host": "mqtts.heclouds.com", "client_id": "m", "password": "abc\u{1F511}", "keepalive": 5}`,
    });
    const { stdout } = await topicguard(['lint', '--policy', 'onenet', 'a.json'], { cwd: folder });
    expect(stdout).toContain('"client_id": "m", "password": "•••••", "keepalive": 5}');
    const lines = stdout.split('\n');
    const at = lines.findIndex((line) => line.includes('connect/keep-alive'));
    expect(lines[at + 3]?.indexOf('^')).toBe(lines[at + 2]?.indexOf('5}'));
  });

  it.each([
    ['mqtts://joe:hunter2@mqtts.heclouds.com:1883', 'mqtts://joe:•••••••@mqtts.heclouds.com:1883'],
    ['mqtts://:hunter2@mqtts.heclouds.com:1883/', 'mqtts://:•••••••@mqtts.heclouds.com:1883/'],
    ['mqtts://joe@mqtts.heclouds.com:1883', 'mqtts://joe@mqtts.heclouds.com:1883'],
  ])('is not shown in the address of a broker: %s', async (url, shown) => {
    const cwd = folderWith({
      'a.json': JSON.stringify({ url, client_id: 'm', username: '238322' }),
      'a.yaml': `mqtt:\n  broker: ${url}\n  client_id: m2\n`,
    });
    for (const name of ['a.json', 'a.yaml']) {
      const { stdout } = await topicguard(['lint', name], { cwd });
      expect(stdout).toContain('connect/host');
      expect(stdout).toContain(shown);
      expect(stdout).not.toContain('hunter2');
    }
  });

  it('is shown where it is a sample, which is to be replaced', async () => {
    const folder = folderWith({
      'a.json': '{"host": "mqtts.heclouds.com", "client_id": "m", "password": "YOUR_TOKEN"}',
    });
    const { stdout } = await topicguard(['lint', '--policy', 'onenet', 'a.json'], { cwd: folder });
    expect(stdout).toContain('"password": "YOUR_TOKEN"}');
  });
});
