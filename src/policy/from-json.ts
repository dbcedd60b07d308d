import { nothingSpoilt } from './build.js';
import { finishPolicy, type ParsedPolicy, type ParseOptions } from './parse.js';
import { Problems } from './problems.js';
import { pageFromJson } from './read-json.js';

/**
 * Takes the JSON form of a policy. Never throws: what is wrong is in `problems`, each with the JSON pointer of its place in
 * `path`, and `policy` is only there when none of them is an error.
 */
export function policyFromJson(value: unknown, options: ParseOptions = {}): ParsedPolicy {
  const problems = new Problems();
  const page = pageFromJson(value, problems);
  return page ? finishPolicy(page, nothingSpoilt, problems, options) : { problems: problems.list };
}
