/** Writing to standard output: nothing is lost when the process ends, and a reader that has gone away is no error. */
import { cannotWrite } from './cannot-write.js';
import { ExitCode } from './exit.js';

let readerIsGone = false;

/**
 * `topicguard … | head` closes the pipe. A command that ends by itself does the rest of its work and gives its own exit code, since
 * errors are there whoever reads of them; one that goes on (`goesOn`) has nobody left to work for. Where output cannot be written for
 * another reason, a full disk say, the command fails.
 */
export function watchOutput(goesOn: boolean): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (stream === process.stdout && error.code !== 'EPIPE') {
        process.stderr.write(`topicguard: ${cannotWrite('Standard output', error).message}\n`);
        process.exit(ExitCode.usage);
      }
      if (goesOn) process.exit(process.exitCode ?? ExitCode.clean);
      if (stream === process.stdout) readerIsGone = true;
    });
  }
}

/**
 * Ends the process when everything that was written is out. Left to itself Node would wait for what V8 still compiles in the
 * background, which takes a tenth of a run on a thousand files.
 */
export async function leave(exitCode: number): Promise<void> {
  process.exitCode = exitCode;
  // To a full disk even nothing cannot be written.
  for (const stream of [process.stdout, process.stderr])
    if (stream.writableLength > 0) await new Promise<void>((resolve) => stream.write('', () => resolve()));
  process.exit();
}

/** Writes and waits until there is room for more. Gives false when nobody reads any more. */
export async function write(text: string): Promise<boolean> {
  if (text !== '' && !readerIsGone)
    await new Promise<void>((resolve) => {
      // Called when it is out, and also when it never will be.
      if (process.stdout.write(text, () => resolve())) resolve();
    });
  return !readerIsGone;
}
