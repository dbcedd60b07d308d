import type { Guard } from '../engine/guard.js';
import { builtinNames, builtinPolicy } from '../policy/builtins.js';
import { type Policy, PolicyError } from '../policy/model.js';
import type { SettingValues } from '../policy/setting-values.js';
import type { Client, Document, ReadProblem, Span } from '../readers/document.js';
import { mentionsMqtt } from '../readers/hint.js';
import { type Format, formatOf, readableExtensions, readerAtHand, readerFor } from '../readers/index.js';
import { LineCounter } from '../text/lines.js';
import type { LintCache } from './cache.js';
import { type Candidate, type Chosen, candidateOf, choosePolicy } from './choose-policy.js';
import { draftsOfClient } from './client-drafts.js';
import type { FileConfig } from './config/model.js';
import { type Draft, draftOfProblem, finish } from './draft.js';
import type { LintResult, PolicyChoice } from './finding.js';
import type { Grounds } from './grounds.js';
import { firstRoles, guardStoreOf, loadBuiltin, openRoles, type PolicyLoader, RolesError, withRole } from './guards.js';
import { saidOnce } from './inherited.js';
import type { ClientMemory } from './memory.js';
import { type InRole, inRightRole } from './roles.js';
import { Run, saidBy } from './run.js';
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

function resultOf({ findings, policies, clients, suppressed }: Inspection): LintResult {
  return { findings, policies, clients, suppressed };
}

/** The same, with what the findings rest on, and always anew. `grounds` takes what they rest on beside the text and the options. */
export async function inspectText(text: string, options: InspectOptions, grounds?: Grounds): Promise<Inspection> {
  const { path } = options;
  const format = formatOf(path);
  // To wait for what is there already takes its time, and most files are small.
  const reader = readerAtHand(format) ?? (await readerFor(path));
  if (!format || !reader) {
    const endings = readableExtensions.map((ending) => `.${ending}`).join(', ');
    throw new TypeError(`${JSON.stringify(path)} cannot be read: its name ends in none of ${endings}.`);
  }
  const document = reader(text);
  const drafts: Draft[] = [];
  for (const problem of options.problems ?? []) drafts.push(draftOfProblem(problemIn(text, format, problem)));
  for (const problem of document.problems) drafts.push(draftOfProblem(problem));
  const policies: PolicyChoice[] = [];
  const judged: JudgedByPolicy[] = [];
  const lines = new LineCounter(text);
  // One client by itself is nobody's double.
  const run = options.run ?? (document.clients.length > 1 || grounds ? new Run() : undefined);
  run?.begin(path);
  const { now, config, memory, only } = options;
  memory?.begin(document.clients);
  // What the script says of its own clients counts more than what the folder says of all.
  const roles = document.roles?.map(({ value }) => value) ?? config?.roles;
  const file = { document, text, format, now, identity: config?.identity, settings: config?.rules };
  for (const client of document.clients) {
    if (only && !only(client)) continue;
    const chosen = choosePolicy(client, document, options, candidates());
    grounds?.client(client);
    grounds?.policy(chosen.name);
    const guard =
      guardAtHand(chosen, options, roles) ??
      (await guardFor(chosen, options, roles, document.roles?.[0]?.span, drafts));
    if (!guard) continue;
    const judgeBy = (by: Guard): InRole => {
      if (!memory) return { guard: by, drafts: draftsOfClient(client, by, file) };
      // Only a token has a time.
      const rest = client.options.password ? String(now) : '';
      return { guard: by, drafts: memory.draftsOf(client, by, text, rest, () => draftsOfClient(client, by, file)) };
    };
    const { policy } = guard;
    const open = openRoles(policy);
    const held = roles ?? firstRoles(policy);
    const others = open.length === 0 ? open : open.filter((role) => !held.includes(role));
    const usual = judgeBy(guard);
    const inRole =
      others.length === 0
        ? usual
        : await inRightRole(usual, others, {
            chosen: roles !== undefined,
            judgeAs: async (role) => {
              const values = { usual: config?.settings, own: options.settings };
              const store = guardStoreOf(options.loadPolicy ?? loadBuiltin);
              return judgeBy(await store.guard(chosen.name, withRole(policy, role, held), values));
            },
          });
    const why = roles ? chosen.why : whyWithRole(chosen.why, held, inRole.role);
    if (chosen.mixed !== undefined) drafts.push(hintOfMixed(chosen.mixed, client));
    const { label } = client;
    const { name } = policy;
    const { by } = chosen;
    const choice = label === undefined ? { name, by, why } : { name, by, why, client: label };
    judged.push({ client, guard: inRole.guard, choice, policy: chosen.name });
    if (!policies.some(({ name, by, why: other }) => name === choice.name && by === choice.by && why === other))
      policies.push(choice);
    for (const draft of inRole.drafts) drafts.push(draft);
    const said = run && format !== 'session' ? saidBy(client, guard, lines) : undefined;
    const twice = said && run?.describe(path, said);
    if (said) grounds?.said(said, twice);
    if (twice)
      drafts.push({ ...twice, rule: 'connect/duplicate-client-id', severity: 'warning', confidence: 'likely' });
  }
  const found = finish(document.inherited ? saidOnce(drafts, document.inherited) : drafts, text);
  const { findings, suppressed } = isSettled(found, document, options)
    ? { findings: found, suppressed: [] }
    : await settle(found, document, text, options);
  return { findings, suppressed, policies, clients: document.clients.length, document, judged };
}

function whyWithRole(why: string, held: readonly string[], told: string | undefined): string {
  if (told !== undefined) return `${why}; nobody says its role, and its topics are those of a ${told}`;
  return held.length === 0 ? why : `${why}; nobody says its role, so it is taken for a ${held.join(' and ')}`;
}

function hintOfMixed(message: string, client: Client): Draft {
  const { span } = client.requests[0]?.topic ?? client;
  return { rule: 'lint/policy', severity: 'hint', message, span, confidence: 'likely' };
}

let known: readonly Candidate[] | undefined;

/** The built-in policies: the same for every file. */
function candidates(): readonly Candidate[] {
  known ??= builtinNames().map((name) => candidateOf(builtinPolicy(name) as Policy));
  return known;
}

/** The guard of a client of which neither roles nor settings are given, if it has been made before. */
function guardAtHand(
  { name }: Chosen,
  { loadPolicy = loadBuiltin, settings, config }: LintOptions,
  roles: readonly string[] | undefined,
): Guard | undefined {
  const plain = roles === undefined && settings === undefined && config?.settings === undefined;
  return plain ? guardStoreOf(loadPolicy).ready(name) : undefined;
}

async function guardFor(
  chosen: Chosen,
  { loadPolicy = loadBuiltin, settings, config }: LintOptions,
  roles: readonly string[] | undefined,
  ownRole: Span | undefined,
  drafts: Draft[],
) {
  const store = guardStoreOf(loadPolicy);
  try {
    return await store.guard(chosen.name, roles, { usual: config?.settings, own: settings });
  } catch (error) {
    // What the caller asked for is the caller's mistake; what the file names is the file's.
    const span = error instanceof RolesError ? (ownRole ?? chosen.span) : chosen.span;
    if (!(error instanceof PolicyError) || span === undefined) throw error;
    drafts.push({
      rule: 'lint/policy',
      severity: 'error',
      message: error.message,
      span,
      confidence: 'certain',
    });
    return undefined;
  }
}

/** Bytes that are no text, in a file that has nothing to do with MQTT, are worth a word, not more. */
function problemIn(text: string, format: Format, problem: ReadProblem): ReadProblem {
  const other = problem.code === 'encoding' && format !== 'session' && !mentionsMqtt(text);
  return other ? { ...problem, severity: 'warning' } : problem;
}
