"""Lists which rules of cfn-lint look at which properties, and with which data file.

usage: list-cfn-lint-rules.py CFNLINT_PACKAGE
One line a rule: id, `regional` or `plain`, data file or `-`, paths; separated by tabs, the paths by
blanks. A rule's class says all of that in its call of the constructor; the rules' code is not run.
"""

import ast
import pathlib
import sys


def class_constant(node, name):
    for each in node.body:
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == name:
            return ast.literal_eval(each.value)
    return None


def constructor_call(node):
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
            return call
    return None


def strings(node):
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def describe(node):
    rule, call = class_constant(node, "id"), constructor_call(node)
    if not rule or call is None:
        return None
    arguments = {each.arg: each.value for each in call.keywords}
    paths = strings(arguments.get("keywords", call.args[0] if call.args else ast.List([])))
    file = "-"
    if "schema_details" in arguments:
        details = arguments["schema_details"]
        values = [each.value for each in details.keywords] + details.args
        folder = ast.unparse(values[0]).replace("cfnlint.data.schemas.", "").replace(".", "/")
        file = f"{folder}/{strings(details)[-1]}"
    elif len(call.args) == 3 and ast.unparse(call.args[2]).endswith(".json'"):  # a kind of IAM policy: paths, name of its schema, file of its schema
        file = f"other/iam/{strings(call.args[2])[0]}"
    kind = "regional" if any("Regional" in ast.unparse(base) for base in node.bases) else "plain"
    return "\t".join([rule, kind, file, " ".join(paths)]) if paths else None


lines = set()
for path in pathlib.Path(sys.argv[1], "rules").rglob("*.py"):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            lines.add(describe(node))
print("\n".join(sorted(lines - {None})))
