"""Values that fit a JSON schema, and texts that match a pattern, from a seeded random source."""
import re
import string
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    try:
        import re._parser as parser
    except ImportError:
        import sre_parse as parser

import regex

FORMATS = {
    "date-time": "2030-01-02T03:04:05Z",
    "ipv4-network": "10.0.0.0/16",
    "ipv6-network": "2001:db8::/32",
    "AWS::EC2::SecurityGroup.Id": "sg-0123456789abcdef0",
    "AWS::EC2::VPC.Id": "vpc-0123456789abcdef0",
    "AWS::EC2::Subnet.Id": "subnet-0123456789abcdef0",
    "AWS::EC2::Image.Id": "ami-0123456789abcdef0",
    "AWS::IAM::Role.Arn": "arn:aws:iam::123456789012:role/example",
    "AWS::KMS::Key.Arn": "arn:aws:kms:us-east-1:123456789012:key/example",
    "AWS::KMS::Key.Id": "alias/example",
    "AWS::KMS::Alias.AliasName": "alias/example",
    "AWS::SNS::Topic.Arn": "arn:aws:sns:us-east-1:123456789012:example",
    "AWS::ACM::Certificate.Arn": "arn:aws:acm:us-east-1:123456789012:certificate/example",
    "AWS::Lambda::Function.Arn": "arn:aws:lambda:us-east-1:123456789012:function:example",
    "AWS::S3::Bucket.Name": "example-bucket",
    "AWS::Logs::LogGroup.Name": "/example/group",
    "json": "{}",
}
COMMON = ["example", "Example1", "example-name", "arn:aws:iam::123456789012:role/example", "123456789012", "us-east-1", "1",
          "true", "https://example.com/path", "example.com", "a@example.com", "s3://example-bucket/key", "cron(0 12 * * ? *)",
          "2030-01-02", "0123456789abcdef", "arn:aws:s3:::example-bucket", "10.0.0.1"]


def matching(random, pattern):
    """A text that matches, or None."""
    try:
        compiled = regex.compile(pattern)
    except regex.error:
        return None
    for text in COMMON:
        if compiled.search(text):
            return text
    for _ in range(20):
        try:
            text = from_tokens(random, parser.parse(pattern.replace("\\/", "/")))
        except Exception:  # what the parser does not know gives no text
            return None
        if text is not None and compiled.search(text):
            return text
    return None


def from_tokens(random, tokens):
    parts = []
    for kind, argument in tokens:
        name = str(kind)
        if name == "LITERAL":
            parts.append(chr(argument))
        elif name == "NOT_LITERAL":
            parts.append("a" if argument != ord("a") else "b")
        elif name == "ANY":
            parts.append("a")
        elif name == "IN":
            parts.append(from_set(random, argument))
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = argument
            count = min(most, max(least, random.choice([least, least + 1, least + 2])))
            parts.append("".join(from_tokens(random, inner) for _ in range(min(count, 64))))
        elif name == "SUBPATTERN":
            parts.append(from_tokens(random, argument[-1]))
        elif name == "BRANCH":
            parts.append(from_tokens(random, random.choice(argument[1])))
        elif name in ("AT", "ASSERT", "ASSERT_NOT"):
            continue
        else:
            raise ValueError(name)
    return "".join(parts)


def from_set(random, items):
    letters, negated = [], False
    for kind, argument in items:
        name = str(kind)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            letters.append(chr(argument))
        elif name == "RANGE":
            low, high = argument
            letters.extend(chr(c) for c in range(low, min(high, low + 25) + 1))
        elif name == "CATEGORY":
            letters.extend("0123456789" if "DIGIT" in str(argument) else " " if "SPACE" in str(argument) else "abcXYZ01")
    if negated:
        return next(c for c in string.ascii_letters + string.digits + "-" if c not in letters)
    plain = [c for c in letters if c in string.ascii_letters + string.digits] or letters
    return random.choice(plain)


class Maker:
    """Values for one type's schema."""

    def __init__(self, random, schema, rich):
        self.random, self.schema, self.rich = random, schema, rich

    def resolve(self, node):
        for _ in range(10):
            if not isinstance(node, dict) or "$ref" not in node:
                break
            target = self.schema
            for step in node["$ref"].lstrip("#/").split("/"):
                target = target.get(step, {})
            node = {**target, **{k: v for k, v in node.items() if k != "$ref"}}
        return node

    def value(self, node, depth=0):
        node = self.resolve(node)
        if not isinstance(node, dict) or depth > 6:
            return None
        for key in ("const",):
            if key in node:
                return node[key]
        for key in ("enum", "enumCaseInsensitive"):
            if node.get(key):
                return self.random.choice(node[key])
        types = node.get("type")
        types = [types] if isinstance(types, str) else list(types or [])
        if not types:
            types = ["object"] if "properties" in node else ["string"]
        return getattr(self, "make_" + types[0])(node, depth)

    def make_string(self, node, depth):
        if node.get("format") in FORMATS:
            return FORMATS[node["format"]]
        for branch in node.get("anyOf", []):
            if branch.get("format") in FORMATS:
                return FORMATS[branch["format"]]
        if "pattern" in node:
            text = matching(self.random, node["pattern"])
        else:
            text = self.random.choice(["example", "value-1", "Text", "abc123"])
        if text is None:
            return None
        least, most = node.get("minLength", 0), node.get("maxLength", 10**6)
        if len(text) < least and "pattern" not in node:
            text = (text + "x" * least)[:least]
        if len(text) > most:
            text = text[:most]
        if "pattern" in node and not regex.search(node["pattern"], text):
            return None
        return text if least <= len(text) <= most else None

    def make_integer(self, node, depth):
        least, most = node.get("minimum", 1), node.get("maximum", 10**6)
        return int(min(most, max(least, self.random.choice([least, least + 1, most if most < 1000 else least]))))

    def make_number(self, node, depth):
        return self.make_integer(node, depth)

    def make_boolean(self, node, depth):
        return self.random.choice([True, False])

    def make_null(self, node, depth):
        return None

    def make_array(self, node, depth):
        least, most = node.get("minItems", 0), node.get("maxItems", 10)
        items, wanted = [], min(most, max(least, 1))
        for _ in range(wanted * 4):
            if len(items) >= wanted:
                break
            item = self.value(node.get("items", {}), depth + 1)
            if item is not None and item not in items:
                items.append(item)
        return items if len(items) >= max(least, 1) else None

    def make_object(self, node, depth):
        if not node.get("properties"):
            return {"key": "value"} if not node.get("patternProperties") and node.get("additionalProperties") is not False else None
        required = set(node.get("required", []))
        for branch in node.get("oneOf", [])[:1] or node.get("anyOf", [])[:1]:
            branch = self.resolve(branch)
            if isinstance(branch, dict):
                required |= set(branch.get("required", []))
        for group in (node.get("requiredXor", []), node.get("requiredOr", [])):
            if group and not required & set(group):
                required.add(group[0])
        chance = self.rich / (depth + 1)
        result = {}
        for name, child in node["properties"].items():
            path = name
            if depth == 0 and path in self.closed():
                continue
            if name not in required and self.random.random() > chance:
                continue
            value = self.value(child, depth + 1)
            if value is not None:
                result[name] = value
        return result if required <= set(result) else None

    def closed(self):
        return {p.split("/")[2] for p in self.schema.get("readOnlyProperties", [])} | {
            p.split("/")[2] for p in self.schema.get("deprecatedProperties", [])}
