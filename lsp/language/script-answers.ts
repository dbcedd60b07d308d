import type { Statement } from '../../grammar/session/ast.js';
import type { Guard } from '../../src/engine/guard.js';
import type { Inspection } from '../../src/lint/lint.js';
import { runScript, type StatementResult } from '../../src/sessions/run.js';
import type { Source } from '../source.js';
import type { Workspace } from '../workspace.js';
import { scriptOf } from './script.js';

/** What the policy of a script says to each of its statements; nothing for those that no policy decides about. */
export async function answersIn(source: Source, workspace: Workspace): Promise<readonly StatementResult[]> {
  const { inspection } = await workspace.check(source);
  if (!inspection) return [];
  const { script } = scriptOf(source);
  return sessionsOf(script.statements).flatMap((statements) => {
    const guard = guardOf(statements, inspection);
    return guard ? runScript(guard, { ...script, statements }) : [];
  });
}

/** A session begins with its connect; what stands in front of the first one belongs together too. */
function sessionsOf(statements: readonly Statement[]): Statement[][] {
  const sessions: Statement[][] = [];
  let session: Statement[] | undefined;
  for (const statement of statements) {
    if (statement.kind === 'policy' || statement.kind === 'role') continue;
    if (!session || statement.kind === 'connect') {
      session = [];
      sessions.push(session);
    }
    session.push(statement);
  }
  return sessions;
}

/** The client that the linter finds in these statements says which policy decides. */
function guardOf(statements: readonly Statement[], { judged }: Inspection): Guard | undefined {
  const start = statements[0]?.span.start ?? 0;
  const end = statements.at(-1)?.span.end ?? 0;
  return judged.find(({ client: { span } }) => start <= span.start && span.start <= end)?.guard;
}
