/** Checkstyle's XML, which Jenkins, reviewdog and many others read. */
import type { Finding } from '../../src/lint/index.js';
import type { Report } from './index.js';
import { xml } from './xml.js';

const severities: Readonly<Record<Finding['severity'], string>> = { error: 'error', warning: 'warning', hint: 'info' };

export function checkstyle({ files }: Report): string {
  const parts = files.map(({ path, findings }) => {
    if (findings.length === 0) return `  <file name="${xml(path)}"/>\n`;
    const errors = findings.map(
      ({ line, column, severity, message, rule }) =>
        `    <error line="${line}" column="${column}" severity="${severities[severity]}" message="${xml(message)}" source="topicguard.${xml(rule)}"/>\n`,
    );
    return `  <file name="${xml(path)}">\n${errors.join('')}  </file>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${parts.join('')}</checkstyle>\n`;
}
