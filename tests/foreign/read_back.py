"""What Tierce writes says to readers of other people what it was meant to say.

First every YAML template that was written, beside its JSON twin; then thousands of strings that
some reader or other takes for something else (strings.py).
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from support import BUILD, Checks, read_json  # noqa: E402

import readers  # noqa: E402
import strings  # noqa: E402


def pairs():
    """(YAML, JSON): templates in out/, and goldens that have both."""
    yamls = list(pathlib.Path("out").glob("*.yaml")) + list(pathlib.Path("tests").glob("**/*want*.yaml"))
    return [(one, one.with_suffix(".json")) for one in sorted(yamls) if one.with_suffix(".json").exists()]


def main():
    checks = Checks("foreign")
    for written, twin in pairs():
        text, expected = written.read_text(encoding="utf-8"), read_json(twin)
        for name, read in readers.PYTHON_READERS.items():
            checks.that(f"{name} reads {written} as {twin.name}", strings.same(read(text), expected))
        disputed = readers.find_disputed(text)
        checks.that(f"no plain scalar of {written} is read in two ways", not disputed, f"  {disputed[:20]}")
    strings.check(checks, BUILD)
    checks.close()


main()
