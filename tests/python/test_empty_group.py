"""The function of empty_group, on a VPC of a mock of AWS in this process."""
import sys
import types
import unittest

import boto3
from moto import mock_aws

from common import load

ANSWERS = []
sys.modules["cfnresponse"] = types.SimpleNamespace(  # Lambda puts it beside code that stands in a template
    SUCCESS="SUCCESS", FAILED="FAILED",
    send=lambda event, context, status, data, physical_id=None, reason=None: ANSWERS.append((status, physical_id)))
empty_group = load("empty_group")


def handle(kind, group):
    ANSWERS.clear()
    empty_group.handler({"RequestType": kind, "ResourceProperties": {"GroupId": group}}, None)
    return ANSWERS


@mock_aws
class TheDefaultGroup(unittest.TestCase):
    def setUp(self):
        self.ec2 = boto3.client("ec2")
        vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        groups = self.ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"]
        self.group = groups[0]["GroupId"]
        self.ec2.authorize_security_group_ingress(GroupId=self.group, IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])

    def rules(self):
        found = self.ec2.describe_security_groups(GroupIds=[self.group])["SecurityGroups"][0]
        return found["IpPermissions"] + found["IpPermissionsEgress"]

    def test_is_emptied_once_and_again(self):
        self.assertTrue(self.rules())
        for kind in ("Create", "Update"):
            self.assertEqual(handle(kind, self.group), [("SUCCESS", self.group)])
            self.assertEqual(self.rules(), [])

    def test_stays_as_it_is_when_the_resource_goes(self):
        before = self.rules()
        self.assertEqual(handle("Delete", self.group), [("SUCCESS", self.group)])
        self.assertEqual(self.rules(), before)

    def test_that_does_not_exist_is_answered_too(self):
        self.assertEqual(handle("Create", "sg-12345678"), [("FAILED", "sg-12345678")])
