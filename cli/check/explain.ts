/** One judgement, for people: the level that is wrong, why, what happens, which line of the policy says so. */
import type { Judgement } from '../../src/engine/packets.js';
import type { Advice, Reason } from '../../src/engine/verdict.js';
import { actorOf, consequenceSentence } from '../../src/lint/consequence.js';
import { fileBeside } from '../../src/load.js';
import { builtinNames } from '../../src/policy/builtins.js';
import { layersOf } from '../../src/policy/layers.js';
import type { Policy } from '../../src/policy/model.js';
import { ruleById } from '../../src/rules/index.js';
import { policyText } from '../policy.js';
import { type Paint, printable, type Style, widthOfText } from '../terminal.js';

export interface Explained {
  readonly policy: Policy;
  /** Where the policy's text is, for the line that a reason names. */
  readonly policyPath: string;
  readonly why: string;
  readonly judgement: Judgement;
  /** `subscribe $sys/238322/#` */
  readonly shown: string;
  readonly paint: Paint;
}

const colours: Readonly<Record<Judgement['status'], Style>> = { allowed: 'green', denied: 'red', undecided: 'yellow' };

export function explainJudgement(explained: Explained): string {
  const { judgement, shown, paint, policy, why } = explained;
  const { status, reasons, advice } = judgement;
  const head = `${paint(status, colours[status], 'bold')}  ${printable(shown)}\n`;
  const indent = status.length + 2;
  const parts = [
    head + caret(shown, reasons, indent, paint),
    ...reasons.map((reason) => explainReason(reason, explained)),
    ...advice.map((one) => explainAdvice(one, explained)),
  ];
  if (status === 'undecided') {
    parts.push('  Not enough is known about who asks: say --client-id and --username, or --identity NAME=VALUE.\n');
  }
  return `${parts.join('')}  ${paint(`policy ${namesOf(policy)} (${why})`, 'dim')}\n`;
}

/** Under the level that the first reason with a level names. */
function caret(shown: string, reasons: readonly Reason[], indent: number, paint: Paint): string {
  const level = reasons.find((reason) => reason.level !== undefined)?.level;
  const blank = shown.indexOf(' ');
  if (level === undefined || blank < 0) return '';
  const levels = shown.slice(blank + 1).split('/');
  const text = levels[level - 1];
  if (text === undefined) return '';
  const before =
    shown.slice(0, blank + 1) +
    levels
      .slice(0, level - 1)
      .map((one) => `${one}/`)
      .join('');
  const width = Math.max(1, widthOfText(printable(text)));
  return `${' '.repeat(indent + widthOfText(printable(before)))}${paint('^'.repeat(width), 'red')} level ${level}\n`;
}

function explainReason(reason: Reason, explained: Explained): string {
  const { policy, paint } = explained;
  const consequence = consequenceSentence(reason.consequence, actorOf(policy));
  const help = ruleById(reason.rule)?.help?.(reason, reason.policy ?? policy.name);
  const witness =
    reason.witness !== undefined && !reason.message.includes(reason.witness)
      ? `For example, it covers ${reason.witness}`
      : undefined;
  return [
    `${paint(reason.rule, 'red')}: ${printable(reason.message)}`,
    consequence,
    witness && printable(witness),
    help,
    policyLine(reason, explained),
  ]
    .filter((line) => line !== undefined)
    .map((line) => `  ${line}\n`)
    .join('');
}

function explainAdvice(advice: Advice, explained: Explained): string {
  const { policy, paint } = explained;
  const help = ruleById(advice.rule)?.help?.(advice, advice.policy ?? policy.name);
  return [`${paint(advice.rule, 'yellow')}: ${printable(advice.message)}`, help, policyLine(advice, explained)]
    .filter((line) => line !== undefined)
    .map((line) => `  ${line}\n`)
    .join('');
}

/** The line of the page that says so, as far as its text is there. */
function policyLine(said: Reason | Advice, { policy, policyPath, paint }: Explained): string | undefined {
  const { policyLine: line, policy: page } = said;
  const which = page === undefined ? 'the policy' : `the policy ${page}`;
  if (line === undefined) return page === undefined ? undefined : paint(`in ${which}`, 'dim');
  const text = textOf(page ?? policy.name, policy, policyPath)
    ?.split('\n')
    [line - 1]?.trim();
  return paint(text ? `line ${line} of ${which}: ${printable(text)}` : `line ${line} of ${which}`, 'dim');
}

/** The text of the policy, or of a page that it stands on: a built-in one, or a file named by its path from there. */
function textOf(page: string, { name, on, onFile }: Policy, policyPath: string): string | undefined {
  if (page === name) return policyText(policyPath);
  if (!on) return undefined;
  const written = onFile ?? on.name;
  const file = builtinNames().includes(written) ? written : fileBeside(policyPath, written);
  return file === undefined ? undefined : textOf(page, on, file);
}

/** `fleet on cloud` */
function namesOf(policy: Policy): string {
  return layersOf(policy)
    .map(({ name }) => name)
    .toReversed()
    .join(' on ');
}
