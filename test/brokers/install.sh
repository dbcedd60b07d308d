#!/bin/sh
# Installs the brokers that tests run, from Debian, without starting any. Does nothing where they are there already, and
# fails with one line where nobody may install anything.
set -u
wanted=''
ls /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server >/dev/null 2>&1 || wanted="$wanted rabbitmq-server"
[ -x /usr/sbin/mosquitto ] || wanted="$wanted mosquitto"
[ -z "$wanted" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "Not installed:$wanted. It takes root on Debian or Ubuntu: apt-get install$wanted" >&2
  exit 1
fi
# Keeps the packages from starting services.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
install() {
  # shellcheck disable=SC2086
  timeout 240 apt-get install -y -q --no-install-recommends $wanted >/dev/null 2>&1
}
if install || { timeout 120 apt-get update -q >/dev/null 2>&1 && install; }; then
  echo "Installed:$wanted"
else
  echo "apt-get could not install:$wanted" >&2
  exit 1
fi
