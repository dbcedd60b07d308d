/** Topicguard's own files, which are no device configurations. */
import { configNames } from './config/find-config.js';

export const usualBaseline = 'topicguard-baseline.json';

const names: ReadonlySet<string> = new Set([...configNames, usualBaseline]);

/** By the file's name, without its folder. */
export function isOwnFile(name: string): boolean {
  return names.has(name);
}
