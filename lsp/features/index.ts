import { completeComment } from './complete-comment.js';
import { completeKey } from './complete-key.js';
import { completeValue } from './complete-option.js';
import { completeTopic } from './complete-topic.js';
import { configSymbols } from './config-symbols.js';
import type { Feature } from './feature.js';
import { fixAll } from './fix-all.js';
import { hoverIgnore } from './hover-ignore.js';
import { hoverOption } from './hover-option.js';
import { hoverTopic } from './hover-topic.js';
import { ignoreHere } from './ignore-here.js';
import { inlayHints } from './inlay-hints.js';
import { languageFeatures } from './languages.js';
import { links, sourceLinks } from './links.js';
import { policyInForce } from './policy-in-force.js';
import { quickFix } from './quick-fix.js';
import { ruleOff } from './rule-off.js';
import { verdictAt } from './verdict-at.js';

/** Everything that the server does with a document when the editor asks. */
export const features: readonly Feature[] = [
  quickFix,
  ignoreHere,
  ruleOff,
  fixAll,
  policyInForce,
  verdictAt,
  completeTopic,
  completeComment,
  completeKey,
  completeValue,
  hoverTopic,
  hoverOption,
  hoverIgnore,
  links,
  sourceLinks,
  configSymbols,
  inlayHints,
  ...languageFeatures,
];
