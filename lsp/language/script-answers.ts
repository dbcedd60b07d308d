import type { Statement } from '../../grammar/session/ast.js';
import { runScript, type StatementResult } from '../../src/sessions/run.js';
import type { Source } from '../source.js';
import type { Workspace } from '../workspace.js';
import { scriptOf } from './script.js';

/** What the policy of a script says to each of its statements; nothing for those that no policy decides about. */
export async function answersIn(source: Source, workspace: Workspace): Promise<readonly StatementResult[]> {
  const { inspection } = await workspace.check(source);
  if (!inspection) return [];
  const { script } = scriptOf(source);
  const guards = new Map(inspection.judged.map(({ client, guard }) => [client.span.start, guard]));
  // A client that no connect begins stands where its first topic is.
  const first = inspection.judged[0]?.client.span.start ?? 0;
  return sessionsOf(script.statements).flatMap((statements) => {
    const { start } = statements[0]?.span ?? { start: 0 };
    const end = statements.at(-1)?.span.end ?? 0;
    const guard = guards.get(start) ?? (start <= first && first <= end ? guards.get(first) : undefined);
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
