"""cfn-lint over every template in out/: no error and no warning but the accepted ones.

tests/e2e/lint-accepted has a line for each finding that is a false positive:

    RULE LOGICAL_ID_OR_*  reason

A line that accepts nothing any more is a failure too.
"""
import json
import pathlib
import sys

from support import BIN, Checks, run, templates


def read_accepted(path):
    accepted = []
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            rule, logical_id, reason = line.split(None, 2)
            accepted.append({"rule": rule, "id": logical_id, "reason": reason, "used": False})
    return accepted


def is_accepted(finding, accepted):
    path = finding["Location"].get("Path") or []
    for line in accepted:
        if line["rule"] == finding["Rule"]["Id"] and (line["id"] == "*" or line["id"] in path):
            line["used"] = True
            return True
    return False


def shown(finding):
    start = finding["Location"]["Start"]
    return f"  {finding['Filename']}:{start['LineNumber']}: {finding['Rule']['Id']} {finding['Message']}"


def main():
    checks = Checks("lint")
    files = templates(suffix=".yaml") + templates(suffix=".json")
    accepted = read_accepted("tests/e2e/lint-accepted")
    findings = []
    if files:
        result = run(BIN / "cfn-lint", "--format", "json", "--", *files)
        if not result.stdout.strip():
            sys.exit(f"cfn-lint said nothing\n{result.stderr}")
        findings = [one for one in json.loads(result.stdout) if not is_accepted(one, accepted)]
    for file in files:
        mine = [shown(one) for one in findings if one["Filename"] == str(file)]
        checks.that(f"cfn-lint has nothing against {file}", not mine, "\n".join(mine))
    for line in accepted:
        checks.that(f"lint-accepted: {line['rule']} {line['id']} is still needed", line["used"])
    checks.close()


main()
