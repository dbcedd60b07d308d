/** Writing to standard output: nothing is lost when the process ends, and a reader that has gone away is no error. */

/** `topicguard … | head` closes the pipe: then there is nobody left to write for. */
export function stopOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(process.exitCode ?? 0);
    });
  }
}

/**
 * Ends the process when everything that was written is out. Left to itself Node would wait for what V8 still compiles in the
 * background, which takes a tenth of a run on a thousand files.
 */
export async function leave(exitCode: number): Promise<void> {
  process.exitCode = exitCode;
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  process.exit();
}

/** Writes and waits until there is room for more. */
export async function write(text: string): Promise<void> {
  if (text === '' || process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}
