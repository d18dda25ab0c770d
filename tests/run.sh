#!/bin/sh
# run.sh STAGE...: runs stages of the tests one after the other and closes with the total.
#
# A stage is a program that ends its output with "NAME: N passed, N failed". Only what went wrong is
# shown here; all of it lies in build/test-logs/STAGE.log.
set -u
cd "$(dirname "$0")/.." || exit 3
BUILD=${BUILD:-build}
TIERCE=${TIERCE:-$BUILD/tierce}
export BUILD TIERCE
logs=$BUILD/test-logs
mkdir -p "$logs"

command_of() {
    case $1 in
    architecture) echo "sh tests/architecture.sh" ;;
    unit) echo "$BUILD/unit-tests" ;;
    cases) echo "$BUILD/case-tests" ;;
    cli) echo "sh tests/cli/run.sh" ;;
    diff) echo "sh tests/diff/run.sh" ;;
    foreign) echo "sh tests/e2e/run.sh foreign" ;;
    lint) echo "sh tests/e2e/run.sh lint" ;;
    python) echo "sh tests/e2e/run.sh python" ;;
    deploy) echo "sh tests/e2e/run.sh deploy" ;;
    *) echo "run.sh: no such stage: $1" >&2 && exit 2 ;;
    esac
}

# Lines of a log that say nothing went wrong are left out.
show() { grep -v -e '^\[ RUN ' -e '^\[       OK ' -e '^\[===' -e '^\[  PASSED' "$1"; }

passed=0 failed=0
for stage in "$@"; do
    log=$logs/$stage.log
    $(command_of "$stage") >"$log" 2>&1
    status=$?
    show "$log"
    line=$(grep -E "^$stage: [0-9]+ passed, [0-9]+ failed" "$log" | tail -n 1)
    stage_passed=$(echo "$line" | sed -n 's/^[a-z]*: \([0-9]*\) passed.*/\1/p')
    stage_failed=$(echo "$line" | sed -n 's/.*, \([0-9]*\) failed.*/\1/p')
    if [ -z "$line" ] || { [ "$status" != 0 ] && [ "$stage_failed" = 0 ]; }; then
        echo "$stage: ended with status $status before it was done"
        stage_failed=$((${stage_failed:-0} + 1))
    fi
    passed=$((passed + ${stage_passed:-0}))
    failed=$((failed + stage_failed))
done

echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
