import { describe, expect, it } from 'vitest';
import { writeProject } from './project.js';
import { folderWith, topicguard } from './run.js';

describe('a project of 2,000 files', () => {
  it('gives the same bytes twice', async () => {
    const cwd = folderWith({});
    writeProject(cwd, 2000, 7);
    const runs = [];
    for (const format of ['pretty', 'pretty', 'json', 'json', 'gitlab', 'gitlab', 'compact', 'compact'])
      runs.push(await topicguard(['lint', '--format', format], { cwd }));
    for (let at = 0; at < runs.length; at += 2) {
      expect(runs[at]?.code).toBe(1);
      expect(runs[at]?.stderr).toBe('');
      expect(runs[at]?.stdout).toBe(runs[at + 1]?.stdout);
    }
    const { summary, findings } = JSON.parse(runs[2]?.stdout ?? '') as {
      summary: { files: number; errors: number };
      findings: { file: string }[];
    };
    expect(summary.files).toBe(2000);
    expect(summary.errors).toBeGreaterThan(300);
    // Files are in the order of their paths, folder by folder.
    const names = [...new Set(findings.map(({ file }) => file))];
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('says what it cost, and shows no progress where there is no terminal', async () => {
    const cwd = folderWith({});
    writeProject(cwd, 200, 8);
    const { stderr } = await topicguard(['lint', '--stats', '--quiet'], { cwd });
    expect(stderr).toMatch(
      /^files +200\nclients +\d+\nfindings +\d+ errors, 0 warnings, 0 hints\nstart-up +[\d.]+ ms\n/,
    );
    for (const phase of ['finding files', 'linting', 'reporting'])
      expect(stderr).toMatch(new RegExp(`^${phase} +[\\d.]+ ms$`, 'm'));
    expect(stderr).not.toContain('\r');
  });
});
