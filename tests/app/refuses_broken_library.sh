#!/bin/bash
# refuses_broken_library.sh LIBRARY PROGRAM: with LIBRARY loaded before the real one, PROGRAM says why it does not run and ends with
# 70; without it, the same call works.
set -u
library=$1 program=$2
"$program" --version >/dev/null || { echo "it does not even run as it is"; exit 1; }
said=$(LD_PRELOAD=$library ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0" "$program" --version 2>&1)
status=$?
printf '%s\n' "$said"
[ "$status" = 70 ] || { echo "exit status $status, not 70"; exit 1; }
[ "$(grep -c 'COR-015 .*(SHA-256)' <<<"$said")" = 2 ] || { echo "it does not say what failed, in both languages"; exit 1; }
