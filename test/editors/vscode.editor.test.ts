/**
 * The packaged extension in a real VS Code. Pictures go into .cache/screenshots/; `vscode-problems.png` and `vscode-completion.png`
 * in docs/ are copies of them.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../cli/run.js';
import { CodeServer, missing, patience, until } from './code-server.js';

if (missing) console.warn(`VS Code is not tested: there is no ${missing}. \`sh test/editors/install.sh\` installs it.`);

const screenshots = path.join(root, '.cache/screenshots');
const temporary = mkdtempSync(path.join(tmpdir(), 'topicguard-editors-'));
const vsix = path.join(temporary, 'topicguard.vsix');

beforeAll(() => {
  mkdirSync(screenshots, { recursive: true });
  if (!missing) execFileSync(process.execPath, [path.join(root, 'scripts/package-vscode.mjs'), vsix]);
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe.skipIf(missing)('VS Code with the extension', () => {
  let code: CodeServer;
  const folder = path.join(temporary, 'devices');

  beforeAll(async () => {
    cpSync(path.join(root, 'examples/onenet'), folder, { recursive: true });
    cpSync(path.join(root, 'examples/plant.mqttpolicy'), path.join(folder, 'plant.mqttpolicy'));
    code = await CodeServer.open(folder, vsix, { 'security.workspace.trust.enabled': false });
  }, 3 * patience);
  afterAll(() => code?.close());

  const picture = (name: string) => code.page.screenshot({ path: path.join(screenshots, `vscode-${name}.png`) });

  it('underlines what is wrong, and lists it among the problems', async () => {
    await code.openFile('thermostat.json');
    await code.page.waitForSelector('.squiggly-error');
    await code.page.keyboard.press('Control+Shift+m');
    await code.page.fill('.viewpane-filter input', 'thermostat');
    await code.page.waitForSelector('.markers-panel .monaco-list-row:has-text("firmware.mqtt")', { state: 'detached' });
    await code.page.waitForSelector('.markers-panel .monaco-list-row:has-text("connect/clean-session")');
    await code.page.waitForSelector('.statusbar-item:has-text("onenet")');
    await picture('problems');
    await code.page.fill('.viewpane-filter input', 'keep-alive');
    await code.page.waitForSelector(
      '.markers-panel .monaco-list-row:has-text("Keep-alive is 5 s, but must be 10 to 1800 s.")',
    );
    // The other file is not open: its findings come from the whole workspace.
    await code.page.waitForSelector('.markers-panel .monaco-list-row:has-text("Keep-alive is 3600 s")');
    await code.page.keyboard.press('Control+j');
  });

  it('explains what is underlined, and each level of a topic', async () => {
    await code.goTo(20, 30);
    await code.page.keyboard.press('Control+k');
    await code.page.keyboard.press('Control+i');
    const hover = code.page.locator('.monaco-hover:not(.hidden)', { hasText: 'thermostat-4' });
    await until(async () => {
      const said = (await hover.allTextContents()).join('');
      return said.includes('topic/foreign') && said.includes("The device's name, not its numeric id");
    });
    await picture('hover');
    await code.page.keyboard.press('Escape');
  });

  it('puts it right at one key', async () => {
    await code.goTo(10, 18);
    await code.page.keyboard.press('Control+.');
    const actions = code.page.locator('.action-widget .monaco-list-row.action');
    await actions.filter({ hasText: 'Turn connect/keep-alive off in topicguard.json' }).waitFor();
    await picture('fix');
    await actions.filter({ hasText: 'Use a keep-alive of 10 s' }).click();
    await until(async () => (await code.lines())[9] === '    "keepalive": 10,');
    await code.page.keyboard.press('Control+s');
    await until(async () => readFileSync(path.join(folder, 'thermostat.json'), 'utf8').includes('"keepalive": 10,'));
  });

  it('completes a topic with the names of the client', async () => {
    await code.goTo(26, 21);
    expect((await code.lines()).some((line) => line.includes('"$sys/238322/#"'))).toBe(true);
    await code.page.keyboard.press('Control+Space');
    const offered = code.page.locator('.suggest-widget.visible .monaco-list-row');
    await offered.filter({ hasText: '$sys/238322/thermostat-3/cmd/request/+' }).waitFor();
    await picture('completion');
    await offered.filter({ hasText: '$sys/238322/thermostat-3/image/update/delta' }).click();
    await until(async () =>
      (await code.lines()).some((line) => line.trim() === '"$sys/238322/thermostat-3/image/update/delta"'),
    );
    await code.page.keyboard.press('Control+z');
    await until(async () => (await code.lines()).some((line) => line.trim() === '"$sys/238322/#"'));
  });

  it('says the verdict for the topic under the cursor, and shows the page of its rule', async () => {
    await code.goTo(20, 30);
    await code.run('Topicguard: Verdict for the Topic under the Cursor');
    const said = code.page.locator('.notification-toast', { hasText: 'Denied: publish' });
    await said.waitFor();
    expect(await said.textContent()).toContain('Level 3 is "thermostat-4"');
    await said.locator('.monaco-button', { hasText: 'Explain topic/foreign' }).click();
    await code.page.waitForSelector('.tab.active:has-text("foreign.md")');
    await code.page.keyboard.press('Control+w');
  });

  it('lets the policy be chosen, and names it', async () => {
    await code.page.click('.statusbar-item:has-text("onenet")');
    const rows = code.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'Now onenet, because the broker is mqtts.heclouds.com' }).waitFor();
    await rows.filter({ hasText: 'plant.mqttpolicy' }).waitFor();
    await rows.filter({ hasText: 'The MQTT standard alone' }).click();
    await code.page.waitForSelector('.statusbar-item:has-text("mqtt"):not(:has-text("onenet"))');
    const settings = () => readFileSync(path.join(folder, '.vscode/settings.json'), 'utf8');
    expect(JSON.parse(settings())).toEqual({ 'topicguard.policy': 'mqtt' });
    await code.run('Topicguard: Choose the Policy');
    await rows.filter({ hasText: 'Find it for each client' }).click();
    await code.page.waitForSelector('.statusbar-item:has-text("onenet")');
    expect(JSON.parse(settings())).toEqual({});
  });

  it('turns a rule off in a configuration that was not there', async () => {
    await code.goTo(9, 24);
    const problem = (state: 'attached' | 'detached') =>
      code.page.waitForSelector('.markers-panel .monaco-list-row:has-text("Clean session is 0")', { state });
    await code.page.keyboard.press('Control+Shift+m');
    await code.page.fill('.viewpane-filter input', 'Clean session');
    await problem('attached');
    await code.goTo(9, 24);
    await code.page.keyboard.press('Control+.');
    await code.page.click('.action-widget .monaco-list-row.action:has-text("Turn connect/clean-session off")');
    await problem('detached');
    await code.page.waitForSelector('.explorer-folders-view .monaco-list-row[aria-label*="topicguard.json"]');
    await code.run('File: Save All Files');
    const file = path.join(folder, 'topicguard.json');
    await until(async () => readFileSync(file, 'utf8').includes('"connect/clean-session": "off"'));
    await code.openFile('thermostat.json');
    await code.page.keyboard.press('Control+j');
  });

  it('starts the server again', async () => {
    const [before] = code.servers();
    await code.run('Topicguard: Restart the Language Server');
    await until(async () => code.servers().length === 1 && code.servers()[0] !== before);
    await code.page.waitForSelector('.squiggly-error');
  });

  it('colours policies and scripts, and says the verdict of each line', async () => {
    for (const name of ['plant.mqttpolicy', 'firmware.mqtt']) {
      await code.openFile(name);
      const colours = () =>
        code.page.$$eval('.editor-instance .view-line span[class*="mtk"]', (all) => [
          ...new Set(all.map((one) => one.className)),
        ]);
      await until(async () => (await colours()).length > 3);
      await picture(name.slice(name.indexOf('.') + 1));
    }
    await code.page.waitForSelector('.codelens-decoration:has-text("as expected: granted 0")');
  });
});

describe.skipIf(missing)('a workspace that nobody trusts, with little of MQTT', () => {
  it('is checked all the same, from the first file on that mentions MQTT', async () => {
    const folder = path.join(temporary, 'downloaded');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'twice.json'), '{ "name": 1, "name": 2 }\n');
    cpSync(path.join(root, 'examples/onenet/thermostat.json'), path.join(folder, 'thermostat.json'));
    const code = await CodeServer.open(folder, vsix, {
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    });
    try {
      await code.page.waitForSelector('.statusbar-item:has-text("Restricted Mode")');
      await code.openFile('twice.json');
      // VS Code's own complaint: by now it has told everybody of the JSON file.
      await code.page.waitForSelector('.squiggly-warning');
      expect(code.servers()).toEqual([]);
      await code.openFile('thermostat.json');
      await code.page.waitForSelector('.squiggly-error');
      expect(code.servers()).toHaveLength(1);
    } finally {
      await code.close();
    }
  });
});
