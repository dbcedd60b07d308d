/** Every command: its name, one line for the overview, and where its options and body are. Only the wanted one is loaded. */
import type { Command } from 'commander';

export interface CommandModule {
  /** Adds options and the action; the action tells the exit code when it is done. */
  define(command: Command, finish: (exitCode: number) => void): void;
}

interface CommandEntry {
  readonly summary: string;
  /** It goes on after its action is done, until somebody ends it. */
  readonly goesOn?: true;
  readonly load: () => Promise<CommandModule>;
}

export const commands: Readonly<Record<string, CommandEntry>> = {
  lint: {
    summary: 'find what is wrong in device configs and session scripts',
    load: () => import('./commands/lint.js'),
  },
  init: {
    summary: 'write a first configuration, after a look at the folder',
    load: () => import('./commands/init.js'),
  },
  check: {
    summary: 'explain one decision: may this client connect, publish, subscribe?',
    load: () => import('./commands/check.js'),
  },
  decide: {
    summary: 'answer requests from standard input, one JSON object a line',
    load: () => import('./commands/decide.js'),
  },
  test: {
    summary: 'run session scripts and hold the answers against what they expect',
    load: () => import('./commands/test.js'),
  },
  replay: {
    summary: 'play a session script against a real broker, beside what the policy says',
    load: () => import('./commands/replay.js'),
  },
  fmt: {
    summary: 'format policies and session scripts',
    load: () => import('./commands/fmt.js'),
  },
  lsp: {
    summary: 'the language server, for editors',
    goesOn: true,
    load: () => import('./commands/lsp.js'),
  },
  broker: {
    summary: 'a broker on your desk that refuses what the platform refuses, and says why',
    goesOn: true,
    load: () => import('./commands/broker.js'),
  },
  explain: {
    summary: 'what a rule reports, and why',
    load: () => import('./commands/explain.js'),
  },
  rules: {
    summary: 'list the rules',
    load: () => import('./commands/rules.js'),
  },
  policies: {
    summary: 'list the built-in policies, or show one',
    load: () => import('./commands/policies.js'),
  },
  serve: {
    summary: 'answer brokers that ask over HTTP: EMQX, VerneMQ, RabbitMQ, Mosquitto',
    goesOn: true,
    load: () => import('./commands/serve.js'),
  },
  completion: {
    summary: 'print a script with which a shell completes commands and options',
    load: () => import('./commands/completion.js'),
  },
};
