import type { Guard } from '../engine/guard.js';
import type { SettingValues } from '../policy/setting-values.js';
import type { Client, Document, ReadProblem } from '../readers/document.js';
import { formatOf, readableExtensions, readerAtHand, readerFor } from '../readers/index.js';
import type { LintCache } from './cache.js';
import type { FileConfig } from './config/model.js';
import { finish } from './draft.js';
import type { LintResult, PolicyChoice } from './finding.js';
import type { Grounds } from './grounds.js';
import type { PolicyLoader } from './guards.js';
import { saidOnce } from './inherited.js';
import type { ClientMemory } from './memory.js';
import { Pass } from './pass.js';
import type { Run } from './run.js';
import { secretsIn } from './secrets.js';
import { isSettled, settle } from './settle.js';

export interface LintOptions {
  /** Chooses the reader by its ending. */
  readonly path: string;
  /** Judge everything by this policy, whatever the file says. */
  readonly policy?: string;
  /** Where policies come from; by default only the built-in ones. Guards are kept for each loader. */
  readonly loadPolicy?: PolicyLoader;
  /** Unix seconds; a token that was valid until then has expired. Absent: expiry is not judged. */
  readonly now?: number;
  /** What went wrong before there was a text (`decode`). */
  readonly problems?: readonly ReadProblem[];
  /** What the files linted before in this run say. */
  readonly run?: Run;
  /** Values for settings, each for the policies that have one of its name; they count more than the configuration's. */
  readonly settings?: SettingValues;
  /** What configurations say about this file. */
  readonly config?: FileConfig;
  /** Give each finding its fingerprint. */
  readonly fingerprints?: boolean;
  /** The fingerprints of the findings of this file that are known and not reported. */
  readonly baseline?: ReadonlySet<string>;
  /** What is known of the clients of this text, for the next lint of it. */
  readonly memory?: ClientMemory | undefined;
  /** Keeps results, and gives them again where nothing has changed that they rest on. */
  readonly cache?: LintCache;
}

export interface InspectOptions extends LintOptions {
  /** The clients to look at; all of them, if nothing is said. */
  readonly only?: (client: Client) => boolean;
}

/** What was made of a file on the way to its findings: what editors show beside them. */
export interface Inspection extends LintResult {
  readonly document: Document;
  /** Each client of the document that has a policy, with what decides about it. */
  readonly judged: readonly JudgedByPolicy[];
}

export interface JudgedByPolicy {
  readonly client: Client;
  readonly guard: Guard;
  readonly choice: PolicyChoice;
  /** The name or the path under which the policy was found. */
  readonly policy: string;
}

/**
 * Lints one file: finds the clients that it describes, chooses a policy for each, and judges what they are set up to do. Findings
 * are in the order of the text. Rejects with PolicyError when `options.policy` cannot be loaded, and with TypeError when no
 * reader has a name for such a file; whatever the text holds is a finding, never an exception.
 */
export function lintText(text: string, options: LintOptions): Promise<LintResult> {
  return options.cache ? options.cache.lint(text, options, lintAnew) : lintAnew(text, options);
}

function lintAnew(text: string, options: LintOptions, grounds?: Grounds): Promise<LintResult> {
  return inspectText(text, options, grounds).then(resultOf);
}

function resultOf({ findings, policies, clients, suppressed, secrets }: Inspection): LintResult {
  return { findings, policies, clients, suppressed, secrets };
}

/** The same, with what the findings rest on, and always anew. `grounds` takes what they rest on beside the text and the options. */
export async function inspectText(text: string, options: InspectOptions, grounds?: Grounds): Promise<Inspection> {
  const { path, only } = options;
  const format = formatOf(path);
  // To wait for what is there already takes its time, and most files are small.
  const reader = readerAtHand(format) ?? (await readerFor(path));
  if (!format || !reader) {
    const endings = readableExtensions.map((ending) => `.${ending}`).join(', ');
    throw new TypeError(`${JSON.stringify(path)} cannot be read: its name ends in none of ${endings}.`);
  }
  const document = reader(text);
  const pass = new Pass(document, text, format, options, grounds);
  for (const client of document.clients) {
    if (only && !only(client)) continue;
    const chosen = pass.choose(client);
    const guard = pass.guardAtHand(chosen) ?? (await pass.guardFor(chosen));
    if (!guard) continue;
    const usual = pass.judge(client, guard);
    const others = pass.otherRoles(guard);
    pass.take(client, chosen, others.length === 0 ? usual : await pass.inRightRole(client, chosen, usual, others));
  }
  const { drafts, policies, judged } = pass;
  const found = finish(document.inherited ? saidOnce(drafts, document.inherited) : drafts, text);
  const { findings, suppressed } = isSettled(found, document, options)
    ? { findings: found, suppressed: [] }
    : await settle(found, document, text, options);
  const secrets = findings.length === 0 ? [] : secretsIn(document, text);
  return { findings, suppressed, policies, clients: document.clients.length, secrets, document, judged };
}
