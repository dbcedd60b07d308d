/** A password that is a token, part by part. */
import { inspectBag } from '../../src/engine/bag.js';
import type { Guard } from '../../src/engine/guard.js';
import type { PartialConnect } from '../../src/engine/packets.js';
import { layersOf } from '../../src/policy/layers.js';
import type { BagItem, Policy } from '../../src/policy/model.js';
import { table } from '../table.js';
import { type Paint, printable } from '../terminal.js';

/** Nothing where the policy's password is no token, or the client has none. */
export function tokenParts(guard: Guard, connect: PartialConnect, paint: Paint): string {
  const items = tokenItems(guard.policy);
  if (!items || typeof connect.password !== 'string') return '';
  const names = guard.identify(connect);
  const parts = inspectBag(
    connect.password,
    items,
    (name) => (Object.hasOwn(names, name) ? names[name] : undefined),
    connect.now,
  );
  const rows = parts.map(({ key, value, fault }) => [
    fault === undefined ? paint('ok', 'green') : paint('no', 'red'),
    printable(key),
    printable(shorten(value ?? '')),
    fault === undefined ? '' : printable(fault),
  ]);
  return `\n  The token, part by part; its signature is not checked, that takes the key:\n${table(rows).replaceAll(/^/gm, '  ').trimEnd()}\n`;
}

function tokenItems(policy: Policy): readonly BagItem[] | undefined {
  for (const section of layersOf(policy).flatMap(({ sections }) => sections)) {
    if (section.section !== 'identity') continue;
    const bound = section.lines.flatMap((line) => ('bind' in line && line.bind === 'password' ? [line.to.text] : []));
    for (const line of section.lines) {
      if ('shape' in line && line.shape.kind === 'bag' && bound.includes(`{${line.name}}`)) return line.shape.items;
    }
  }
  return undefined;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
