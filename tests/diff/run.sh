#!/bin/sh
# The semantic diff, as a whole process: each pair NAME/old.* and NAME/new.* against what is expected of it
# as text, Markdown and JSON; then statuses, folders, revisions and `build --check`. Ends with
# "diff: N passed, N failed". TIERCE_GOLDEN=write writes the expectations anew.
set -u
cd "$(dirname "$0")/../.." || exit 3
tierce=$PWD/${TIERCE:-${BUILD:-build}/tierce}
case ${TIERCE:-} in /*) tierce=$TIERCE ;; esac
here=$PWD/tests/diff
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

right() { passed=$((passed + 1)); }
wrong() {
    failed=$((failed + 1))
    echo "Not so: $1"
    [ -s "$work/said" ] && head -n 20 "$work/said"
}
that() {
    what=$1
    shift
    if "$@" >"$work/said" 2>&1; then right; else wrong "$what"; fi
}

# compare NAME FORMAT: against NAME/want.FORMAT.
compare() {
    want=$here/$1/want.$2
    (cd "$here/$1" && "$tierce" diff old.* new.* --format "$2" >"$work/got" 2>&1)
    if [ "${TIERCE_GOLDEN:-}" = write ]; then cp "$work/got" "$want"; fi
    that "$1 as $2 is as expected" diff -u "$want" "$work/got"
}

for pair in "$here"/*/old.*; do
    name=$(basename "$(dirname "$pair")")
    for format in text markdown json; do compare "$name" "$format"; done
done

# ---- statuses
run() {
    "$tierce" "$@" >"$work/stdout" 2>"$work/stderr" </dev/null
    status=$?
    cat "$work/stdout" "$work/stderr" >"$work/said"
}
ends_with() { if [ "$status" = "$1" ]; then right; else wrong "$2 (status $status, not $1)"; fi; }
says() { that "$1" grep -qF -- "$2" "$3"; }

cd "$here" || exit 3
run diff same/old.yaml same/new.json; ends_with 0 "no differences"
run diff stateful/old.yaml stateful/new.yaml; ends_with 0 "differences are no failure"
run diff stateful/old.yaml stateful/new.yaml --fail-on replace-stateful; ends_with 1 "a gate that is met"
says "the gate is named" "stopped by replace-stateful: 2" "$work/stderr"
run diff stateful/old.yaml stateful/new.yaml --fail-on iam-wider,ingress-wider; ends_with 0 "gates that are not met"
run diff policies/old.yaml policies/new.yaml --fail-on iam-wider; ends_with 1 "wider policies"
run diff networks/old.yaml networks/new.yaml --fail-on ingress-wider; ends_with 1 "wider ingress"
run diff networks/old.yaml networks/new.yaml --fail-on egress-wider; ends_with 1 "wider egress"
run diff renamed/old.yaml renamed/new.yaml --fail-on delete-stateful; ends_with 1 "a renamed resource is deleted"
run diff same/old.yaml same/new.json --fail-on iam-widr; ends_with 2 "a gate that there is not"
says "the nearest is named" "iam-wider" "$work/stderr"
run diff same/old.yaml; ends_with 2 "one operand"
run diff same/old.yaml nowhere.yaml; ends_with 3 "a file that is not there"
run diff same/old.yaml run.sh; ends_with 1 "a file that is no template"
run diff moved/old.tier moved/new.tier --env prod; ends_with 0 "one environment"
that "only that one is told" sh -c "! grep -q dev '$work/stdout'"

# ---- a life in git
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.com
git_quietly() { git -c init.defaultBranch=main "$@" >>"$work/git" 2>&1 || wrong "git $*"; }
mkdir -p "$work/repository/app/parts"
cd "$work/repository" || exit 3
git_quietly init .
cat >app/parts/bucket.tier <<'TIER'
template bucket {
  input label: string
  resource main: AWS::S3::Bucket { BucketName: label }
}
TIER
cat >app/main.tier <<'TIER'
use "./parts/bucket.tier"
stack shop
bucket photos { label: "shop-photos" }
TIER
run build app/main.tier --check; ends_with 4 "what was never built is stale"
says "missing files are named" "out/shop.yaml: missing" "$work/stdout"
that "checking writes nothing" test ! -e out
run build app/main.tier; ends_with 0 "a build"
run build app/main.tier --check; ends_with 0 "what was just built is in sync"
git_quietly add .
git_quietly commit -m one
git_quietly checkout -b change
sed -i.bak 's/shop-photos/shop-pictures/' app/main.tier && rm app/main.tier.bak
sed -i.bak 's/BucketName: label/BucketName: label, Tags: { part: "shop" }/' app/parts/bucket.tier && rm app/parts/bucket.tier.bak
run build app/main.tier --check; ends_with 4 "an edit makes it stale"
says "by meaning" "Photos  AWS::S3::Bucket: replaced" "$work/stdout"
says "for each file" "out/shop.json: stale, too" "$work/stdout"
run diff out app/main.tier --fail-on replace-stateful; ends_with 1 "a source against its output"
run build app/main.tier; ends_with 0 "another build"
git_quietly add .
git_quietly commit -m two
git status --short >"$work/before"
run diff main..change app/main.tier; ends_with 0 "a source at two revisions"
says "what it uses is of the revision as well" 'Tags: [{Key: "part", Value: "shop"}]' "$work/stdout"
says "its own change too" 'BucketName: "shop-photos" -> "shop-pictures"' "$work/stdout"
run diff main...HEAD out/shop.yaml; ends_with 0 "a template since the merge base"
says "its change" "shop-pictures" "$work/stdout"
(cd app && "$tierce" diff main.. main.tier --format json >"$work/stdout" 2>"$work/stderr"); status=$?
ends_with 0 "from a folder within"
says "as JSON" '"act": "replaced"' "$work/stdout"
run diff main..nowhere app/main.tier; ends_with 3 "a revision that is not there"
run diff main..change app/other.tier; ends_with 3 "a file that neither revision has"
git status --short >"$work/after"
that "nothing in the repository changed" cmp "$work/before" "$work/after"
printf '\n# a comment\n' >>out/shop.yaml
run build app/main.tier --check --format yaml; ends_with 4 "a comment makes it stale"
says "but means the same" "other comments, order or layout" "$work/stdout"
run build app/main.tier --check --stdout; ends_with 2 "nothing to check with --stdout"

echo "diff: $passed passed, $failed failed"
[ "$failed" = 0 ]
