"""What the stages share: counting checks, reading templates, running commands."""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", "build"))
TIERCE = os.environ.get("TIERCE", str(BUILD / "tierce"))
BIN = pathlib.Path(sys.executable).parent  # of the virtual environment that runs this

os.chdir(ROOT)


class Checks:
    """Counts what holds and tells what does not."""

    def __init__(self, stage):
        self.stage, self.passed, self.failed = stage, 0, 0

    def that(self, what, holds, detail=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"Not so: {what}" + (f"\n{detail}" if detail != "" else ""))
        return bool(holds)

    def equal(self, what, actual, expected):
        return self.that(what, actual == expected, f"  expected: {expected!r}\n    actual: {actual!r}")

    def close(self):
        print(f"{self.stage}: {self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)


def templates(folder="out", suffix=".json"):
    """The templates of a folder, sorted: out/three-tier.dev.json ..."""
    return sorted(pathlib.Path(folder).glob("*" + suffix))


def read_json(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
