import path from 'node:path';
import { type CodeAction, CodeActionKind, type CodeActionParams, CodeActionRequest } from 'vscode-languageserver';
import { withException } from '../../src/lint/config/edit-config.js';
import type { Finding } from '../../src/lint/finding.js';
import { treeOf } from '../../src/lint/fingerprint.js';
import { applyEdits } from '../../src/lint/fix.js';
import { ignoreEdits, takesComments } from '../../src/lint/ignore-edit.js';
import type { Inspection } from '../../src/lint/lint.js';
import { pathTo } from '../../src/lint/place-path.js';
import type { Format } from '../../src/readers/index.js';
import { actionFor, issuesAt, lintedKinds, textEdits, wants } from './code-action.js';
import { configEdit } from './config-edit.js';
import { type Asked, feature } from './feature.js';

const reason = 'TODO: say why';

/** Ignores a finding where it is: in a comment, or in the configuration for a file that may not hold any. */
export const ignoreHere = feature({
  request: CodeActionRequest.type,
  kinds: lintedKinds,
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } },
  async answer(asked) {
    if (!wants(asked.params, CodeActionKind.QuickFix)) return [];
    const { inspection } = await asked.workspace.check(asked.source);
    if (!inspection) return [];
    const actions: CodeAction[] = [];
    for (const issue of await issuesAt(asked)) {
      const { finding } = issue;
      // What is wrong with an ignore is put right in it.
      if (!finding || finding.rule === 'lint/unused-ignore' || finding.rule === 'lint/unknown-rule') continue;
      if (asked.cancelled()) break;
      const common = { ...actionFor(issue, asked), kind: CodeActionKind.QuickFix };
      const byComment = await commentFor(finding, inspection, asked);
      if (takesComments(asked.source.kind as Format, asked.source.fileName, inspection.document)) {
        if (byComment) actions.push({ ...common, title: `Ignore ${finding.rule} here`, ...byComment });
        continue;
      }
      const byConfig = await exceptionFor(finding, asked);
      if (byConfig)
        actions.push({ ...common, title: `Ignore ${finding.rule} here, in ${byConfig.name}`, edit: byConfig.edit });
      if (byComment) actions.push({ ...common, title: `Ignore ${finding.rule} here, in a comment`, ...byComment });
    }
    return actions;
  },
});

/** The first comment with which the finding is gone and nothing else is different. */
async function commentFor(
  finding: Finding,
  before: Inspection,
  { source, workspace }: Asked<CodeActionParams>,
): Promise<Pick<CodeAction, 'edit'> | undefined> {
  const { text, kind } = source;
  for (const edit of ignoreEdits(text, finding.span, finding.rule, reason, kind as Format)) {
    const after = await workspace.inspectAlone(source, applyEdits(text, [edit]));
    if (after && isIgnored(finding, before, after))
      return { edit: { changes: { [source.uri]: textEdits([edit], source) } } };
  }
  return undefined;
}

/** Other findings of the rule may be gone too, when they stand in the same line. */
function isIgnored({ rule }: Finding, before: Inspection, after: Inspection): boolean {
  const others = ({ findings }: Inspection): string =>
    findings
      .filter((other) => other.rule !== rule && !isOfRun(other))
      .map((other) => `${other.rule} ${other.message}`)
      .join('\n');
  const count = ({ findings }: Inspection): number => findings.filter((other) => other.rule === rule).length;
  const isGone = count(after) < count(before) || (isOfRun({ rule }) && count(after) === 0);
  return isGone && after.clients === before.clients && others(after) === others(before);
}

/** Known only when all files of a folder are looked at together. */
function isOfRun({ rule }: Pick<Finding, 'rule'>): boolean {
  return rule === 'connect/duplicate-client-id';
}

async function exceptionFor(finding: Finding, asked: Asked<CodeActionParams>) {
  const { path: file, text, kind } = asked.source;
  if (file === undefined || (kind !== 'json' && kind !== 'yaml')) return undefined;
  const at = pathTo(await treeOf(text, kind), finding.span).exact;
  return configEdit(asked, {
    change: (config, own) =>
      withException(own, config, {
        files: path.relative(path.dirname(config), file).replaceAll(path.sep, '/'),
        rules: [finding.rule],
        ...(at !== '' && { at }),
        reason,
      }),
    isThere: ({ exceptions }) => exceptions.some((one) => one.rules.includes(finding.rule) && one.reason === reason),
  });
}
