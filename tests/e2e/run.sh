#!/bin/sh
# run.sh foreign|lint|python|deploy: a stage that needs tools from outside. They are installed once, pinned,
# into build/venv, and again when what is pinned changes.
set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
venv=$BUILD/venv
pins="tests/e2e/requirements.txt tests/e2e/constraints.txt"

# shellcheck disable=SC2086 # the names are words
wanted=$(cat $pins | cksum)
if [ "$(cat "$venv/installed" 2>/dev/null)" != "$wanted" ]; then
    echo "Installing cfn-lint, moto and the AWS CLI into $venv"
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/e2e/requirements.txt \
        -c tests/e2e/constraints.txt
    echo "$wanted" >"$venv/installed"
fi

case $1 in
foreign) exec "$venv/bin/python" tests/foreign/read_back.py ;;
python) exec "$venv/bin/python" tests/python/run.py ;;
lint | deploy) exec "$venv/bin/python" "tests/e2e/$1.py" ;;
*) echo "run.sh: no such stage: $1" >&2 && exit 2 ;;
esac
