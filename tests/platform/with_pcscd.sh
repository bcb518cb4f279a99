#!/bin/bash
# Runs a command with a smart-card service of its own and a simulated card in its virtual reader:
#
#   with_pcscd.sh --card DIR [--simchip FILE] [--log FILE] -- COMMAND [ARGUMENT…]
#
# COMMAND sees PCSCLITE_CSOCK_NAME, DINHDANH_SIMULATED_CARD (the folder) and DINHDANH_SIMCHIP_PIDFILE: SIGTERM to the
# process named there takes the card out of the reader; half a second later it is back. Lines written to the pipe
# DINHDANH_READER_CONTROL do more:
#
#   insert SLOT [DIR]   lays a card on a reader: slot 0 is "Virtual PCD 00 00", slot 1 "Virtual PCD 00 01"
#   remove SLOT         takes it away, to stay away
#   stop, start         the service
#   readers on|off      whether the service has any reader when it starts next
#
# COMMAND's exit status is passed on; 125 means the service could not be set up (the reason is on standard error), 77 that
# this machine does not allow the private namespaces it needs.
# Service, card and socket live in a mount and a network namespace of their own, so any number of these may run side by
# side, next to the system's own pcscd, without a port to agree on and without showing the reader to the network.
set -u

say() { printf 'with_pcscd: %s\n' "$*" >&2; }

# ---- inside the namespaces: the service and the card, until told to stop --------------------------------------------
if [ "${1-}" = --inside ]; then
    work=$2 simchip=$3 card=$4 driver=$5
    service='' tick=0 begun=''
    declare -A cards=([0]=$card) chips=() due=()
    stop() {
        trap - TERM INT EXIT
        for child in "${chips[@]}" $service; do kill "$child" 2>/dev/null; done
        wait
        exit 0
    }
    trap stop TERM INT EXIT
    readers() {
        rm -f "$work/conf/vpcd"
        [ "$1" = off ] ||
            printf 'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:0x8C7B\nLIBPATH %s\nCHANNELID 0x8C7B\n' "$driver" >"$work/conf/vpcd"
    }
    start_service() {
        # No hot plug: a reader of the machine must not end up in a test.
        PCSCLITE_HP_DROPDIR="$work/drivers" pcscd --foreground --config "$work/conf" --info >>"$work/pcscd.log" 2>&1 &
        service=$!
    }
    insert() {
        "$simchip" serve --card "${cards[$1]}" --port $((35963 + $1)) >>"$work/simchip.log" 2>&1 &
        chips[$1]=$!
        [ "$1" -ne 0 ] || printf '%s\n' "$!" >"$work/simchip.pid"
        unset "due[$1]"
    }
    obey() {
        case $1 in
        insert)
            [ -z "${chips[$2]-}" ] || { say "slot $2 has a card"; return; }
            cards[$2]=${3:-$card}
            insert "$2" ;;
        remove)
            unset "cards[$2]"
            [ -z "${chips[$2]-}" ] || kill "${chips[$2]}" ;;
        stop) kill "$service" && wait "$service"; service='' ;;
        start) start_service ;;
        readers) readers "$2" ;;
        *) say "unknown command $1" ;;
        esac
    }
    mount --bind "$work/run" /run || exit 1
    ip link set lo up || exit 1
    readers on
    start_service
    insert 0
    exec 9<>"$work/control"
    while [ -z "$service" ] || kill -0 "$service" 2>/dev/null; do
        # What the timeout cuts off comes with the next turn.
        if read -r -t 0.1 -u 9 line; then
            line=$begun$line begun=''
            # shellcheck disable=SC2086  # words of a command
            obey $line
        else
            begun+=$line
        fi
        tick=$((tick + 1))
        for slot in "${!chips[@]}"; do
            kill -0 "${chips[$slot]}" 2>/dev/null && continue
            wait "${chips[$slot]}" || { say 'the card ended on its own'; exit 1; }
            unset "chips[$slot]"
            # It ends with 0 when somebody sends it SIGTERM: taken away, soon laid down again.
            [ -z "${cards[$slot]-}" ] || due[$slot]=$((tick + 5))
        done
        for slot in "${!due[@]}"; do
            [ "$tick" -lt "${due[$slot]}" ] || insert "$slot"
        done
    done
    say 'the service ended on its own'
    exit 1
fi

# ---- outside ---------------------------------------------------------------------------------------------------------
card='' simchip="${DINHDANH_SIMCHIP:-dinhdanh-simchip}" log=''
while [ $# -gt 0 ]; do
    case $1 in
    --card) card=$2 && shift 2 ;;
    --simchip) simchip=$2 && shift 2 ;;
    --log) log=$2 && shift 2 ;;
    --) shift && break ;;
    *) say "unknown argument $1" && exit 125 ;;
    esac
done
[ -n "$card" ] && [ $# -gt 0 ] || { say 'usage: with_pcscd.sh --card DIR [--simchip FILE] [--log FILE] -- COMMAND…'; exit 125; }
card=$(realpath -- "$card") || exit 125
program=$(command -v -- "$simchip") || { say "there is no $simchip"; exit 125; }
simchip=$(realpath -- "$program")
PATH=$PATH:/usr/sbin:/sbin
for tool in unshare setpriv pcscd ip; do
    command -v "$tool" >/dev/null || { say "$tool is not installed"; exit 125; }
done
# vpcd's package says where its library lies: first in the configuration it ships, then in the usual folders.
driver=$(sed -n 's/^LIBPATH[[:space:]]*//p' /etc/reader.conf.d/vpcd 2>/dev/null | head -n 1)
for candidate in "$driver" /usr/lib/pcsc/drivers/serial/libifdvpcd.so /usr/lib/*/pcsc/drivers/serial/libifdvpcd.so; do
    driver=$candidate
    [ -f "$driver" ] && break
done
[ -f "$driver" ] || { say 'the virtual reader (vsmartcard-vpcd) is not installed'; exit 125; }

namespaces=(unshare --mount --net --propagation private)
[ "$(id -u)" -eq 0 ] || namespaces+=(--user --map-root-user)
refusal=$("${namespaces[@]}" true 2>&1) || { say "no private namespaces here: $refusal"; exit 77; }

work=$(mktemp -d "${TMPDIR:-/tmp}/pcscd.XXXXXX") || exit 125 # short: a socket's path has 107 bytes
mkdir -p "$work/run/pcscd" "$work/conf" "$work/drivers"
mkfifo -m 600 "$work/control" || exit 125
inside='' command=''
finish() {
    trap - TERM INT EXIT
    [ -n "$command" ] && kill "$command" 2>/dev/null
    [ -n "$inside" ] && kill "$inside" 2>/dev/null
    wait
    [ -n "$log" ] && cat "$work/pcscd.log" "$work/simchip.log" >"$log" 2>/dev/null
    rm -rf -- "$work"
    exit "$1"
}
trap 'finish 143' TERM
trap 'finish 130' INT
trap 'finish 125' EXIT

# Should this script be killed without a chance to clean up, the service must not stay behind.
"${namespaces[@]}" setpriv --pdeathsig TERM "$BASH" "$0" --inside "$work" "$simchip" "$card" "$driver" </dev/null &
inside=$!
ready=''
for _ in $(seq 200); do
    [ -S "$work/run/pcscd/pcscd.comm" ] && grep -q 'Card inserted' "$work/pcscd.log" 2>/dev/null && ready=yes && break
    kill -0 "$inside" 2>/dev/null || break
    sleep 0.05
done
[ -n "$ready" ] || { say 'the service did not come up'; cat "$work/pcscd.log" "$work/simchip.log" >&2 2>/dev/null; finish 125; }

exec 3<&0
export PCSCLITE_CSOCK_NAME="$work/run/pcscd/pcscd.comm" DINHDANH_SIMULATED_CARD="$card" DINHDANH_SIMCHIP_PIDFILE="$work/simchip.pid"
export DINHDANH_READER_CONTROL="$work/control"
"$@" <&3 &
command=$!
wait "$command"
status=$?
command=''
finish "$status"
