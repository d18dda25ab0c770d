"""tierce check against cfn-lint: precision and recall per rule, matched by (rule, line).

    python compare.py [--types N] [--mutants N] [--show RULE] [--folder DIR] [FILE...]

Without files, over a corpus of its own making (corpus.py). Run it with the Python that cfn-lint is
installed in. What cfn-lint says is kept in DIR/labels.json.
"""
import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys

import cfnlint

from corpus import build
from label import label

TIERCE = os.environ.get("TIERCE", "build/tierce")


def checked(paths):
    """Our findings by file."""
    found = collections.defaultdict(list)
    for start in range(0, len(paths), 200):
        result = subprocess.run([TIERCE, "check", "--info", "--format", "json", *map(str, paths[start:start + 200])], capture_output=True, text=True)
        if result.returncode not in (0, 1):
            sys.exit(f"tierce ended with {result.returncode}: {result.stderr[:500]}")
        for one in json.loads(result.stdout):
            found[one["file"]].append([one["code"], one.get("line") or 1, one["message"]])
    return found


def is_said_twice(rule, line, theirs):
    """cfn-lint repeats what is wrong with a function in tags as E3024; once is enough."""
    return rule == "E3024" and any(r.startswith("E10") and l == line for r, l, _ in theirs)


def count(labels, ours):
    table = collections.defaultdict(lambda: [0, 0, 0])
    shown = []
    clean_broken = []
    for path, theirs in labels.items():
        if any(r == "CRASH" for r, _, _ in theirs):
            continue
        mine = ours[str(path)]
        a, b = {(r, l) for r, l, _ in mine}, {(r, l) for r, l, _ in theirs}
        for rule, line in a | b:
            if (rule, line) not in a and is_said_twice(rule, line, theirs):
                continue
            kind = 0 if (rule, line) in a & b else 1 if (rule, line) in a else 2
            table[rule][kind] += 1
            if kind:
                source = mine if kind == 1 else theirs
                message = next(m for r, l, m in source if (r, l) == (rule, line))
                shown.append((rule, "+" if kind == 1 else "-", path, line, message))
        if not any(r[0] == "E" for r, _ in b) and any(r[0] == "E" for r, _ in a):
            clean_broken.append(path)
    return table, shown, clean_broken


def ratio(a, b):
    return f"{a / (a + b):6.3f}" if a + b else "     -"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--types", type=int, default=400)
    arguments.add_argument("--mutants", type=int, default=1500)
    arguments.add_argument("--per-file", type=int, default=4)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--show", default="")
    arguments.add_argument("--most", type=int, default=20)
    arguments.add_argument("--folder", default="build/validate-corpus")
    arguments.add_argument("files", nargs="*")
    options = arguments.parse_args()
    folder = pathlib.Path(options.folder)
    if options.files:
        files, types = [pathlib.Path(f) for f in options.files], None
        folder.mkdir(parents=True, exist_ok=True)
    else:
        files, types = build(folder, pathlib.Path(cfnlint.__file__).parent, options.types, options.per_file, options.mutants, options.seed)
    labels = label(files, folder / "labels.json")
    table, shown, clean_broken = count(labels, checked(files))
    print(f"{len(files)} templates" + (f", {types} types" if types else ""))
    print("rule      same  more  less  precision recall")
    for rule in sorted(table):
        same, more, less = table[rule]
        print(f"{rule:8} {same:5} {more:5} {less:5}    {ratio(same, more)} {ratio(same, less)}")
    for letter in "EWI":
        same, more, less = (sum(v[i] for k, v in table.items() if k[0] == letter) for i in range(3))
        print(f"all {letter}    {same:5} {more:5} {less:5}    {ratio(same, more)} {ratio(same, less)}")
    print(f"templates that cfn-lint finds clean of errors and we do not: {len(clean_broken)}")
    for path in clean_broken[:10]:
        print(f"  {path}")
    for rule, sign, path, line, message in [s for s in shown if options.show and s[0].startswith(options.show)][:options.most]:
        print(f"{sign} {rule} {path}:{line} {message[:200]}")


main()
