import type { Guard } from '../engine/guard.js';
import { builtinNames, builtinPolicy } from '../policy/builtins.js';
import { type Policy, PolicyError } from '../policy/model.js';
import type { Client, Document, ReadProblem } from '../readers/document.js';
import { mentionsMqtt } from '../readers/hint.js';
import type { Format } from '../readers/index.js';
import { withArticle } from '../text/article.js';
import { LineCounter } from '../text/lines.js';
import { type Candidate, type Chosen, candidateOf, choosePolicy } from './choose-policy.js';
import { draftsOfClient, type File } from './client-drafts.js';
import { type Draft, draftOfProblem } from './draft.js';
import type { PolicyChoice } from './finding.js';
import type { Grounds } from './grounds.js';
import { firstRoles, type GuardStore, guardStoreOf, loadBuiltin, openRoles, RolesError, withRole } from './guards.js';
import type { JudgedByPolicy, LintOptions } from './lint.js';
import { type InRole, inRightRole } from './roles.js';
import { Run, saidBy } from './run.js';

/** One file on its way to its findings: what it gathers from client to client. */
export class Pass {
  readonly drafts: Draft[] = [];
  /** Each choice once. */
  readonly policies: PolicyChoice[] = [];
  readonly judged: JudgedByPolicy[] = [];
  readonly #file: File;
  readonly #options: LintOptions;
  readonly #grounds: Grounds | undefined;
  readonly #store: GuardStore;
  /** Those that somebody says; what a script says of its own clients counts more than what the folder says of all. */
  readonly #roles: readonly string[] | undefined;
  readonly #run: Run | undefined;
  readonly #lines: LineCounter;

  constructor(document: Document, text: string, format: Format, options: LintOptions, grounds: Grounds | undefined) {
    const { path, now, config, memory } = options;
    this.#file = { document, text, format, now, identity: config?.identity, settings: config?.rules };
    this.#options = options;
    this.#grounds = grounds;
    this.#store = guardStoreOf(options.loadPolicy ?? loadBuiltin);
    this.#roles = document.roles?.map(({ value }) => value) ?? config?.roles;
    // One client by itself is nobody's double.
    this.#run = options.run ?? (document.clients.length > 1 || grounds ? new Run() : undefined);
    this.#lines = new LineCounter(text);
    for (const problem of options.problems ?? []) this.drafts.push(draftOfProblem(problemIn(text, format, problem)));
    for (const problem of document.problems) this.drafts.push(draftOfProblem(problem));
    this.#run?.begin(path);
    memory?.begin(document.clients);
  }

  choose(client: Client): Chosen {
    const chosen = choosePolicy(client, this.#file.document, this.#options, candidates());
    this.#grounds?.client(client);
    this.#grounds?.policy(chosen.name);
    return chosen;
  }

  /** The guard of a policy of which neither roles nor settings are given, if it has been made before. */
  guardAtHand({ name }: Chosen): Guard | undefined {
    const { settings, config } = this.#options;
    const isPlain = this.#roles === undefined && settings === undefined && config?.settings === undefined;
    return isPlain ? this.#store.ready(name) : undefined;
  }

  /** Nothing where the policy that the file names cannot be used, which is a finding then. */
  async guardFor(chosen: Chosen): Promise<Guard | undefined> {
    try {
      return await this.#guardIn(chosen, this.#roles);
    } catch (error) {
      // What the caller asked for is the caller's mistake; what the file names is the file's.
      const ownRole = this.#file.document.roles?.[0]?.span;
      const span = error instanceof RolesError ? (ownRole ?? chosen.span) : chosen.span;
      if (!(error instanceof PolicyError) || span === undefined) throw error;
      const { message } = error;
      this.drafts.push({ rule: 'lint/policy', severity: 'error', message, span, confidence: 'certain' });
      return undefined;
    }
  }

  #guardIn({ name }: Chosen, roles: readonly string[] | undefined): Promise<Guard> {
    const { settings, config } = this.#options;
    return this.#store.guard(name, roles, { usual: config?.settings, own: settings });
  }

  judge(client: Client, guard: Guard): InRole {
    const { memory, now } = this.#options;
    const file = this.#file;
    if (!memory) return { guard, drafts: draftsOfClient(client, guard, file) };
    // Only a token has a time.
    const rest = client.options.password ? String(now) : '';
    const judge = () => draftsOfClient(client, guard, file);
    return { guard, drafts: memory.draftsOf(client, guard, file.text, rest, judge) };
  }

  /** Roles that only the host can give, without those that the client is taken to have. */
  otherRoles({ policy }: Guard): readonly string[] {
    const open = openRoles(policy);
    if (open.length === 0) return open;
    const held = this.#heldRoles(policy);
    return open.filter((role) => !held.includes(role));
  }

  #heldRoles(policy: Policy): readonly string[] {
    return this.#roles ?? firstRoles(policy);
  }

  inRightRole(client: Client, chosen: Chosen, usual: InRole, others: readonly string[]): Promise<InRole> {
    const { policy } = usual.guard;
    const held = this.#heldRoles(policy);
    return inRightRole(usual, others, {
      chosen: this.#roles !== undefined,
      judgeAs: async (role) => this.judge(client, await this.#guardIn(chosen, withRole(policy, role, held))),
    });
  }

  /** Keeps what was said of a client. */
  take(client: Client, chosen: Chosen, { guard, drafts, role }: InRole): void {
    const { policy } = guard;
    const why = this.#roles ? chosen.why : whyWithRole(chosen.why, firstRoles(policy), role);
    if (chosen.mixed !== undefined) this.drafts.push(hintOfMixed(chosen.mixed, client));
    const { name } = policy;
    const { by } = chosen;
    const { label } = client;
    const choice = label === undefined ? { name, by, why } : { name, by, why, client: label };
    this.judged.push({ client, guard, choice, policy: chosen.name });
    if (!this.policies.some((other) => other.name === name && other.by === by && other.why === why))
      this.policies.push(choice);
    for (const draft of drafts) this.drafts.push(draft);
    const twice = this.#doubleOf(client, guard);
    if (twice) this.drafts.push(twice);
  }

  #doubleOf(client: Client, guard: Guard): Draft | undefined {
    const run = this.#run;
    const said = run && this.#file.format !== 'session' ? saidBy(client, guard, this.#lines) : undefined;
    if (!said) return undefined;
    const twice = run?.describe(this.#options.path, said);
    this.#grounds?.said(said, twice);
    return twice && { ...twice, rule: 'connect/duplicate-client-id', severity: 'warning', confidence: 'likely' };
  }
}

function whyWithRole(why: string, held: readonly string[], told: string | undefined): string {
  if (told !== undefined) return `${why}; nobody says its role, and its topics are those of ${withArticle(told)}`;
  return held.length === 0
    ? why
    : `${why}; nobody says its role, so it is taken for ${held.map(withArticle).join(' and ')}`;
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

/** Bytes that are no text, in a file that has nothing to do with MQTT, are worth a word, not more. */
function problemIn(text: string, format: Format, problem: ReadProblem): ReadProblem {
  const other = problem.code === 'encoding' && format !== 'session' && !mentionsMqtt(text);
  return other ? { ...problem, severity: 'warning' } : problem;
}
