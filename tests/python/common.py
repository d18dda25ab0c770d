"""What the tests of the templates' Python share."""
import importlib.util
import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TIERCE = ROOT / os.environ.get("TIERCE", "build/tierce")
REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": REGION,
               "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull,
               "AWS_SHARED_CREDENTIALS_FILE": os.devnull}

os.environ.update(CREDENTIALS)


def load(name):
    """A function of templates/ as a module, read as Lambda would."""
    path = ROOT / "templates" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compiled(source):
    """The templates that a program compiles to, by environment; "" where it has none."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([TIERCE, "build", ROOT / source, "-o", folder], check=True, capture_output=True)
        stem = pathlib.Path(source).stem
        return {path.name[len(stem) + 1:-len(".json")] or "": json.loads(path.read_text(encoding="utf-8"))
                for path in sorted(pathlib.Path(folder).glob("*.json"))}


def statements(role):
    """The IAM statements of a role's own policies."""
    return [statement for policy in role["Properties"].get("Policies", [])
            for statement in policy["PolicyDocument"]["Statement"]]


def as_list(value):
    return value if isinstance(value, list) else [value]
