"""The schedules of examples/complete.tier, carried out on its own stack in a mock of AWS.

What the mock makes of the stack it makes itself; what it passes over (scaling, alarms) is made here from the
template's properties.
"""
import json
import logging
import re
import sys
import unittest

import boto3
from moto import mock_aws

from common import ROOT, as_list, compiled, load, statements

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from mock import spared  # noqa: E402

logging.disable(logging.CRITICAL)
STACK = "complete-dev"


class Deployed:
    """The stack, with what its template says in terms of what there is."""

    def __init__(self, template):
        self.template, self.resources = template, template["Resources"]
        certificate = boto3.client("acm").request_certificate(DomainName="shop.example.com")["CertificateArn"]
        copy = spared(template, certificate)
        copy["Resources"].pop("Dashboard")  # it asks for an attribute that the mock's target groups lack
        copy["Outputs"] = {}
        parameters = {"Certificate": certificate, "AlertEmail": "somebody@example.com", "ImageTag": "1"}
        cloudformation = boto3.client("cloudformation")
        cloudformation.create_stack(
            StackName=STACK, TemplateBody=json.dumps(copy), Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
        found = cloudformation.list_stack_resources(StackName=STACK)["StackResourceSummaries"]
        self.ids = {one["LogicalResourceId"]: one.get("PhysicalResourceId") for one in found}
        self.make_scaling()
        self.make_alarms()

    def text(self, value):
        """A text of the template as CloudFormation would fill it in."""
        if isinstance(value, dict):
            value = value.get("Fn::Sub") or "${" + (value.get("Ref") or ".".join(value["Fn::GetAtt"])) + "}"
        return re.sub(r"\$\{([\w:]+)(?:\.(\w+))?\}", lambda match: self.reference(*match.groups()), value)

    def reference(self, name, attribute):
        if name == "AWS::StackName":
            return STACK
        if self.resources[name]["Type"] == "AWS::CloudWatch::Alarm":
            return self.text(self.resources[name]["Properties"]["AlarmName"])
        return self.ids[name].rsplit("/", 1)[1] if attribute == "Name" else self.ids[name]

    def of_type(self, resource_type):
        return {name: one["Properties"] for name, one in self.resources.items() if one["Type"] == resource_type}

    def make_scaling(self):
        for properties in self.of_type("AWS::ApplicationAutoScaling::ScalableTarget").values():
            boto3.client("application-autoscaling").register_scalable_target(
                **{**properties, "ResourceId": self.text(properties["ResourceId"])})

    def make_alarms(self):
        for properties in self.of_type("AWS::CloudWatch::Alarm").values():
            boto3.client("cloudwatch").put_metric_alarm(
                AlarmName=self.text(properties["AlarmName"]), Namespace=properties["Namespace"], EvaluationPeriods=1,
                MetricName=properties["MetricName"], Threshold=1, Statistic="Sum", Period=60, ActionsEnabled=True,
                ComparisonOperator="GreaterThanThreshold")

    def carry_out(self, schedule):
        target = self.resources[schedule]["Properties"]["Target"]
        self.function().handler(json.loads(self.text(target["Input"])), None)

    def function(self):
        return load("off_hours")

    def tasks(self):
        cluster, service = self.ids["Cluster"], self.ids["ApiService"]
        found = boto3.client("ecs").describe_services(cluster=cluster, services=[service])
        return found["services"][0]["desiredCount"]

    def database(self):
        found = boto3.client("rds").describe_db_instances(DBInstanceIdentifier=self.ids["DbInstance"])
        return found["DBInstances"][0]["DBInstanceStatus"]

    def silent(self):
        found = boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]
        return {alarm["AlarmName"] for alarm in found if not alarm["ActionsEnabled"]}


@mock_aws
class TheStack(unittest.TestCase):
    def setUp(self):
        self.stack = Deployed(compiled("examples/complete.tier")["dev"])
        boto3.client("ecs").update_service(cluster=self.stack.ids["Cluster"], service=self.stack.ids["ApiService"],
                                           desiredCount=1)

    def test_stops_and_starts_by_its_schedules(self):
        self.stack.carry_out("OffHoursScheduleStop")
        self.assertEqual((self.stack.tasks(), self.stack.database()), (0, "stopped"))
        self.stack.carry_out("OffHoursScheduleStart")
        self.assertEqual((self.stack.tasks(), self.stack.database()), (1, "available"))

    def test_mutes_all_alarms_but_that_of_the_function_itself(self):
        every = {alarm["AlarmName"] for alarm in boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]}
        self.stack.carry_out("OffHoursScheduleStop")
        self.assertEqual(every - self.stack.silent(), {f"{STACK}-off_hours-errors"})
        self.stack.carry_out("OffHoursScheduleStart")
        self.stack.carry_out("OffHoursScheduleUnmute")
        self.assertEqual(self.stack.silent(), set())

    def test_gives_its_function_the_code_that_is_tested_here(self):
        code = self.stack.resources["OffHoursFunction"]["Properties"]["Code"]["ZipFile"]
        self.assertEqual(code, (ROOT / "templates" / "off_hours.py").read_text(encoding="utf-8"))

    def test_allows_its_function_every_call_that_it_makes_and_no_other(self):
        calls = set()
        events = boto3.DEFAULT_SESSION.events if boto3.DEFAULT_SESSION else boto3._get_default_session().events
        events.register("before-call.*.*", lambda model, **_: calls.add(
            f"{model.service_model.endpoint_prefix.replace('monitoring', 'cloudwatch')}:{model.name}"))
        self.stack.carry_out("OffHoursScheduleStop")
        for alarm in self.stack.silent():
            boto3.client("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="a test")
        self.stack.carry_out("OffHoursScheduleStart")
        self.stack.carry_out("OffHoursScheduleUnmute")
        role = statements(self.stack.resources["OffHoursFunctionRole"])
        allowed = {action for statement in role for action in as_list(statement["Action"])}
        for_log_and_topic = {action for action in allowed if action.split(":")[0] in ("logs", "sns", "kms")}
        self.assertEqual(calls, allowed - for_log_and_topic)
