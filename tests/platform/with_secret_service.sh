#!/bin/bash
# Runs a command with a session bus of its own, on which it may start a secret service of its own (tests/support/keyring.h):
#
#   with_secret_service.sh -- COMMAND [ARGUMENT…]
#
# COMMAND sees DINHDANH_PRIVATE_BUS and XDG folders that are thrown away afterwards. Nothing on that bus starts by itself, and
# neither the bus nor the keys of the person who runs this are touched.
# COMMAND's exit status is passed on; 77 means that a package is missing (the reason is on standard error), 125 a wrong call.
set -u

say() { printf 'with_secret_service: %s\n' "$*" >&2; }

[ "${1-}" = -- ] && [ $# -gt 1 ] || { say 'usage: with_secret_service.sh -- COMMAND…'; exit 125; }
shift
for tool in dbus-run-session dbus-daemon gnome-keyring-daemon; do
    command -v "$tool" >/dev/null || { say "$tool is not installed (packages dbus and gnome-keyring)"; exit 77; }
done

work=$(mktemp -d "${TMPDIR:-/tmp}/secrets.XXXXXX") || exit 125 # short: a socket's path has 107 bytes
trap 'rm -rf -- "$work"' EXIT
mkdir -m 700 "$work/run" "$work/data" "$work/config" "$work/cache"
# No service folders: what is not started by the test is not there.
cat >"$work/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$work/run/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
CONF

unset DISPLAY WAYLAND_DISPLAY GNOME_KEYRING_CONTROL SSH_AUTH_SOCK
export XDG_RUNTIME_DIR="$work/run" XDG_DATA_HOME="$work/data" XDG_CONFIG_HOME="$work/config" XDG_CACHE_HOME="$work/cache"
export DINHDANH_PRIVATE_BUS="$work"
dbus-run-session --config-file="$work/bus.conf" -- "$@"
