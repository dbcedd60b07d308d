import fs from 'node:fs';
import { cannotWrite } from './cannot-write.js';

/**
 * Writes a file as a whole: beside it and moved, so that nobody ever sees half of it. A file that is there keeps its mode, and a
 * link stays one. Throws UsageError when it cannot be written.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  let temporary: string | undefined;
  try {
    const before = fs.statSync(path, { throwIfNoEntry: false });
    const file = before ? fs.realpathSync(path) : path;
    temporary = `${file}.${process.pid}.tmp`;
    fs.writeFileSync(temporary, content, before ? { mode: before.mode } : {});
    // The umask takes rights away from a new file, which this one only seems to be.
    if (before) fs.chmodSync(temporary, before.mode & 0o7777);
    fs.renameSync(temporary, file);
  } catch (error) {
    if (temporary !== undefined) fs.rmSync(temporary, { force: true });
    throw cannotWrite(path, error);
  }
}
