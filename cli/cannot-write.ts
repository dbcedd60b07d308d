import { UsageError } from './exit.js';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'nothing can be written there',
  EEXIST: 'something is there already',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'the name is too long',
};

/** What to say where a file could not be written; the system's own words where they are all there is. */
export function cannotWrite(path: string, error: unknown): UsageError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new UsageError(`${path} cannot be written: ${reasons[code ?? ''] ?? message}.`);
}
