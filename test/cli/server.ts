/** A command that runs until it is stopped: its lines as they come, gone after the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { command, root } from './run.js';

export class Server {
  readonly lines: string[] = [];
  stderr = '';
  /** The exit code; `undefined` while it runs. */
  code: number | null | undefined;
  readonly child: ChildProcess;

  constructor(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [command, ...words], {
      cwd: root,
      env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
    });
    let rest = '';
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.lines.push(...lines);
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.child.on('close', (code) => {
      this.code = code;
    });
    onTestFinished(() => {
      this.child.kill('SIGKILL');
    });
  }

  /** The first line, from `from` on, that matches; waits up to ten seconds. */
  async line(pattern: RegExp, from = 0): Promise<string> {
    for (let waited = 0; waited < 10_000; waited += 20) {
      const found = this.lines.slice(from).find((line) => pattern.test(line));
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`No line ${pattern} in:\n${this.lines.join('\n')}\n${this.stderr}`);
  }

  /** The port in a line such as `… mqtt://127.0.0.1:41234 …`. */
  async port(scheme: string): Promise<number> {
    const pattern = new RegExp(`\\b${scheme}://[^ ":]+:(\\d+)`);
    return Number(pattern.exec(await this.line(pattern))?.[1]);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    for (let waited = 0; waited < 10_000 && this.code === undefined; waited += 20)
      await new Promise((resolve) => setTimeout(resolve, 20));
    if (this.code === undefined) throw new Error(`It does not stop:\n${this.lines.join('\n')}`);
    return this.code;
  }
}
