import fs from 'node:fs';
import path from 'node:path';

/**
 * Makes the folder and those above it that are not there. Step by step, because the recursive `mkdirSync` of Node 20 never ends
 * where the system says that a parent it has just seen does not exist (`/proc`). Throws the system's error.
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = path.resolve(folder); !fs.existsSync(at) && at !== path.dirname(at); at = path.dirname(at))
    missing.push(at);
  for (const at of missing.reverse()) {
    try {
      fs.mkdirSync(at);
    } catch (error) {
      // Somebody else may have been faster.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
