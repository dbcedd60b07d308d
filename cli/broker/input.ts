/** Commands for devices from standard input: a line is a payload for every device, `@DEVICE payload` for one. */
import type { Platform } from '../../src/brokers/platforms/platform.js';
import { linesOf } from '../decide/lines.js';

/** What a command may hold; more is no command. */
const mostBytes = 20 * 1024;

export async function readCommands(
  input: AsyncIterable<Uint8Array>,
  platform: Platform,
  complain: (text: string) => void,
): Promise<void> {
  for await (const lines of linesOf(input, mostBytes)) {
    for (const line of lines) {
      if ('tooLong' in line) complain(`A command has at most ${mostBytes} bytes.`);
      else if (line.text.trim() !== '') {
        const [, device, payload] = /^@(\S+)(?:\s+(.*))?$/.exec(line.text) ?? [];
        if (device === undefined) platform.command(line.text);
        else platform.command(payload ?? '', device);
      }
    }
  }
}
