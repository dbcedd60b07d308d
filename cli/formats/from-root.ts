/** Services that show findings beside the code go by paths from the root of the repository. */
import path from 'node:path';

/** Where a pipeline says it has put the repository: GitHub, GitLab. */
const variables = ['GITHUB_WORKSPACE', 'CI_PROJECT_DIR'] as const;

/** A path as a service wants it: from the repository's root where that is known, with `/`. A path outside stays as it is. */
export function pathFromRoot(
  file: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const root = variables.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  const written = slashed(file);
  if (root === undefined) return written.startsWith('./') ? written.slice(2) : written;
  const relative = path.relative(root, path.resolve(file));
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? written : slashed(relative);
}

function slashed(file: string): string {
  return path.sep === '\\' ? file.replaceAll('\\', '/') : file;
}
