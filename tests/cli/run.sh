#!/bin/sh
# The command line as a whole process: statuses, streams, files. Ends with "cli: N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 3
tierce=$PWD/${TIERCE:-${BUILD:-build}/tierce}
case ${TIERCE:-} in /*) tierce=$TIERCE ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 3
passed=0 failed=0

# run ARGUMENT...: its status in $status, what it says in the files stdout and stderr.
run() { "$tierce" "$@" >stdout 2>stderr </dev/null; status=$?; }

right() { passed=$((passed + 1)); }
wrong() {
    failed=$((failed + 1))
    echo "Not so: $1"
    sed 's/^/  /' stdout stderr 2>/dev/null | head -n 12
}
that() { what=$1; shift; if "$@" >/dev/null 2>&1; then right; else wrong "$what"; fi; }
ends_with() { if [ "$status" = "$1" ]; then right; else wrong "$2 (status $status, not $1)"; fi; }
says() { that "$1" grep -qF -- "$2" "$3"; }
silent() { if [ -s "$2" ]; then wrong "$1"; else right; fi; }

cat >good.tier <<'TIER'
stack shop_front
param email: string
resource topic: AWS::SNS::Topic { DisplayName: email }
environment dev
environment prod
TIER
cat >bad.tier <<'TIER'
stack shop_back
let size = 5GB
TIER

# ---- without a command, help, version
run;                  ends_with 2 "no command is wrong use"; silent "help that was not asked for goes to stderr" stdout
run --help;           ends_with 0 "--help is right";         says "--help lists commands" "build" stdout
run -h;               ends_with 0 "-h is right"
run --version;        ends_with 0 "--version is right";      that "the version is one line" grep -qx 'tierce [0-9.]*' stdout
run build --help;     ends_with 0 "build --help is right";   says "it lists options" "--format" stdout
run biuld good.tier;  ends_with 2 "a misspelt command";      says "it earns the nearest" "did you mean build?" stderr
run good.tier;        ends_with 2 "a file for a command";    says "it earns the command" "tierce build good.tier" stderr
run build;            ends_with 2 "no file"
run build --frmat=yaml good.tier; ends_with 2 "a misspelt option"; says "it earns the nearest" "--format" stderr
run build --format=xml good.tier; ends_with 2 "a format that is none"
run build --stdout --format=both good.tier; ends_with 2 "two formats on standard output"

# ---- a program with a mistake
run build bad.tier;   ends_with 1 "an error in the source"
says "the finding is on stderr" "T0012" stderr
silent "nothing is on stdout" stdout
that "nothing was written" test ! -e out
run build bad.tier --findings json; ends_with 1 "findings as JSON"
if command -v python3 >/dev/null; then
    that "they are JSON" python3 -c 'import json; assert json.load(open("stderr"))[0]["code"] == "T0012"'
fi

# ---- a program without
run build good.tier;  ends_with 0 "a good program"
silent "nothing on stderr" stderr
for file in shop-front.dev.yaml shop-front.dev.json shop-front.prod.yaml shop-front.prod.json; do
    that "out/$file is there" test -s "out/$file"
done
that "nothing else is" test "$(ls -A out | wc -l)" = 4
says "what was written is told" "out/shop-front.dev.yaml written" stdout
says "the command to deploy is told" "--stack-name shop-front-prod" stdout
says "parameters without a default are told" "Email=..." stdout
that "the version is not in the output" sh -c "! grep -rqF \"\$('$tierce' --version | cut -d' ' -f2)\" out"

ls -li out >before
run build good.tier
says "a second build changes nothing" "out/shop-front.dev.yaml unchanged" stdout
ls -li out >after
that "and touches nothing" cmp before after

cp -r out kept
run build good.tier bad.tier; ends_with 1 "a bad file beside a good one"
that "what stood there stays" diff -r out kept
run build good.tier --env prod -o one; ends_with 0 "one environment"
that "only its files are written" test "$(ls -A one | wc -l)" = 2
run build good.tier --env pord; ends_with 1 "an environment that is not there"
says "it is named" "pord" stderr
run build good.tier --format json -o json; ends_with 0 "one format"
that "only its files are written" test "$(ls -A json | wc -l)" = 2
run build good.tier --stdout --env dev -o none; ends_with 0 "to standard output"
that "it is what the file holds" cmp stdout out/shop-front.dev.yaml
that "no folder is made" test ! -e none
run build good.tier --stdout --format json --env dev
that "JSON as well" cmp stdout out/shop-front.dev.json
"$tierce" build - --env dev -o piped <good.tier >stdout 2>stderr; status=$?; ends_with 0 "from standard input"
that "standard input makes the same template" sh -c 'tail -n +2 piped/shop-front.dev.yaml >a; tail -n +2 out/shop-front.dev.yaml >b; cmp a b'
run build --dump=tokens good.tier; ends_with 0 "a dump"
run build --dump=nonsense good.tier; ends_with 2 "a dump of no pass"
(cd out && "$tierce" build ../good.tier -o ../elsewhere) >stdout 2>stderr; status=$?; ends_with 0 "from another folder"
(LC_ALL=tr_TR.UTF-8 TZ=Asia/Tokyo "$tierce" build good.tier -o locale) >stdout 2>stderr
that "locale and time zone change nothing" diff -r out locale

# ---- the world around it
run build nowhere.tier; ends_with 3 "a file that is not there"
says "it is named" "nowhere.tier" stderr
run build .; ends_with 3 "a folder for a file"
{ echo 'stack large'; head -c 1100000 /dev/zero | tr '\0' '#'; } >large.tier
run build large.tier; ends_with 1 "a file that is too large"
says "the limit is told" "T0905" stderr
mkdir many; echo 'stack many' >many/main.tier
for n in $(seq 1 64); do echo "let x$n = $n" >"many/part$n.tier"; echo "use \"./part$n.tier\"" >>many/main.tier; done
run build many/main.tier; ends_with 1 "a program of too many files"
says "the limit is told" "T0905" stderr
mkdir blocked; : >blocked/shop-front.dev.json; mkdir blocked/shop-front.prod.json
run build good.tier -o blocked; ends_with 3 "a target that cannot be written"
that "nothing of it was written" test "$(ls -A blocked | wc -l)" = 2 -a ! -s blocked/shop-front.dev.json
if [ -e /dev/full ]; then
    "$tierce" build good.tier --stdout >/dev/full 2>stderr; status=$?; ends_with 3 "a full disk behind standard output"
    "$tierce" --help >/dev/full 2>stderr; status=$?; ends_with 3 "a full disk behind the help"
fi
{ "$tierce" build good.tier --stdout 2>stderr; echo $? >status; } | true
sleep 0.1
that "a closed pipe is no crash" grep -qxE '0|3' status
run build good.tier -o "a folder; \$(touch pwned)"; ends_with 0 "a strange folder"
says "it is quoted for the shell" "'a folder; \$(touch pwned)/shop-front.dev.yaml'" stdout

# ---- a template that is too long in any form
{
    echo 'stack long'
    printf 'let text = "%03000d"\n' 0
    i=0
    while [ "$i" -lt 400 ]; do i=$((i + 1)); echo "resource p_$i: AWS::SSM::Parameter { Type: \"String\", Value: text }"; done
} >long.tier
run build long.tier -o long; ends_with 1 "a template that is too long"; says "it is told" "T0906" stderr
that "nothing was written" test ! -e long

# ---- check and schema
here=$OLDPWD
for program in "$here"/examples/*.tier; do
    grep -q '^stack ' "$program" || continue
    run check --fail-on warning --format json "$program"
    # That dev speaks plain HTTP is said of those that do not say so themselves.
    ends_with 0 "$(basename "$program") has findings"
done
cat >wrong.yaml <<'YAML'
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {DelaySeconds: 1000, QueueNmae: x}
YAML
run check wrong.yaml;       ends_with 1 "a template with mistakes"; says "a rule is named" "E3034" stdout
says "the nearest property is named" "QueueName" stdout
run check --explain E3034;  ends_with 0 "explaining a rule"
run schema AWS::SQS::Queue; ends_with 0 "a resource type";          says "its properties are shown" "DelaySeconds" stdout
run schema AWS::SQS::Queu;  ends_with 2 "a misspelt type"

# ---- fmt
mkdir -p layout/inner layout/.hidden
printf 'let  a=1\n' >layout/messy.tier
printf 'let a = 1\n' >layout/inner/tidy.tier
printf 'let  a=1\n' | tee layout/.hidden/messy.tier >layout/messy.txt
cp layout/messy.tier messy; chmod 640 layout/messy.tier; ln -s messy.tier layout/link.tier
touch -t 202001010000 layout/inner/tidy.tier
run fmt --check layout; ends_with 4 "a file that would change"; says "it is named" "layout/messy.tier" stdout
that "a hidden folder is left alone" sh -c '! grep -q hidden stdout'
run fmt --diff layout/messy.tier; ends_with 0 "a diff"; says "it shows what would come" "+let a = 1" stdout
run fmt --check --diff layout/messy.tier; ends_with 4 "a diff that is a check"
that "neither writes" cmp messy layout/messy.tier
run fmt layout/link.tier layout; ends_with 0 "formatting"; says "what changed is named" "layout/link.tier" stdout
that "it is formatted" cmp layout/messy.tier layout/inner/tidy.tier
that "a link stays one" test -h layout/link.tier
that "the mode stays" sh -c 'ls -l layout/messy.tier | grep -q "^-rw-r-----"'
that "what is tidy is not touched" sh -c 'ls -l layout/inner/tidy.tier | grep -q 2020'
run fmt --check layout; ends_with 0 "all is formatted"; silent "nothing is named" stdout
"$tierce" fmt - <messy >stdout 2>stderr; status=$?; ends_with 0 "standard input"
that "it goes to standard output" cmp stdout layout/inner/tidy.tier
"$tierce" fmt --check - <messy >stdout 2>stderr; status=$?; ends_with 4 "standard input, checked"
cp bad.tier layout/bad.tier; cp messy layout/messy.tier
run fmt layout; ends_with 1 "a file with errors"; says "the error is told" "T0012" stderr
that "it is left as it is" cmp bad.tier layout/bad.tier
that "the others are formatted" cmp layout/messy.tier layout/inner/tidy.tier
run fmt nowhere.tier; ends_with 3 "a file that is not there"
run fmt; ends_with 2 "no file to format"

# ---- colour
run build bad.tier
that "no colour but on a terminal" sh -c "! grep -q \"\$(printf '\\033')\" stderr"
if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then # where there are terminals at all
    script -qec "'$tierce' build bad.tier" /dev/null >terminal 2>&1 </dev/null
    that "colour on a terminal" grep -q "$(printf '\033')\[" terminal
    NO_COLOR=1 script -qec "'$tierce' build bad.tier" /dev/null >terminal 2>&1 </dev/null
    that "but not with NO_COLOR" sh -c "! grep -q \"\$(printf '\\033')\[\" terminal"
fi

echo "cli: $passed passed, $failed failed"
[ "$failed" = 0 ]
