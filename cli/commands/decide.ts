import type { Command } from 'commander';
import type { Guard, Session } from '../../src/engine/guard.js';
import type { Verdict } from '../../src/engine/verdict.js';
import { answerRequest, plainVerdict } from '../decide/answer.js';
import { type Line, linesOf } from '../decide/lines.js';
import { type Request, type RequestId, readRequest } from '../decide/request.js';
import { ExitCode } from '../exit.js';
import { guardForCommand, roleOption } from '../guard.js';
import { eachTime, type NamesAndValues, settingOption } from '../options.js';
import { write } from '../output.js';

/** The largest MQTT packet has 256 MB; nobody asks about one with its whole payload (`payloadBytes` says its size). */
const mostBytes = 64 * 1024 * 1024;

interface Options {
  readonly policy: string;
  readonly role?: readonly string[];
  readonly setting?: NamesAndValues;
}

export function define(command: Command, finish: (exitCode: number) => void): void {
  command
    .requiredOption('--policy <name|file>', 'the policy that decides')
    .option(...roleOption, eachTime)
    .option(...settingOption)
    .action(async (options: Options) => finish(await decide(options)));
}

async function decide({ policy, role, setting }: Options): Promise<number> {
  const answer = answerer(await guardForCommand(policy, role, setting));
  for await (const lines of linesOf(process.stdin, mostBytes)) {
    // One write for all lines that have come in, and none kept back: a caller that waits for each answer gets it.
    if (!(await write(lines.map((line) => answerLine(line, answer)).join('')))) break;
  }
  return ExitCode.clean;
}

function answerLine(line: Line, answer: (request: Request) => Verdict): string {
  if ('tooLong' in line) return lineOf(null, { error: `This line has more than ${mostBytes} bytes.` });
  const read = readRequest(line.text);
  return lineOf(read.id, 'error' in read ? { error: read.error } : plainVerdict(answer(read.request)));
}

function lineOf(id: RequestId, answer: object): string {
  return `${JSON.stringify({ id, ...answer })}\n`;
}

/** Answers requests in order. */
function answerer(guard: Guard): (request: Request) => Verdict {
  let session: Session = guard.withoutSession();
  return (request) => {
    const answered = answerRequest(guard, session, request);
    session = answered.session;
    return answered.verdict;
  };
}
