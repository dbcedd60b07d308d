import { definition } from './definition.js';
import type { Feature } from './feature.js';
import { folding } from './folding.js';
import { format } from './format.js';
import { hoverPolicy } from './hover-policy.js';
import { hoverScript } from './hover-script.js';
import { languageSymbols } from './language-symbols.js';
import { policyCompletion } from './policy-completion.js';
import { policyLens, policyLensCount } from './policy-lens.js';
import { references } from './references.js';
import { prepareRename, rename } from './rename.js';
import { scriptCompletion } from './script-completion.js';
import { scriptLens } from './script-lens.js';
import { semanticTokens } from './semantic-tokens.js';

/** What the server does with the two languages of Topicguard: policies and session scripts. */
export const languageFeatures: readonly Feature[] = [
  format,
  folding,
  languageSymbols,
  semanticTokens,
  definition,
  references,
  prepareRename,
  rename,
  policyCompletion,
  scriptCompletion,
  policyLens,
  policyLensCount,
  scriptLens,
  hoverPolicy,
  hoverScript,
];
