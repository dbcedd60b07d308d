import v8 from 'node:v8';
import vm from 'node:vm';
import { expect, it } from 'vitest';
import { readJson } from '../../src/readers/json.js';
import { readYaml } from '../../src/readers/yaml.js';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

it('what is known of keys keeps no text of the files that they came from', () => {
  const before = heapUsed();
  for (let file = 0; file < 40; file++) {
    const filler = 'x'.repeat(1_000_000);
    readJson(Buffer.from(`{"mqtt": {"host": "h", "some_long_key_${file}": 1, "x": "${filler}"}}`).toString());
    readYaml(Buffer.from(`mqtt:\n  host: h\n  another_long_key_${file}: 1\n  x: ${filler}\n`).toString());
  }
  // Both formats together were 80 MB.
  expect(heapUsed() - before).toBeLessThan(20_000_000);
});
