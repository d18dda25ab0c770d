"""Readers of other people, each a function from a YAML text to the value that JSON would have.

PyYAML reads YAML 1.1, by its own scanner and by libyaml's; ruamel.yaml reads YAML 1.2. Where node
is there, npm's yaml and js-yaml read both. `find_disputed` stands for all others: it knows what any
reader that was measured makes something else of than a string.
"""
import json
import pathlib
import re
import shutil
import subprocess

import ruamel.yaml
import yaml

HERE = pathlib.Path(__file__).parent


def long_form(tag, value):
    """`!GetAtt a.b` as JSON writes it."""
    if tag in ("Ref", "Condition"):
        return {tag: value}
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {"Fn::" + tag: value}


def construct(loader, tag, node):
    if isinstance(node, (yaml.ScalarNode, ruamel.yaml.nodes.ScalarNode)):
        return long_form(tag, node.value)
    if isinstance(node, (yaml.SequenceNode, ruamel.yaml.nodes.SequenceNode)):
        return long_form(tag, loader.construct_sequence(node, deep=True))
    return long_form(tag, loader.construct_mapping(node, deep=True))


class Yaml11(yaml.SafeLoader):
    pass


class Yaml11ByLibyaml(yaml.CSafeLoader):
    pass


class Yaml12Constructor(ruamel.yaml.constructor.SafeConstructor):
    pass


for constructor in (Yaml11, Yaml11ByLibyaml, Yaml12Constructor):
    constructor.add_multi_constructor("!", construct)


def read_with_ruamel(text):
    reader = ruamel.yaml.YAML(typ="safe", pure=True)
    reader.Constructor = Yaml12Constructor
    return reader.load(text)


PYTHON_READERS = {
    "PyYAML": lambda text: yaml.load(text, Yaml11),
    "PyYAML by libyaml": lambda text: yaml.load(text, Yaml11ByLibyaml),
    "ruamel.yaml": read_with_ruamel,
}


def node_readers(folder):
    """The readers of node by name; none where node or npm is not installed."""
    if not shutil.which("node") or not shutil.which("npm"):
        return {}
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "read.mjs"):
        shutil.copy(HERE / "node" / name, folder / name)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)

    def reader(name):
        def read(text):
            command = ["node", "read.mjs", name]
            return json.loads(subprocess.run(command, cwd=folder, input=text.encode(), capture_output=True,
                                             check=True).stdout)
        return read

    return {name: reader(name) for name in ("yaml 1.1", "yaml 1.2", "js-yaml 1.1", "js-yaml 1.2")}


# What some reader resolves: PyYAML, Go's yaml.v3, SnakeYAML, npm's yaml and js-yaml were measured,
# and wherever one of them sees a number, a date, a boolean, null or a merge key it is in here.
DISPUTED = re.compile(
    r"""(?isx) ^(?: y|n|yes|no|on|off|true|false|null|none|nil|~|=|<<|\.
        | [-+]?\.?(?:inf|infinity|nan)      # a number to some
        | [-+.]*[0-9].*                     # numbers, dates, times, addresses, account numbers
        | e[-+.0-9]* )$""")


def find_disputed(text):
    """Plain scalars of a document that readers differ about. Booleans and numbers as JSON has them
    are what everybody takes them for."""
    agreed = re.compile(r"^(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e[-+][0-9]+)?)$")
    return [event.value for event in yaml.parse(text, Yaml11)
            if isinstance(event, yaml.ScalarEvent) and event.style is None and DISPUTED.match(event.value)
            and not agreed.match(event.value)]
