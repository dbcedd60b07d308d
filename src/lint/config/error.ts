import type { ConfigPlace } from './model.js';

export interface ConfigProblem extends ConfigPlace {
  readonly message: string;
}

/** A configuration, or a baseline, that cannot be used. Its message is one line for each problem, with the place. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join('\n'));
    this.problems = problems;
  }
}
