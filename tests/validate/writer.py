"""Templates as text: YAML with short or long functions, or JSON. Functions are Call objects."""
import json


class Call:
    def __init__(self, name, argument):
        self.name, self.argument = name, argument

    def __eq__(self, other):
        return isinstance(other, Call) and (self.name, self.argument) == (other.name, other.argument)

    __hash__ = None


def plain(value):
    """Functions as maps."""
    if isinstance(value, Call):
        return {value.name: plain(value.argument)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def to_json(template):
    return json.dumps(plain(template), indent=2) + "\n"


def scalar(value):
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    simple = text and text[0].isalpha() and all(c.isalnum() or c in "_-./" for c in text)
    if simple and text.lower() not in ("yes", "no", "on", "off", "true", "false", "null", "y", "n", "none"):
        return text
    return json.dumps(text)


class Yaml:
    def __init__(self, short):
        self.short, self.lines = short, []

    def put(self, indent, text):
        self.lines.append("  " * indent + text)

    def block(self, value, indent, lead):
        """Writes `lead` and the value behind or below it."""
        if isinstance(value, Call):
            return self.call(value, indent, lead)
        inner = indent + (2 if lead.startswith("- ") and lead.strip() != "-" else 1)
        if isinstance(value, dict) and value:
            self.put(indent, lead.rstrip())
            return self.entries(value, inner)
        if isinstance(value, list) and value:
            self.put(indent, lead.rstrip())
            return self.items(value, inner)
        empty = {True: "{}", False: "[]"}
        self.put(indent, lead + (empty[isinstance(value, dict)] if isinstance(value, (dict, list)) else scalar(value)))

    def entries(self, value, indent):
        for key, item in value.items():
            self.block(item, indent, scalar(key) + ": ")

    def items(self, value, indent):
        for item in value:
            if isinstance(item, dict) and item:
                keys = list(item.items())
                self.block(keys[0][1], indent, "- " + scalar(keys[0][0]) + ": ")
                for key, inner in keys[1:]:
                    self.block(inner, indent + 1, scalar(key) + ": ")
            elif isinstance(item, list) and item:
                self.put(indent, "-")
                self.items(item, indent + 1)
            else:
                self.block(item, indent, "- ")

    def call(self, value, indent, lead):
        if not self.short:
            if lead.lstrip().startswith("- ") and lead.strip() == "-":
                return self.items_of_long(value, indent)
            self.put(indent, lead.rstrip())
            return self.block(value.argument, indent + (2 if lead.startswith("- ") else 1), value.name + ": ")
        tag = "!" + value.name.replace("Fn::", "")
        argument = value.argument
        if value.name == "Fn::GetAtt" and isinstance(argument, list) and all(isinstance(a, str) for a in argument):
            return self.put(indent, f"{lead}{tag} {'.'.join(argument)}")
        if isinstance(argument, Call):
            self.put(indent, lead + tag)
            return self.block(argument.argument, indent + (2 if lead.startswith("- ") else 1), argument.name + ": ")
        if isinstance(argument, (list, dict)) and argument:
            self.put(indent, lead + tag)
            inner = indent + (2 if lead.startswith("- ") else 1)
            return self.entries(argument, inner) if isinstance(argument, dict) else self.items(argument, inner)
        self.block(argument, indent, f"{lead}{tag} ")

    def items_of_long(self, value, indent):
        self.block(value.argument, indent, "- " + value.name + ": ")


def to_yaml(template, short):
    writer = Yaml(short)
    writer.entries(template, 0)
    return "\n".join(writer.lines) + "\n"
