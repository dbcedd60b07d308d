import { type CompletionItem, CompletionItemKind, CompletionRequest } from 'vscode-languageserver';
import { ignoreWords } from '../../src/lint/ignores.js';
import { builtinNames, builtinPolicy } from '../../src/policy/builtins.js';
import { rules } from '../../src/rules/index.js';
import { link, markup } from '../markdown.js';
import { holds } from '../place.js';
import { lintedKinds } from './code-action.js';
import { type Asked, feature } from './feature.js';

/** In a comment: the words that mean something to lint, the rules that it can ignore, the policies that it can name. */
export const completeComment = feature({
  request: CompletionRequest.type,
  kinds: lintedKinds,
  capabilities: { completionProvider: { triggerCharacters: ['/', '='] } },
  async answer(asked) {
    const { params, source, workspace } = asked;
    const offset = source.lines.offsetAt(params.position);
    const { inspection, issues } = await workspace.check(source);
    const comment = inspection?.document.comments.find(({ span }) => span.start < offset && holds(span, offset));
    if (!comment) return [];
    // The marks of a comment are two characters at most, and its first word begins behind them.
    const before = /^(?:\/\/|\/\*|#)([\s\S]*)$/.exec(source.text.slice(comment.span.start, offset))?.[1];
    if (before === undefined || before.includes('\n')) return [];
    const after = /^[\w./-]*/.exec(source.text.slice(offset, comment.span.end))?.[0] ?? '';
    const word = /[^\s,=]*$/.exec(before)?.[0] ?? '';
    const range = source.rangeOf({ start: offset - word.length, end: offset + after.length });
    if (/(?:^|\s)topicguard:\s*policy\s*=\s*[^\s,;]*$/.test(before)) return policies(range);
    const names = /^\s*(topicguard-ignore-[a-z-]+)\s+([^:]*)$/.exec(before)?.[2];
    if (names !== undefined)
      return /(?:^|\s)--(?:\s|$)/.test(names)
        ? []
        : ruleNames(
            range,
            names,
            issues.flatMap(({ code }) => code ?? []),
            asked,
          );
    return /^\s*[a-z-]*$/.test(before) ? words(range) : [];
  },
});

type Range = ReturnType<Asked<unknown>['source']['rangeOf']>;

function words(range: Range): CompletionItem[] {
  const whatItDoes = [
    'Ignore findings in this line',
    'Ignore findings in the line below',
    'Ignore findings in this file',
  ];
  const item = (word: string, detail: string, newText: string): CompletionItem => ({
    label: word,
    kind: CompletionItemKind.Keyword,
    detail,
    textEdit: { range, newText },
  });
  return [
    ...ignoreWords.map((word, at) => item(word, whatItDoes[at] as string, `${word} `)),
    item('topicguard: policy=', 'Say by which policy the file is judged', 'topicguard: policy='),
  ];
}

function policies(range: Range): CompletionItem[] {
  return builtinNames().map((name) => {
    const title = builtinPolicy(name)?.title;
    return {
      label: name,
      kind: CompletionItemKind.Module,
      ...(title !== undefined && { detail: title }),
      textEdit: { range, newText: name },
    };
  });
}

/** Those that have found something in the file come first. */
function ruleNames(
  range: Range,
  names: string,
  found: readonly string[],
  { workspace, client }: Asked<unknown>,
): CompletionItem[] {
  const there = names.split(/[\s,]+/).slice(0, -1);
  const kinds = client.textDocument?.completion?.completionItem?.documentationFormat;
  return rules
    .filter(({ id, kind }) => kind !== 'decisions' && !there.includes(id))
    .map(({ id, title, docs }) => {
      const page = workspace.host.pageOf(`docs/rules/${id}.md`);
      return {
        label: id,
        kind: CompletionItemKind.EnumMember,
        detail: title,
        documentation: markup(`${docs.what}\n\n${link(id, page)}`, kinds),
        sortText: `${found.includes(id) ? 0 : 1}${id}`,
        textEdit: { range, newText: id },
      };
    });
}
