/** Debian's Neovim without a screen, with nothing but the configuration of docs/editors.md. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, root } from '../cli/run.js';
import { patience } from './code-server.js';
import { blocksOf, isInstalled } from './page.js';

const installed = isInstalled('nvim');
if (!installed) console.warn('Neovim is not tested: it is not installed. `sh test/editors/install.sh` installs it.');

/** What a person would do: look at the findings, hover, take the first fix. Written to `answer.json`, one answer a step. */
const steps = (line: number, column: number): string => `
local function wait(isSo) assert(vim.wait(${patience}, isSo, 50), 'nothing came') end
local answer = {}
vim.cmd('edit ' .. vim.env.FILE)
wait(function() return #vim.diagnostic.get(0) > 0 end)
answer.findings = vim.tbl_map(function(one)
  return { line = one.lnum + 1, column = one.col + 1, code = one.code, source = one.source, severity = one.severity, message = one.message }
end, vim.diagnostic.get(0))
vim.api.nvim_win_set_cursor(0, { ${line}, ${column - 1} })
local place = vim.lsp.util.make_position_params(0, 'utf-16')
local function ask(method, params)
  for _, one in pairs(assert(vim.lsp.buf_request_sync(0, method, params, ${patience}))) do return one.result end
end
answer.hover = ask('textDocument/hover', place)
local range = { start = place.position, ['end'] = place.position }
local actions = ask('textDocument/codeAction', { textDocument = place.textDocument, range = range, context = { diagnostics = {} } })
answer.actions = vim.tbl_map(function(one) return one.title end, actions)
vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
answer.text = vim.api.nvim_buf_get_lines(0, 0, -1, false)
wait(function() return #vim.diagnostic.get(0) < #answer.findings end)
answer.filetype = vim.bo.filetype
vim.fn.writefile({ vim.fn.json_encode(answer) }, 'answer.json')
vim.cmd('qall!')
`;

interface Answer {
  readonly findings: readonly {
    line: number;
    column: number;
    code: string;
    source: string;
    severity: number;
    message: string;
  }[];
  readonly hover: { readonly contents: { readonly value: string } };
  readonly actions: readonly string[];
  readonly text: readonly string[];
  readonly filetype: string;
}

describe.skipIf(!installed)('Neovim with the configuration of the page', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'topicguard-neovim-'));
  const folder = path.join(home, 'devices');

  beforeAll(() => {
    const [configuration, ...others] = blocksOf('Neovim', 'lua');
    expect(others).toEqual([]);
    mkdirSync(path.join(home, '.config/nvim'), { recursive: true });
    writeFileSync(path.join(home, '.config/nvim/init.lua'), configuration as string);
    mkdirSync(path.join(home, 'bin'));
    symlinkSync(command, path.join(home, 'bin/topicguard'));
    cpSync(path.join(root, 'examples/onenet'), folder, { recursive: true });
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  async function inNeovim(file: string, line: number, column: number): Promise<Answer> {
    writeFileSync(path.join(folder, 'steps.lua'), steps(line, column));
    const environment = { ...process.env, HOME: home, XDG_CONFIG_HOME: path.join(home, '.config'), FILE: file };
    const { stderr } = await promisify(execFile)('nvim', ['--headless', '-c', 'luafile steps.lua', '-c', 'cquit'], {
      cwd: folder,
      env: { ...environment, PATH: `${path.join(home, 'bin')}:${process.env.PATH}` },
      timeout: 2 * patience,
    }).catch((error) => error);
    try {
      return JSON.parse(readFileSync(path.join(folder, 'answer.json'), 'utf8'));
    } catch {
      throw new Error(`Neovim did not answer: ${stderr}`);
    } finally {
      rmSync(path.join(folder, 'answer.json'), { force: true });
    }
  }

  it('shows findings, explains, and fixes in a configuration', async () => {
    const { findings, hover, actions, text } = await inNeovim('thermostat.json', 10, 18);
    expect(findings).toContainEqual({
      line: 10,
      column: 18,
      code: 'connect/keep-alive',
      source: 'topicguard',
      severity: 1,
      message: 'Keep-alive is 5 s, but must be 10 to 1800 s.\nOneNET MQTT IoT Suite closes the connection.',
    });
    expect(hover.contents.value).toContain('connect/keep-alive');
    expect(actions[0]).toBe('Use a keep-alive of 10 s');
    expect(text[9]).toBe('    "keepalive": 10,');
  });

  it('knows session scripts by their name', async () => {
    const { filetype, findings, hover, text } = await inNeovim('firmware.mqtt', 10, 20);
    expect(filetype).toBe('mqtt');
    expect(findings.map(({ code }) => code)).toContain('topic/foreign');
    expect(hover.contents.value).toContain('sensor-2');
    expect(text[9]).toContain('$sys/238322/sensor-1/dp/post/json');
  });
});
