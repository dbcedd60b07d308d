import { LSPErrorCodes, PrepareRenameRequest, RenameRequest, ResponseError } from 'vscode-languageserver';
import { applyEdits } from '../../src/lint/fix.js';
import type { Issue } from '../issue.js';
import { policyIssues } from '../issues/policy.js';
import { type NameUse, nameAt, namesOf } from '../language/policy-names.js';
import { Source } from '../source.js';
import type { Workspace } from '../workspace.js';
import { textEdits } from './code-action.js';
import { feature } from './feature.js';

/** What would be renamed; a refusal where nothing can be. */
export const prepareRename = feature({
  request: PrepareRenameRequest.type,
  kinds: ['policy'],
  capabilities: { renameProvider: { prepareProvider: true } },
  answer({ params, source }) {
    const name = nameAt(source, source.lines.offsetAt(params.position));
    if (!name) return null;
    refuseForeign(name, source);
    return { range: source.rangeOf(name.span), placeholder: name.name };
  },
});

/** A name, a setting or a role, everywhere in its page. The new name has to be one that the language takes there. */
export const rename = feature({
  request: RenameRequest.type,
  kinds: ['policy'],
  capabilities: {},
  async answer({ params, source, workspace }) {
    const name = nameAt(source, source.lines.offsetAt(params.position));
    if (!name) return null;
    refuseForeign(name, source);
    // Who types the braces means what stands in them.
    const typed = params.newName.trim();
    const newName = name.kind === 'role' ? typed : typed.replace(/^\{(.*)\}$/s, '$1');
    const edits = namesOf(source)
      .filter(({ key }) => key === name.key)
      .map(({ span }) => ({ ...span, text: newName }));
    const after = new Source(source.lines, applyEdits(source.text, edits));
    await refuseBroken(name, newName, edits.length, { before: source, after, workspace });
    return { changes: { [source.uri]: textEdits(edits, source) } };
  },
});

function refuseForeign({ name, key, kind }: NameUse, source: Source): void {
  if (namesOf(source).some((one) => one.key === key && one.isDeclaration)) return;
  const shown = kind === 'role' ? `The role ${JSON.stringify(name)}` : `{${name}}`;
  throw refusal(`${shown} is not declared in this page, so it cannot be renamed here. Rename it where it is declared.`);
}

interface Change {
  readonly before: Source;
  readonly after: Source;
  readonly workspace: Workspace;
}

/** The page has to say the same as before: no new mistake, and no name that another one is taken for. */
async function refuseBroken(
  name: NameUse,
  newName: string,
  count: number,
  { before, after, workspace }: Change,
): Promise<void> {
  const shown = JSON.stringify(newName);
  const isError = ({ severity }: Issue): boolean => severity === 'error';
  const known = (await workspace.check(before)).issues.filter(isError);
  const errors = (await policyIssues(after, workspace.settings.readBytes)).filter(isError);
  // A mistake keeps others from being found, so each kind is counted by itself.
  const countOf = (issues: readonly Issue[], code: string | undefined): number =>
    issues.filter((one) => one.code === code).length;
  const mistake = errors.find(({ code }) => countOf(errors, code) > countOf(known, code));
  if (mistake) throw refusal(`${shown} cannot be the new name. ${mistake.message}`);
  const first = namesOf(before).findIndex(({ key }) => key === name.key);
  const renamed = namesOf(after)[first];
  if (renamed?.name !== newName || renamed.kind !== name.kind)
    throw refusal(`${shown} cannot be a name: a name begins with a letter and has letters, digits, "-" and "_".`);
  if (namesOf(after).filter(({ key }) => key === renamed.key).length !== count)
    throw refusal(`${shown} cannot be the new name: this page already has one.`);
}

function refusal(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
