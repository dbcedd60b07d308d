import { HoverRequest } from 'vscode-languageserver';
import { sayAt } from '../language/policy-hover.js';
import { hoverKinds, markup } from '../markdown.js';
import { feature } from './feature.js';

/** On a word of the language what it means, on a name its shape and bindings, on a listing who may do what. */
export const hoverPolicy = feature({
  request: HoverRequest.type,
  kinds: ['policy'],
  capabilities: { hoverProvider: true },
  answer({ params, source, client }) {
    const said = sayAt(source, source.lines.offsetAt(params.position));
    return said ? { contents: markup(said.markdown, hoverKinds(client)), range: source.rangeOf(said) } : null;
  },
});
