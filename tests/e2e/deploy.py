"""Deploys every template of out/ with the AWS CLI to a local mock of AWS, asks the services what
they now have, deploys a changed source over it, and asks again.

The mock is no validator: what it takes may still be wrong (cfn-lint and the schema are for that).
What it keeps is compared, property by property, with what the template says.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import time

import boto3

import kept
from mock import CREDENTIALS, REGION, Server, is_skipped, spared
from support import BIN, BUILD, TIERCE, Checks, read_json, run, templates

WORK = BUILD / "e2e"
SMALL = pathlib.Path("tests/e2e/small.json")


class Aws:
    """The AWS CLI and the services, at the mock's address."""

    def __init__(self, url):
        self.url = url
        # `deploy` puts a large template into a bucket by a call of its own, which no option reaches.
        os.environ.update(CREDENTIALS, AWS_ENDPOINT_URL=url)

    def cli(self, *words):
        return run(BIN / "aws", *words, "--endpoint-url", self.url, "--region", REGION)

    def client(self, service):
        return boto3.client(service, endpoint_url=self.url, region_name=REGION)


def certificate(aws):
    return aws.client("acm").request_certificate(DomainName="shop.example.com")["CertificateArn"]


def parameter_value(aws, name, parameter):
    """Something for a parameter without a default: what must exist is made."""
    if "certificate" in name.lower():
        return certificate(aws)
    if parameter["Type"] == "AWS::Route53::HostedZone::Id":
        zone = aws.client("route53").create_hosted_zone(Name="orders.example.com", CallerReference=str(time.time()))
        return zone["HostedZone"]["Id"].rsplit("/", 1)[1]
    if parameter.get("AllowedValues"):
        return parameter["AllowedValues"][0]
    if "email" in name.lower():
        return "somebody@example.com"
    return "10" if parameter["Type"] == "Number" else "value"


def printed_command(source, template_name):
    """What `tierce build` tells a person to run for this template, as words."""
    result = run(TIERCE, "build", source, "-o", WORK / "told")
    text = result.stdout.replace("\\\n", " ")
    for line in text.splitlines():
        if line.strip().startswith("aws cloudformation deploy") and f"/{template_name}." in line:
            return shlex.split(line)
    return None


def deploy_words(aws, name, source, template, path):
    """The printed command with this file and with values; our own where nothing was printed."""
    words = (source and printed_command(source, name)) or [
        "aws", "cloudformation", "deploy", "--stack-name", name.replace(".", "-"), "--template-file", "x",
        "--capabilities", "CAPABILITY_IAM", "--parameter-overrides",
        *[f"{one}=..." for one, parameter in template.get("Parameters", {}).items() if "Default" not in parameter]]
    words[words.index("--template-file") + 1] = str(path)
    if "--s3-bucket" in words:
        words[words.index("--s3-bucket") + 1] = "templates"
        aws.client("s3").create_bucket(Bucket="templates")
    parameters = template.get("Parameters", {})
    for i, word in enumerate(words):
        if word.endswith("=..."):
            words[i] = f"{word[:-4]}={parameter_value(aws, word[:-4], parameters[word[:-4]])}"
    return words[1:]


def write_spared(aws, template, name):
    WORK.mkdir(parents=True, exist_ok=True)
    path = WORK / f"{name}.json"
    path.write_text(json.dumps(spared(template, certificate(aws))), encoding="utf-8")
    return path


def stack_of(aws, name):
    return aws.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]


def physical_ids(aws, stack_name):
    pages = aws.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack_name)
    return {one["LogicalResourceId"]: one.get("PhysicalResourceId")
            for page in pages for one in page["StackResourceSummaries"]}


def check_deployed(checks, aws, name, template, words, status):
    """Deploys, and compares the stack with the template."""
    result = aws.cli(*words)
    if not checks.equal(f"{name}: aws {' '.join(words[:2])} ends well", result.returncode, 0):
        print(result.stdout, result.stderr)
        return False
    stack_name = words[words.index("--stack-name") + 1]
    stack = stack_of(aws, stack_name)
    checks.equal(f"{name}: the stack ends in", stack["StackStatus"], status)
    ids = physical_ids(aws, stack_name)
    missing = [logical_id for logical_id, resource in template["Resources"].items()
               if logical_id not in ids and not is_skipped(resource["Type"])
               and resource["Type"] not in kept.WITHOUT_ID]
    checks.equal(f"{name}: resources that the mock makes but did not", missing, [])
    kept.check(checks, aws, name, template, ids, status.startswith("UPDATE"))
    return True


def check_outputs(checks, aws, name, template, words):
    """By create-stack: a stack that came from a change set, as `deploy` makes one, has no outputs in the mock."""
    path = words[words.index("--template-file") + 1]
    values = [word for word in words if "=" in word]
    parameters = [f"ParameterKey={key},ParameterValue={value}" for key, value in (word.split("=", 1) for word in values)]
    result = aws.cli("cloudformation", "create-stack", "--stack-name", "outputs", "--template-body", f"file://{path}",
                     "--capabilities", "CAPABILITY_NAMED_IAM", *(["--parameters", *parameters] if parameters else []))
    if checks.equal(f"{name}: aws cloudformation create-stack ends well", (result.returncode, result.stderr), (0, "")):
        outputs = {one["OutputKey"]: one["OutputValue"] for one in stack_of(aws, "outputs").get("Outputs", [])}
        checks.equal(f"{name}: outputs", set(outputs), set(template.get("Outputs", {})))
        checks.that(f"{name}: every output has a value", all(outputs.values()), outputs)


def changed_source(source):
    """A copy of `source` with one instance more and a route changed."""
    text = source.read_text(encoding="utf-8")
    changed = re.sub(r'(route: *)"/\*"', r'\1"/api/*"', text) + "\nrepository added\n"
    folder = WORK / "changed"
    shutil.copytree(source.parent, folder, dirs_exist_ok=True)  # with the files that it uses
    folder.joinpath(source.name).write_text(changed, encoding="utf-8")
    return folder / source.name


def check_update(checks, aws, name, source, before, words):
    path = changed_source(source)
    result = run(TIERCE, "build", path, "-o", path.parent)
    if not checks.that(f"{name}: the changed source compiles", result.returncode == 0, result.stderr):
        return
    template = read_json(path.parent / f"{name}.json")
    added = set(template["Resources"]) - set(before["Resources"])
    checks.equal(f"{name}: what the change adds", added, {"Added"})
    checks.equal(f"{name}: what the change takes away", set(before["Resources"]) - set(template["Resources"]), set())
    words = list(words)
    words[words.index("--template-file") + 1] = str(write_spared(aws, template, name + ".changed"))
    check_deployed(checks, aws, name + " changed", template, words, "UPDATE_COMPLETE")


def source_of(name):
    """examples/three-tier.tier for three-tier.dev."""
    path = pathlib.Path("examples") / (name.split(".")[0] + ".tier")
    return path if path.exists() else None


def main():
    checks = Checks("deploy")
    files = templates() or [SMALL]
    with Server() as server:
        aws = Aws(server.url)
        for file in files:
            server.reset()
            name, template = file.name.removesuffix(".json"), read_json(file)
            source = source_of(name)
            path = write_spared(aws, template, name)
            check_outputs(checks, aws, name, template, deploy_words(aws, name, source, template, path))
            server.reset()
            path = write_spared(aws, template, name)
            words = deploy_words(aws, name, source, template, path)
            deployed = check_deployed(checks, aws, name, template, words, "CREATE_COMPLETE")
            if deployed and source and "repository" in source.read_text(encoding="utf-8"):
                check_update(checks, aws, name, source, template, words)
    checks.close()


main()
