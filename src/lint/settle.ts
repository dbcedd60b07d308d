/** What becomes of the findings of a file: ignores, the configuration's severities, fingerprints, the baseline. */
import type { Document } from '../readers/document.js';
import { formatOf } from '../readers/index.js';
import { LineTable } from '../text/lines.js';
import type { Exception, FileConfig } from './config/model.js';
import type { Finding, Suppressed } from './finding.js';
import { fingerprintsOf, treeOf } from './fingerprint.js';
import { type Ignore, ignoresOf } from './ignores.js';
import { pathTo } from './place-path.js';
import { uselessIgnores } from './useless-ignores.js';

export interface SettleOptions {
  readonly path: string;
  readonly config?: FileConfig;
  readonly fingerprints?: boolean;
  /** The fingerprints of what is known in this file. */
  readonly baseline?: ReadonlySet<string>;
}

export interface Settled {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
}

/** Whether nothing can become of what was found, because nobody says anything about it. */
export function isSettled(found: readonly Finding[], document: Document, options: SettleOptions): boolean {
  const { config, fingerprints, baseline } = options;
  return (found.length === 0 || (!config && !fingerprints && !baseline)) && !hasIgnores(document);
}

function hasIgnores({ comments }: Document): boolean {
  return comments.some((comment) => comment.text.includes('topicguard-ignore'));
}

/** The findings that are left, in the order of the text, and those that something keeps quiet. */
export async function settle(
  found: readonly Finding[],
  document: Document,
  text: string,
  options: SettleOptions,
): Promise<Settled> {
  const { path, config, baseline } = options;
  const suppressed: Suppressed[] = [];
  let findings: readonly Finding[] = found;
  if (hasIgnores(document)) {
    const lines = new LineTable(text);
    const ignores = ignoresOf(document, text, lines);
    const used = new Set<string>();
    findings = withoutIgnored(findings, ignores, used, suppressed);
    // What is wrong with ignores can be ignored itself.
    const useless = withoutIgnored(uselessIgnores(ignores, used, text, lines), ignores, used, suppressed);
    findings = [...findings, ...useless].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }
  if (config) {
    if (config.exceptions.length > 0)
      findings = await withoutExceptions(findings, config.exceptions, text, path, suppressed);
    findings = findings.flatMap((finding) => bySetting(finding, config));
  }
  if (options.fingerprints || baseline) {
    const prints = await fingerprintsOf(findings, text, path);
    findings = findings.map((finding, at) => ({ ...finding, fingerprint: prints[at] as string }));
  }
  if (baseline) {
    const fresh = (finding: Finding): boolean => !baseline.has(finding.fingerprint as string);
    for (const finding of findings) if (!fresh(finding)) suppressed.push({ finding, by: 'baseline' });
    findings = findings.filter(fresh);
  }
  return { findings, suppressed };
}

/** `used` takes what an ignore was good for: its place and the rule. */
function withoutIgnored(
  findings: readonly Finding[],
  ignores: readonly Ignore[],
  used: Set<string>,
  suppressed: Suppressed[],
): Finding[] {
  const wholeFile = ignores.filter(({ scope }) => scope === 'file');
  const byLine = new Map<number, Ignore[]>();
  for (const ignore of ignores) {
    if (ignore.line === undefined) continue;
    const others = byLine.get(ignore.line);
    if (others) others.push(ignore);
    else byLine.set(ignore.line, [ignore]);
  }
  return findings.filter((finding) => {
    let by: Ignore | undefined;
    for (const ignore of [...(byLine.get(finding.line) ?? []), ...wholeFile]) {
      for (const { id, span } of ignore.rules) {
        if (id !== finding.rule) continue;
        used.add(`${span.start} ${id}`);
        by ??= ignore;
      }
    }
    if (by) suppressed.push({ finding, by: 'comment', ...(by.reason !== undefined && { reason: by.reason }) });
    return by === undefined;
  });
}

async function withoutExceptions(
  findings: readonly Finding[],
  exceptions: readonly Exception[],
  text: string,
  path: string,
  suppressed: Suppressed[],
): Promise<Finding[]> {
  const format = formatOf(path);
  const hasPlaces = exceptions.some(({ at }) => at !== undefined) && (format === 'json' || format === 'yaml');
  const roots = hasPlaces ? await treeOf(text, format) : [];
  return findings.filter((finding) => {
    const place = hasPlaces ? pathTo(roots, finding.span).exact : '';
    const by = exceptions.find(
      ({ rules, at }) => rules.includes(finding.rule) && (at === undefined || isWithin(place, at)),
    );
    if (by) {
      const { reason, place: from } = by;
      suppressed.push({ finding, by: 'config', ...(reason !== undefined && { reason }), ...(from && { place: from }) });
    }
    return by === undefined;
  });
}

/** `mqtt.topics[0].qos` is within `mqtt.topics`. */
function isWithin(place: string, outer: string): boolean {
  return place === outer || (place.startsWith(outer) && (place[outer.length] === '.' || place[outer.length] === '['));
}

function bySetting(finding: Finding, { rules }: FileConfig): Finding | [] {
  const severity = rules.get(finding.rule)?.severity;
  if (severity === undefined) return finding;
  return severity === 'off' ? [] : { ...finding, severity };
}
