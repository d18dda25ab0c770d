"""The local stand-in for AWS (moto), and what a template must be spared to deploy to it.

Everything here is about gaps of the stand-in, none about templates: what it cannot do is taken out
of a copy, with the reason beside it, and is checked on the template itself elsewhere.
"""
import copy
import os
import re
import socket
import subprocess
import time
import urllib.request

from moto.cloudformation.parsing import get_model_map
from support import BIN, BUILD

REGION = "us-east-1"  # the only region whose zones it knows without being asked
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": REGION,
               "AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull,
               "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


class Server:
    """moto_server on a free port of this machine, ended when the `with` ends."""

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://localhost:{port}"  # by name: an address is not taken for S3's in a template's URL
        BUILD.joinpath("e2e").mkdir(parents=True, exist_ok=True)
        self.log = open(BUILD / "e2e" / "server.log", "w", encoding="utf-8")
        self.process = subprocess.Popen([str(BIN / "moto_server"), "-H", "127.0.0.1", "-p", str(port)],
                                        stdout=self.log, stderr=self.log)
        self.wait()
        return self

    def wait(self):
        for _ in range(300):
            try:
                with urllib.request.urlopen(self.url + "/moto-api/data.json", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("moto_server did not start: see build/e2e/server.log")

    def reset(self):
        urllib.request.urlopen(urllib.request.Request(self.url + "/moto-api/reset", method="POST"), timeout=30)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()


MISSING_ATTRIBUTES = {("AWS::RDS::DBInstance", "MasterUserSecret.SecretArn"), ("AWS::RDS::DBInstance", "DBInstanceArn"),
                      ("AWS::RDS::DBInstance", "DbiResourceId")}
CERTIFICATE = "AWS::CertificateManager::Certificate"
# Within a text alone: as a function of its own this attribute is known.
MISSING_IN_TEXT = {("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupFullName")}
PLACEHOLDER = "arn:aws:mock:us-east-1:123456789012:not-kept"


def is_skipped(resource_type):
    """Whether the mock passes over the type without a word."""
    return resource_type not in get_model_map()


def edit_text(text, resources):
    """A Sub's text without the attributes that would fail the whole stack."""
    def replaced(match):
        logical_id, attribute = match.groups()
        resource_type = resources.get(logical_id, {}).get("Type", "")
        pair = (resource_type, attribute)
        missing = is_skipped(resource_type) or pair in MISSING_ATTRIBUTES | MISSING_IN_TEXT
        return PLACEHOLDER if resource_type and missing else match.group(0)
    return re.sub(r"\$\{([A-Za-z0-9]+)\.([A-Za-z0-9.]+)\}", replaced, text)


def edit(value, resources, certificate):
    """`value` without what the mock cannot do."""
    if isinstance(value, list):
        return [edit(item, resources, certificate) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Fn::GetAtt"} and isinstance(value["Fn::GetAtt"], list):
        logical_id, attribute = value["Fn::GetAtt"][0], ".".join(map(str, value["Fn::GetAtt"][1:]))
        resource_type = resources.get(logical_id, {}).get("Type", "")
        # An attribute of something that it does not make fails the whole stack.
        if is_skipped(resource_type) or (resource_type, attribute) in MISSING_ATTRIBUTES:
            return PLACEHOLDER
        return value
    if set(value) == {"Fn::Sub"}:
        text, *variables = value["Fn::Sub"] if isinstance(value["Fn::Sub"], list) else [value["Fn::Sub"]]
        edited = [edit_text(text, resources), *[edit(one, resources, certificate) for one in variables]]
        return {"Fn::Sub": edited if variables else edited[0]}
    # Fn::GetAZs of a Ref looks for a zone named after the Ref.
    if set(value) == {"Fn::GetAZs"}:
        return {"Fn::GetAZs": ""}
    # A certificate of the stack's own is not made, and a listener without one fails.
    if set(value) == {"Ref"} and resources.get(value["Ref"], {}).get("Type") == CERTIFICATE:
        return certificate
    return {key: edit(item, resources, certificate) for key, item in value.items()}


def spared(template, certificate):
    """A copy of `template` that the mock can deploy; `certificate` is the ARN of one that it has."""
    template = copy.deepcopy(template)
    resources = template["Resources"]
    for logical_id, resource in resources.items():
        # The name that it makes up for a repository has capitals, which it then refuses.
        if resource["Type"] == "AWS::ECR::Repository":
            resource.setdefault("Properties", {}).setdefault("RepositoryName", logical_id.lower())
        # A key's tags are looked for under the names that KMS's own API has for them.
        if resource["Type"] == "AWS::KMS::Key":
            resource.get("Properties", {}).pop("Tags", None)
        # A Ref as the parameter group's name ends in an error 500.
        if resource["Type"] == "AWS::RDS::DBInstance":
            resource.get("Properties", {}).pop("DBParameterGroupName", None)
    template["Resources"] = edit(resources, resources, certificate)
    if "Outputs" in template:
        template["Outputs"] = edit(template["Outputs"], resources, certificate)
    return template
