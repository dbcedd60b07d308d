/** One judgement, for people: the level that is wrong, why, what happens, which line of the policy says so. */
import type { Judgement } from '../../src/engine/packets.js';
import type { Advice, Reason } from '../../src/engine/verdict.js';
import { actorOf, consequenceSentence } from '../../src/lint/consequence.js';
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
  const lines = policyText(explained.policyPath)?.split('\n');
  const parts = [
    head + caret(shown, reasons, indent, paint),
    ...reasons.map((reason) => explainReason(reason, explained, lines)),
    ...advice.map((one) => explainAdvice(one, explained, lines)),
  ];
  if (status === 'undecided') {
    parts.push('  Not enough is known about who asks: say --client-id and --username, or --identity NAME=VALUE.\n');
  }
  return `${parts.join('')}  ${paint(`policy ${policy.name} (${why})`, 'dim')}\n`;
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

function explainReason(reason: Reason, { policy, paint }: Explained, lines: readonly string[] | undefined): string {
  const consequence = consequenceSentence(reason.consequence, actorOf(policy));
  const help = ruleById(reason.rule)?.help?.(reason, policy.name);
  const witness =
    reason.witness !== undefined && !reason.message.includes(reason.witness)
      ? `For example, it covers ${reason.witness}`
      : undefined;
  return [
    `${paint(reason.rule, 'red')}: ${printable(reason.message)}`,
    consequence,
    witness && printable(witness),
    help,
    policyLine(reason.policyLine, lines, paint),
  ]
    .filter((line) => line !== undefined)
    .map((line) => `  ${line}\n`)
    .join('');
}

function explainAdvice(advice: Advice, { policy, paint }: Explained, lines: readonly string[] | undefined): string {
  const help = ruleById(advice.rule)?.help?.(advice, policy.name);
  return [
    `${paint(advice.rule, 'yellow')}: ${printable(advice.message)}`,
    help,
    policyLine(advice.policyLine, lines, paint),
  ]
    .filter((line) => line !== undefined)
    .map((line) => `  ${line}\n`)
    .join('');
}

function policyLine(line: number | undefined, lines: readonly string[] | undefined, paint: Paint): string | undefined {
  if (line === undefined) return undefined;
  const text = lines?.[line - 1]?.trim();
  return paint(text ? `line ${line} of the policy: ${printable(text)}` : `line ${line} of the policy`, 'dim');
}
