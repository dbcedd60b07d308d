/** Debian's Emacs without a screen, with the configuration of docs/editors.md for Eglot. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, root } from '../cli/run.js';
import { patience } from './code-server.js';
import { blocksOf, isInstalled } from './page.js';

const eglot = ['--batch', '--eval', "(progn (require 'package) (package-initialize) (require 'eglot))"];
const installed = isInstalled('emacs', eglot);
if (!installed) console.warn('Emacs is not tested: it is not installed. `sh test/editors/install.sh` installs it.');

/** Without a screen nothing happens after a file is opened, so what `eglot-ensure` would do then is done here. */
const steps = `
(require 'package)
(package-initialize)
(load (expand-file-name "init.el"))
(setq eglot-sync-connect ${patience / 1000})
(find-file "devices/firmware.mqtt")
(unless (memq 'eglot-ensure mqtt-mode-hook) (error "nothing starts the server"))
(call-interactively 'eglot)
(flymake-start)
(with-timeout (${patience / 1000} (error "nothing came"))
  (while (null (flymake-diagnostics)) (accept-process-output nil 0.1) (sit-for 0.1)))
(dolist (one (flymake-diagnostics))
  (princ (format "%d %s\\n" (line-number-at-pos (flymake-diagnostic-beg one)) (flymake-diagnostic-text one))))
`;

describe.skipIf(!installed)('Emacs with the configuration of the page', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'topicguard-emacs-'));

  beforeAll(() => {
    const [configuration, ...others] = blocksOf('Emacs', 'elisp');
    expect(others).toEqual([]);
    writeFileSync(path.join(home, 'init.el'), configuration as string);
    writeFileSync(path.join(home, 'steps.el'), steps);
    mkdirSync(path.join(home, 'bin'));
    symlinkSync(command, path.join(home, 'bin/topicguard'));
    cpSync(path.join(root, 'examples/onenet'), path.join(home, 'devices'), { recursive: true });
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('shows findings in a session script', async () => {
    const { stdout } = await promisify(execFile)('emacs', ['--batch', '-l', 'steps.el'], {
      cwd: home,
      env: { ...process.env, HOME: home, PATH: `${path.join(home, 'bin')}:${process.env.PATH}` },
      timeout: 2 * patience,
    });
    expect(stdout).toMatch(/^9 .*subscribe\/wildcard-level/m);
    expect(stdout).toMatch(/^10 .*topic\/foreign/m);
  });
});
