/** The licence texts of the packages that a bundle contains, from esbuild's account of what went in. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

/** Takes esbuild metafiles, gives the text of the notices file. Refuses a package without a licence text. */
export function thirdPartyNotices(metafiles) {
  const folders = new Set();
  for (const metafile of metafiles) {
    for (const output of Object.values(metafile.outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
        const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
        if (match && bytesInOutput > 0) folders.add(match[1]);
      }
    }
  }
  const notices = [...folders].map(noticeOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  const head = 'Topicguard contains code of these packages.\n';
  return head + notices.map(({ name, text }) => `\n${'-'.repeat(80)}\n${name}\n\n${text.trim()}\n`).join('');
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  const files = readdirSync(path.join(root, folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  if (files.length === 0) throw new Error(`${name} is in the bundle, but its package holds no licence text.`);
  const texts = files.sort().map((file) => readFileSync(path.join(root, folder, file), 'utf8').trim());
  return { name: `${name} ${version} (${license})`, text: texts.join('\n\n') };
}
