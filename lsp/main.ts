/** The language server as a program of its own: `node dist/lsp/server.cjs --stdio`, or `--node-ipc` below an editor of Node's. */
import path from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { Framing } from './framing.js';
import { nodeHost } from './node-host.js';
import { serve } from './server.js';

/** Filled in by the build. */
declare const TOPICGUARD_VERSION: string;

const connection = process.argv.includes('--node-ipc')
  ? createConnection(ProposedFeatures.all)
  : createConnection(ProposedFeatures.all, process.stdin.pipe(new Framing()), process.stdout);

// One request that goes wrong must not take the others with it.
process.on('uncaughtException', (error) => connection.console.error(error.stack ?? String(error)));
process.on('unhandledRejection', (error) => connection.console.error(String((error as Error)?.stack ?? error)));
// Nobody reads any more, not even that.
process.stdout.on('error', () => process.exit(1));
// What is written to standard output would be taken for the protocol.
console.log = console.info = console.debug = console.error;

serve(connection, nodeHost(path.join(__dirname, '..', '..'), TOPICGUARD_VERSION));
