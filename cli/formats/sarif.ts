/** SARIF 2.1.0 (OASIS), for GitHub code scanning, Azure DevOps and other viewers of findings. */
import { pathToFileURL } from 'node:url';
import type { Finding } from '../../src/lint/index.js';
import { ruleById } from '../../src/rules/index.js';
import { pathFromRoot } from './from-root.js';
import type { Report } from './index.js';

/** Filled in by the build. */
declare const TOPICGUARD_VERSION: string;

const levels: Readonly<Record<Finding['severity'], string>> = { error: 'error', warning: 'warning', hint: 'note' };

export function sarif({ files }: Report): string {
  const ids = [...new Set(files.flatMap(({ findings }) => findings.map(({ rule }) => rule)))].sort();
  const indexes = new Map(ids.map((id, at) => [id, at]));
  const results = files.flatMap(({ path, findings }) => {
    const artifactLocation = locationOf(pathFromRoot(path));
    return findings.map((finding) => resultOf(finding, indexes.get(finding.rule) ?? -1, artifactLocation));
  });
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'topicguard', semanticVersion: TOPICGUARD_VERSION, rules: ids.map(descriptorOf) },
        },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptorOf(id: string): object {
  const rule = ruleById(id);
  if (!rule) return { id };
  const { title, severity, docs } = rule;
  const sources = docs.sources?.length ? `\n\nSources:\n${docs.sources.map((source) => `- ${source}`).join('\n')}` : '';
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: docs.what },
    help: { text: `${docs.what}\n\n${docs.why}${sources}` },
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultOf(finding: Finding, ruleIndex: number, artifactLocation: object): object {
  const { rule, severity, message, help, line, column, endLine, endColumn, fingerprint } = finding;
  const { confidence, policy, policyLine, witness, consequence } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: help === undefined ? message : `${message} ${help}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation,
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
    ...(fingerprint !== undefined && { partialFingerprints: { 'topicguard/v1': fingerprint } }),
    properties: {
      confidence,
      ...(policy !== undefined && { policy }),
      ...(policyLine !== undefined && { policyLine }),
      ...(witness !== undefined && { witness }),
      ...(consequence && { consequence: consequence.text ?? consequence.kind }),
    },
  };
}

/** A path as a URI (section 3.4.3): from the root of the sources, or whole where it does not lie below. */
function locationOf(file: string): object {
  const wellFormed = Buffer.from(file, 'utf8').toString('utf8');
  if (/^(?:\/|[A-Za-z]:[\\/]|\.\.\/)/.test(wellFormed)) return { uri: pathToFileURL(wellFormed).href };
  return { uri: wellFormed.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
