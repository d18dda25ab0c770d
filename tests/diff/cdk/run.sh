#!/bin/sh
# run.sh [write]: compares what `tierce diff` and @aws-cdk/cloudformation-diff say of every property
# of every resource type, and the time that both take. Needs node and npm; installs into build/cdk.
# With `write`, DIFFERENCES.md is made anew; else it is compared with what is found.
set -eu
cd "$(dirname "$0")/../../.."
BUILD=${BUILD:-build}
TIERCE=${TIERCE:-$BUILD/tierce}
place=$BUILD/cdk
mkdir -p "$place"
cp tests/diff/cdk/package.json tests/diff/cdk/*.mjs "$place"
if [ ! -d "$place/node_modules" ] || [ "$place/package.json" -nt "$place/node_modules/.package-lock.json" ]; then
    (cd "$place" && npm install --silent --no-audit --no-fund)
    touch "$place/node_modules/.package-lock.json"
fi
rm -rf "$place/old" "$place/new"
node "$place/make.mjs" schema/aws "$place"
"$TIERCE" diff "$place/old" "$place/new" --format json >"$place/tierce.json"
node "$place/compare.mjs" "$place" out tests/diff/cdk/judgements >"$place/DIFFERENCES.md"
node "$place/whole.mjs" "$TIERCE" out >>"$place/DIFFERENCES.md"
if [ "${1:-}" = write ]; then
    cp "$place/DIFFERENCES.md" tests/diff/cdk/DIFFERENCES.md
elif ! cmp -s "$place/DIFFERENCES.md" tests/diff/cdk/DIFFERENCES.md; then
    diff -u tests/diff/cdk/DIFFERENCES.md "$place/DIFFERENCES.md" | head -40
    echo "tests/diff/cdk/DIFFERENCES.md is stale: run tests/diff/cdk/run.sh write" >&2
    exit 1
fi
sed -n '/^Of /p' "$place/DIFFERENCES.md"
