#!/bin/sh
# Renews the text form of the schema from its two registry packages.
#
# usage: schema-update.sh IMPORT WORK SCHEMA
#   IMPORT  the program schema-import
#   WORK    a folder for what is downloaded; made anew
#   SCHEMA  the folder schema/
# CFN_LINT and SERVICE_SPEC choose versions; the newest are taken without them.
# Needs python3 with pip, npm, tar, gunzip.
set -eu
import=$1 work=$2 schema=$3
rm -rf "$work"
mkdir -p "$work/spec" "$work/text/aws" "$work/text/rules"

python3 -m pip download --quiet --no-deps --dest "$work" "cfn-lint${CFN_LINT:+==$CFN_LINT}"
wheel=$(echo "$work"/cfn_lint-*.whl)
python3 -m zipfile -e "$wheel" "$work/cfn-lint"
cfn_lint=$(basename "$wheel" | cut -d- -f2)

archive=$(cd "$work" && npm pack --silent "@aws-cdk/aws-service-spec${SERVICE_SPEC:+@$SERVICE_SPEC}" | tail -n 1)
tar -xzf "$work/$archive" -C "$work/spec"
gunzip -c "$work/spec/package/db.json.gz" > "$work/db.json"
service_spec=${archive##*-} service_spec=${service_spec%.tgz}

# cfn-lint lists two kinds of attributes apart from its schemas: types all of whose properties
# Fn::GetAtt reads, and single properties of others. They become lines `TYPE *` and `TYPE PROPERTY`.
awk '
    /^_all_property_types/ { part = "all" }
    /^_exceptions/         { part = "some" }
    /^_unnamed/            { part = "" }
    part == "" { next }
    {
        line = $0
        while (match(line, /"[^"]+"/)) {
            word = substr(line, RSTART + 1, RLENGTH - 2)
            line = substr(line, RSTART + RLENGTH)
            if (part == "all") print word, "*"
            else if (word ~ /::/) type = word
            else print type, word
        }
    }
' "$work/cfn-lint/cfnlint/schema/_getatts.py" > "$work/attributes"

grep -v '^#' "$schema/attributes" >> "$work/attributes"

python3 gen/tools/list-cfn-lint-rules.py "$work/cfn-lint/cfnlint" > "$work/rules"

"$import" "$work/cfn-lint/cfnlint/data/schemas" "$work/db.json" "$work/attributes" "$work/rules" \
    "$cfn_lint" "$service_spec" "$work/text"

rm -rf "$schema/aws" "$schema/rules"
mv "$work/text/aws" "$work/text/rules" "$schema/"
mv "$work/text/regions" "$work/text/tables" "$work/text/versions" "$schema/"
echo "schema: cfn-lint $cfn_lint, aws-service-spec $service_spec"
