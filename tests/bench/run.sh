#!/bin/sh
# What a compilation costs, as ratios from one run on this machine: absolute times say little on a
# shared one. Needs node for the yardstick and valgrind for the growth; says so where one is missing.
set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
TIERCE=${TIERCE:-$BUILD/tierce}
CC=${CC:-cc}
PAIRS=${PAIRS:-60}
work=$BUILD/bench
mkdir -p "$work"

"$CC" -std=c11 -O2 -D_DEFAULT_SOURCE -o "$work/compare" tests/bench/compare.c
# shellcheck disable=SC2046 # flags are words
"$CC" -std=c11 -O2 $(pkg-config --cflags yaml-0.1 libcjson libpcre2-8) -o "$work/bare" tests/bench/bare.c \
    $(pkg-config --libs yaml-0.1 libcjson libpcre2-8)

reference=examples/three-tier.tier
echo "One process, $PAIRS rounds in turn, medians:"
if [ ! -e "$reference" ]; then
    echo "  $reference is not there: nothing to compare"
elif command -v node >/dev/null; then
    "$work/compare" "$PAIRS" "$TIERCE" build "$reference" -o "$work/out" -- "$work/bare" -- node -e 0
else
    echo "  node is not installed: without the yardstick"
    "$work/compare" "$PAIRS" "$TIERCE" build "$reference" -o "$work/out" -- "$work/bare"
fi

instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$TIERCE" build "$1" -o "$work/out" 2>&1 >/dev/null |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

echo
echo "Instructions as the number of services grows:"
if ! command -v valgrind >/dev/null; then
    echo "  valgrind is not installed: skipped"
    exit 0
fi
for count in 1 10 50 200; do
    sh tests/bench/services.sh "$count" >"$work/services-$count.tier"
    cost=$(instructions "$work/services-$count.tier")
    [ "$count" = 1 ] && one=$cost
    "$TIERCE" build "$work/services-$count.tier" -o "$work/out" >"$work/services-$count.log" 2>&1 && said=compiles ||
        said="ends with: $(grep -m1 '^error' "$work/services-$count.log" || echo "status $?")"
    echo "$count $cost $one $said" |
        awk '{ printf "  %3d services  %8.1f million  %6.1f times one  ", $1, $2 / 1e6, $2 / $3
               for (i = 4; i <= NF; i++) printf " %s", $i
               print "" }'
done
echo "  (goal: 200 services at most 250 times one)"
