"""Strings that some reader takes for something else, written by Tierce and read back by others.

Each goes through the program's own rooms (convert.c) as a value, a list's item, a key and a
function's argument on one line; every reader must then see what JSON says.
"""
import itertools
import json
import os
import pathlib
import random
import subprocess

import readers

# Words, numbers, dates and signs that mean something to one reader at least; and text as templates
# have it.
SEEDS = """
y Y n N yes Yes YES no No NO on On ON off Off OFF true True TRUE false False FALSE null Null NULL ~ none None nan
NaN .nan .NaN inf .inf -.inf +.INF Infinity nil undefined = << < > . .. ... - -- --- -a a- ? ?a : :a a: a:b a::b ::
, [ ] { } [] {} # #a a# & &a * *a ! !a !! | > |- >- ' " '' "" % %a @ @a ` `a \\ / // a/b 0 00 1 01 10 -1 +1 1. .1 1.0
1.50 1e3 1E3 1e+3 1.0e+3 12e03 e5 E5 e+5 E3030 e e. 0x1F 0xZZ 0b101 0o17 017 0300 089 1_000 1,000 012345678901
123456789012 22:22 1:30 08:00 1:2:3 190:20:30.15 2010-09-09 2012-10-17 2001-12-14T21:59:43.10-05:00 10.0.0.0/16
1.2.3 1.2.3.4 ::1 2001:db8::1 fe80::/10 00:1A:2B AWS::NoValue AWS::EC2::VPC arn:aws:iam::012345678901:root
arn:aws:s3:::a/* ${AWS::Region} ${!Literal} $ $$ a$b s3:* ecr:Get* it's "a" a"b $.a.b cron(0,1?*) rate(5) a=b key=val
50% (a) [a] {a} a,b a,b,c {{resolve:secretsmanager:a:SecretString:b}} {{a}} a:b:c user@host @a.b `x` x` <a> a|b a&b
!Ref Ref Fn::Sub Condition __proto__ constructor toString ${a.b} \\n \\u0041 \\xff \\ud83d %41 %YAML --a -? -: ?: :- ,a
""".split()

SENTENCES = [
    "", " ", "  ", "a b", " a", "a ", "a  b", "a: b", "a : b", "a :b", "a #b", "a# b", "# a", "- a", "? a", ": a", "a:",
    "a :", "yes no", "no ", "1 2", "- - a", "key: value # c", "[a, b]", "{a: b}", "a, b", "a? b", "& a", "* a", "! a",
    "| a", "> a", "% a", "@ a", "` a", "' a", "\" a", "a\tb", "\ta", "a\t", "a\nb", "a\nb\n", "a\n", "\n", "\n\n",
    "a\n\n", "a\n\nb", "\na", " a\nb", "a\n b", "a\n\tb", "a\n \nb", "a \nb", "a\nb ", "a\n\nb\n\n", "a\r\nb", "a\rb",
    "a\n# b\n", "# a\n# b", "---\na", "a\n---\nb\n", "...\na", "a\n...\n", "- a\n- b\n", "a: b\nc: d\n", "%YAML 1.1\n---",
    "#!/bin/sh\nset -e\nif true; then\n\techo \"$HOME\"\nfi\n", "#!/bin/bash -xe\nyum update -y\n",
    "def handler(event, context):\n    return {'a': \"b\"}\n", "SELECT *\n  FROM a\n WHERE b = 'c'\n",
    "é", "日本語", "😀", "a\u0301", "\u00a0", "\u0085", "a\u0085b", "\u2028", "a\u2029b", "\ufeff", "a\ufeff", "\ufffd",
    "\ufffe", "\uffff", "\u200b", "\u202e", "a\u202eb\n", "é\nè\n", "a\u2028b\nc", "\x00", "\x01", "\x07", "\x1b[31m",
    "\x7f", "\x80", "\x9f", "\ud7ff", "\ue000", "\U0001f600\n\U0010ffff", "\u00ad", "\u061c", "a\x00b",
    "x" * 5000, "x y " * 1500, "\n".join(["line"] * 500), "\"" * 600, "é" * 900, "\x01" * 300, "a" * 1000, "a" * 1001,
    "The quick, brown fox: it's \"here\".", "Allow 5432 from the services (only)", "Terms & conditions apply!",
]


def combined():
    """Small strings over the characters that mean something, and seeds with something around."""
    signs = "-?:,[]{}#&*!|>'\"%@`~=<. \t\na0e_/\\$"
    yield from ("".join(pair) for pair in itertools.product(signs, repeat=2))
    for seed in SEEDS:
        yield from (seed + " ", " " + seed, seed + "\n", "a " + seed, seed + " a", seed + ":", seed + ",", "a\n" + seed)


def drawn(count):
    """Random strings, the same in every run."""
    random_numbers = random.Random(20240917)
    alphabet = "abyn01.eE+-:_ \n\t#,[]{}&*!|>'\"%@`\\/=~<?$()é日😀\u0085\u00a0\u2028\ufeff\x07"
    for _ in range(count):
        yield "".join(random_numbers.choices(alphabet, k=random_numbers.randint(1, 12)))


def unique(*strings):
    return list(dict.fromkeys(itertools.chain(*strings)))


NUMBERS = ["0", "-1", "7", "1.50", "-0.25", "1e3", "1E-7", "2.5e+10", "12345678901234567890", "4294967296", "16.10"]


def document(strings, more):
    """A template that has each string in each place, and `more` in those that differ most. It is
    made as text, so that numbers keep their digits."""
    resource = {
        "more items": more,
        "more keys": {one: i for i, one in enumerate(more)},
        "more selects": [{"Fn::Select": [0, one]} for one in more],
        "values": {f"k{i}": one for i, one in enumerate(strings)},
        "items": strings,
        "lists": [[one, [one]] for one in strings],
        "keys": {one: i for i, one in enumerate(strings)},
        "maps": [{one: {one: "a"}} for one in strings],
        "selects": [{"Fn::Select": [0, one, True]} for one in strings],
        "joins": [{"Fn::Join": ["", [one, {"Ref": one}]]} for one in strings],
        "ifs": [{"Fn::If": ["c", {"Fn::Sub": one}, {"Fn::GetAtt": ["a", one]}]} for one in strings],
        "subs": [{"Fn::Base64": {"Fn::Sub": one}} for one in strings],
        "maps of subs": [{"Fn::Sub": [one, {"a": one}]} for one in strings],
        "numbers": "NUMBERS",
        "empty": [{}, [], {"a": {}}, [[]], [{}], {"Fn::ToJsonString": {}}, {"Fn::Length": []}],
        "constants": [True, False, {"Fn::Base64": True}, {"Fn::Base64": 5}],
    }
    text = json.dumps({"Resources": {"A": {"Type": "A::B::C", "Properties": resource}}})
    return text.replace('"NUMBERS"', "[" + ", ".join(NUMBERS) + "]")


def build_converter(build):
    """Compiles convert.c against the program's archive."""
    program = build / "convert"
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "yaml-0.1", "libcjson", "libpcre2-8"],
                           capture_output=True, text=True, check=True).stdout.split()
    subprocess.run([os.environ.get("CC", "cc"), "-std=c11", "-Igen", "-o", program, "tests/foreign/convert.c",
                    build / "libtierce.a", *flags], check=True)
    return program


def convert(program, form, path):
    return subprocess.run([program, form, path], capture_output=True, check=True).stdout.decode("utf-8")


def same(actual, expected):
    """Equal, where a number is only equal to a number and true is not 1."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return actual is expected
    if isinstance(expected, (int, float)):
        return isinstance(actual, (int, float)) and float(actual) == float(expected)
    if isinstance(expected, list):
        return isinstance(actual, list) and len(actual) == len(expected) and all(map(same, actual, expected))
    if isinstance(expected, dict):
        return isinstance(actual, dict) and actual.keys() == expected.keys() and all(
            same(actual[key], expected[key]) for key in expected)
    return type(actual) is type(expected) and actual == expected


def differences(actual, expected, path=""):
    """The places where two values differ, the smallest ones."""
    if same(actual, expected):
        return
    if isinstance(expected, list) and isinstance(actual, list) and len(actual) == len(expected):
        for i, (one, other) in enumerate(zip(actual, expected)):
            yield from differences(one, other, f"{path}[{i}]")
    elif isinstance(expected, dict) and isinstance(actual, dict) and actual.keys() == expected.keys():
        for key in expected:
            yield from differences(actual[key], expected[key], f"{path}.{key}")
    else:
        yield f"  {path}: {actual!r:.200} instead of {expected!r:.200}"


def check_reader(checks, name, read, text, expected):
    try:
        actual = read(text)
    except Exception as error:  # pylint: disable=broad-except # whatever a foreign reader throws
        checks.that(f"{name} reads the strings", False, f"  {error!s:.1000}")
        return
    found = list(itertools.islice(differences(actual, expected), 20))
    checks.that(f"{name} reads the strings as they are", not found, "\n".join(found))


def check(checks, build):
    program = build_converter(build)
    strings = unique(SEEDS, SENTENCES)
    more = unique(combined(), drawn(800))
    source = build / "strings.json"
    source.write_text(document(strings, more), encoding="utf-8")
    expected = json.loads(document(strings, more))
    written = {form: convert(program, form, source) for form in ("yaml", "json", "compact")}
    for form in ("json", "compact"):
        check_reader(checks, "json as " + form, json.loads, written[form], expected)
    everybody = {**readers.PYTHON_READERS, **readers.node_readers(build / "node")}
    for name, read in everybody.items():
        check_reader(checks, name, read, written["yaml"], expected)
    disputed = readers.find_disputed(written["yaml"])
    checks.that("no plain scalar is read in two ways", not disputed, f"  {disputed[:20]}")
    again = build / "strings.yaml"
    again.write_bytes(written["yaml"].encode("utf-8"))
    check_reader(checks, "our own reader", json.loads, convert(program, "json", again), expected)
    print(f"{len(strings) + len(more)} strings, read by {', '.join(everybody)}")
