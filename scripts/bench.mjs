/** `npm run bench [name]`: every benchmark of bench/, or one, each in a process of its own. They print ratios and never fail. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../bench');
const only = process.argv[2];
for (const name of ['decisions', 'scale', 'startup', 'lint', 'folder', 'lsp', 'serve', 'aedes']) {
  if (only !== undefined && only !== name) continue;
  process.stdout.write(`\n== ${name}\n`);
  spawnSync(process.execPath, [path.join(folder, `${name}.mjs`)], { stdio: 'inherit' });
}
