import type { Feature } from './feature.js';
import { quickFix } from './quick-fix.js';

/** Everything that the server does with a document when the editor asks. */
export const features: readonly Feature[] = [quickFix];
