export const ExitCode = {
  clean: 0,
  /** Findings, a refusal, an expectation that was not met. */
  findings: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  bug: 3,
} as const;

/** What the user has to change in the command or in a file that it names. Shown as a message, never with a stack. */
export class UsageError extends Error {
  override name = 'UsageError';
}
