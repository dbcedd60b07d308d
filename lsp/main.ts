/** The language server as a program of its own: `node dist/lsp/server.cjs --stdio`. */
import path from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from './node-host.js';
import { serve } from './server.js';

/** Filled in by the build. */
declare const TOPICGUARD_VERSION: string;

// One request that goes wrong must not take the others with it.
process.on('uncaughtException', (error) => connection.console.error(error.stack ?? String(error)));
process.on('unhandledRejection', (error) => connection.console.error(String((error as Error)?.stack ?? error)));

const connection = createConnection(ProposedFeatures.all);
// What is written to standard output would be taken for the protocol.
console.log = console.error;
serve(connection, nodeHost(path.join(__dirname, '..', '..'), TOPICGUARD_VERSION));
