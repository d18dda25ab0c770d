"""The corpus: templates over as many types as are asked for, and mutants of them with one kind of
mistake each. Everything comes from a seed, so the same call gives the same files."""
import copy
import json
import pathlib
import random as random_module

from values import Maker
from writer import Call, to_json, to_yaml


def ref(name):
    return Call("Ref", name)


def att(name, attribute):
    return Call("Fn::GetAtt", [name, attribute])


def sub(text, names=None):
    return Call("Fn::Sub", text if names is None else [text, names])


def choose(condition, yes, no):
    return Call("Fn::If", [condition, yes, no])


def find(*names):
    return Call("Fn::FindInMap", list(names))


NO_VALUE = ref("AWS::NoValue")


# ---- templates written by hand, in the styles that people write

def network():
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "A network with two public subnets",
        "Parameters": {
            "Environment": {"Type": "String", "AllowedValues": ["dev", "prod"], "Default": "dev"},
            "VpcCidr": {"Type": "String", "Default": "10.0.0.0/16", "AllowedPattern": "^[0-9./]+$"},
            "Peer": {"Type": "String", "Default": ""},
        },
        "Mappings": {"Sizes": {"dev": {"Bits": 8, "Count": 2}, "prod": {"Bits": 6, "Count": 3}}},
        "Conditions": {
            "IsProd": Call("Fn::Equals", [ref("Environment"), "prod"]),
            "HasPeer": Call("Fn::Not", [Call("Fn::Equals", [ref("Peer"), ""])]),
            "Both": Call("Fn::And", [Call("Condition", "IsProd"), Call("Condition", "HasPeer")]),
        },
        "Resources": {
            "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {
                "CidrBlock": ref("VpcCidr"), "EnableDnsSupport": True, "EnableDnsHostnames": "true",
                "Tags": [{"Key": "Name", "Value": sub("${AWS::StackName}-vpc")}, {"Key": "env", "Value": ref("Environment")}]}},
            "Gateway": {"Type": "AWS::EC2::InternetGateway"},
            "Attachment": {"Type": "AWS::EC2::VPCGatewayAttachment",
                           "Properties": {"VpcId": ref("Vpc"), "InternetGatewayId": ref("Gateway")}},
            "SubnetA": {"Type": "AWS::EC2::Subnet", "Properties": {
                "VpcId": ref("Vpc"), "AvailabilityZone": Call("Fn::Select", [0, Call("Fn::GetAZs", "")]),
                "CidrBlock": Call("Fn::Select", [0, Call("Fn::Cidr", [att("Vpc", "CidrBlock"), 6, 8])]),
                "MapPublicIpOnLaunch": choose("IsProd", True, False)}},
            "SubnetB": {"Type": "AWS::EC2::Subnet", "Condition": "IsProd", "Properties": {
                "VpcId": ref("Vpc"), "AvailabilityZone": Call("Fn::Select", [1, Call("Fn::GetAZs", ref("AWS::Region"))]),
                "CidrBlock": Call("Fn::Select", [1, Call("Fn::Cidr", [att("Vpc", "CidrBlock"), 6, find("Sizes", ref("Environment"), "Bits")])])}},
            "Routes": {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": ref("Vpc")}},
            "Default": {"Type": "AWS::EC2::Route", "DependsOn": "Attachment", "Properties": {
                "RouteTableId": ref("Routes"), "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": ref("Gateway")}},
            "AssociationA": {"Type": "AWS::EC2::SubnetRouteTableAssociation",
                             "Properties": {"SubnetId": ref("SubnetA"), "RouteTableId": ref("Routes")}},
            "Peering": {"Type": "AWS::EC2::VPCPeeringConnection", "Condition": "Both",
                        "Properties": {"VpcId": ref("Vpc"), "PeerVpcId": ref("Peer")}},
        },
        "Outputs": {
            "VpcId": {"Value": ref("Vpc"), "Export": {"Name": sub("${AWS::StackName}-VpcId")}},
            "Subnets": {"Value": Call("Fn::Join", [",", [ref("SubnetA"), choose("IsProd", ref("SubnetB"), NO_VALUE)]])},
            "Second": {"Condition": "IsProd", "Value": ref("SubnetB"), "Description": "the second subnet"},
        },
    }


def functions():
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {
            "Stage": {"Type": "String", "Default": "test", "AllowedValues": ["test", "live"]},
            "Memory": {"Type": "Number", "Default": 256, "MinValue": 128, "MaxValue": 1024},
            "Emails": {"Type": "CommaDelimitedList", "Default": "a@example.com,b@example.com"},
            "Secret": {"Type": "String", "NoEcho": True},
        },
        "Conditions": {"Live": Call("Fn::Equals", [ref("Stage"), "live"])},
        "Resources": {
            "Role": {"Type": "AWS::IAM::Role", "Properties": {
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
                "ManagedPolicyArns": [sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")],
                "Policies": [{"PolicyName": "table", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": att("Table", "Arn")}]}}]}},
            "Function": {"Type": "AWS::Lambda::Function", "Properties": {
                "Runtime": "python3.13", "Handler": "index.handler", "Role": att("Role", "Arn"), "MemorySize": ref("Memory"), "Timeout": 30,
                "Code": {"ZipFile": "def handler(event, context):\n    return 1\n"},
                "Environment": {"Variables": {"TABLE": ref("Table"), "STAGE": ref("Stage"), "TOKEN": ref("Secret")}},
                "DeadLetterConfig": choose("Live", {"TargetArn": att("Dead", "Arn")}, NO_VALUE)}},
            "Table": {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", "Properties": {
                "BillingMode": "PAY_PER_REQUEST", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}},
            "Dead": {"Type": "AWS::SQS::Queue", "Condition": "Live", "Properties": {"MessageRetentionPeriod": 1209600}},
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {
                "DisplayName": Call("Fn::Join", ["-", ["alarms", ref("Stage")]]),
                "Subscription": [{"Protocol": "email", "Endpoint": Call("Fn::Select", [0, ref("Emails")])}]}},
            "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {
                "Namespace": "AWS/Lambda", "MetricName": "Errors", "Statistic": "Sum", "Period": 60, "EvaluationPeriods": 1, "Threshold": 0,
                "ComparisonOperator": "GreaterThanThreshold", "Dimensions": [{"Name": "FunctionName", "Value": ref("Function")}],
                "AlarmActions": [ref("Topic")]}},
            "Schedule": {"Type": "AWS::Events::Rule", "Properties": {
                "ScheduleExpression": "rate(5 minutes)", "State": "ENABLED",
                "Targets": [{"Arn": att("Function", "Arn"), "Id": "function"}]}},
            "Permission": {"Type": "AWS::Lambda::Permission", "Properties": {
                "FunctionName": ref("Function"), "Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com",
                "SourceArn": att("Schedule", "Arn")}},
        },
        "Outputs": {"FunctionArn": {"Value": att("Function", "Arn")}, "Stage": {"Value": sub("${Stage}")}},
    }


def service():
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {
            "Image": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
                      "Default": "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"},
            "Subnets": {"Type": "List<AWS::EC2::Subnet::Id>"},
            "Vpc": {"Type": "AWS::EC2::VPC::Id"},
            "Certificate": {"Type": "String", "Default": ""},
            "DbPassword": {"Type": "String", "NoEcho": True, "MinLength": 8, "MaxLength": 40},
            "InstanceType": {"Type": "String", "Default": "t3.micro"},
        },
        "Mappings": {"Regions": {"us-east-1": {"Size": "db.t3.micro", "Storage": 20}, "eu-west-1": {"Size": "db.t3.small", "Storage": 40}}},
        "Conditions": {"Tls": Call("Fn::Not", [Call("Fn::Equals", [ref("Certificate"), ""])])},
        "Resources": {
            "WebGroup": {"Type": "AWS::EC2::SecurityGroup", "Properties": {
                "GroupDescription": "web", "VpcId": ref("Vpc"),
                "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": "0.0.0.0/0"},
                                         choose("Tls", {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}, NO_VALUE)]}},
            "DbGroup": {"Type": "AWS::EC2::SecurityGroup", "Properties": {
                "GroupDescription": "db", "VpcId": ref("Vpc"),
                "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "SourceSecurityGroupId": ref("WebGroup")}]}},
            "Balancer": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {
                "Type": "application", "Scheme": "internet-facing", "Subnets": ref("Subnets"), "SecurityGroups": [ref("WebGroup")]}},
            "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {
                "Port": 80, "Protocol": "HTTP", "VpcId": ref("Vpc"), "TargetType": "instance", "HealthCheckPath": "/"}},
            "Listener": {"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {
                "LoadBalancerArn": ref("Balancer"), "Port": choose("Tls", 443, 80), "Protocol": choose("Tls", "HTTPS", "HTTP"),
                "Certificates": choose("Tls", [{"CertificateArn": ref("Certificate")}], NO_VALUE),
                "DefaultActions": [{"Type": "forward", "TargetGroupArn": ref("Targets")}]}},
            "Template": {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": {
                "ImageId": ref("Image"), "InstanceType": ref("InstanceType"), "SecurityGroupIds": [att("WebGroup", "GroupId")],
                "UserData": Call("Fn::Base64", sub("#!/bin/sh\necho ${AWS::StackName} ${Balancer.DNSName}\n"))}}},
            "Group": {"Type": "AWS::AutoScaling::AutoScalingGroup",
                      "UpdatePolicy": {"AutoScalingRollingUpdate": {"MinInstancesInService": 1, "PauseTime": "PT5M"}},
                      "Properties": {"MinSize": "1", "MaxSize": "3", "VPCZoneIdentifier": ref("Subnets"), "TargetGroupARNs": [ref("Targets")],
                                     "LaunchTemplate": {"LaunchTemplateId": ref("Template"), "Version": att("Template", "LatestVersionNumber")}}},
            "DbSubnets": {"Type": "AWS::RDS::DBSubnetGroup", "Properties": {"DBSubnetGroupDescription": "db", "SubnetIds": ref("Subnets")}},
            "Database": {"Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Snapshot", "UpdateReplacePolicy": "Snapshot", "Properties": {
                "Engine": "postgres", "DBInstanceClass": find("Regions", ref("AWS::Region"), "Size"),
                "AllocatedStorage": find("Regions", ref("AWS::Region"), "Storage"), "MasterUsername": "example",
                "MasterUserPassword": ref("DbPassword"), "DBSubnetGroupName": ref("DbSubnets"), "VPCSecurityGroups": [ref("DbGroup")],
                "StorageEncrypted": True, "BackupRetentionPeriod": 7, "MultiAZ": False}},
        },
        "Outputs": {"Url": {"Value": sub("http://${Balancer.DNSName}/")}, "Endpoint": {"Value": att("Database", "Endpoint.Address")},
                    "Port": {"Value": att("Database", "Endpoint.Port")}},
    }


def containers():
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {"Cpu": {"Type": "String", "Default": "256", "AllowedValues": ["256", "512"]}, "Subnet": {"Type": "AWS::EC2::Subnet::Id"},
                       "Count": {"Type": "Number", "Default": 2}},
        "Resources": {
            "Bucket": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", "Properties": {
                "BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
                "PublicAccessBlockConfiguration": {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True},
                "LifecycleConfiguration": {"Rules": [{"Id": "old", "Status": "Enabled", "ExpirationInDays": 30}]}}},
            "Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": ref("Bucket"), "PolicyDocument": {
                "Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*",
                                                        "Resource": [att("Bucket", "Arn"), sub("${Bucket.Arn}/*")],
                                                        "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}}},
            "Cluster": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterSettings": [{"Name": "containerInsights", "Value": "enabled"}]}},
            "Logs": {"Type": "AWS::Logs::LogGroup", "DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete", "Properties": {"RetentionInDays": 14}},
            "ExecutionRole": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": {"Service": ["ecs-tasks.amazonaws.com"]}, "Action": ["sts:AssumeRole"]}]}}},
            "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {
                "RequiresCompatibilities": ["FARGATE"], "NetworkMode": "awsvpc", "Cpu": ref("Cpu"), "Memory": "1024",
                "ExecutionRoleArn": att("ExecutionRole", "Arn"),
                "ContainerDefinitions": [{"Name": "web", "Image": "example/web:1", "Essential": True, "PortMappings": [{"ContainerPort": 8080}],
                                          "LogConfiguration": {"LogDriver": "awslogs", "Options": {
                                              "awslogs-group": ref("Logs"), "awslogs-region": ref("AWS::Region"), "awslogs-stream-prefix": "web"}}}]}},
            "Service": {"Type": "AWS::ECS::Service", "Properties": {
                "Cluster": ref("Cluster"), "TaskDefinition": ref("Task"), "LaunchType": "FARGATE", "DesiredCount": ref("Count"),
                "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": [ref("Subnet")], "AssignPublicIp": "ENABLED"}}}},
            "Key": {"Type": "AWS::KMS::Key", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", "Properties": {
                "EnableKeyRotation": True, "KeyPolicy": {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Principal": {"AWS": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")}, "Action": "kms:*", "Resource": "*"}]}}},
            "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": ref("Key"), "VisibilityTimeout": 60, "MessageRetentionPeriod": 345600,
                                                               "RedrivePolicy": {"deadLetterTargetArn": att("Dead", "Arn"), "maxReceiveCount": 5}}},
            "Dead": {"Type": "AWS::SQS::Queue", "Properties": {"MessageRetentionPeriod": 1209600}},
            "Custom": {"Type": "Custom::Thing", "Properties": {"ServiceToken": sub("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:thing"), "Any": ref("Bucket")}},
        },
        "Outputs": {"Bucket": {"Value": ref("Bucket")}, "Any": {"Value": att("Custom", "Result")}},
    }


BASES = {"network": network, "functions": functions, "service": service, "containers": containers}


# ---- templates made from schemas

class Schemas:
    """cfn-lint's schemas of one region, by type."""

    def __init__(self, package):
        self.package = pathlib.Path(package) / "data" / "schemas"
        provider = self.package / "providers" / "us-east-1.json"
        self.names = json.loads(provider.read_text()) if provider.exists() else {}

    def types(self):
        return sorted(t for t in self.names if not t.startswith(("AWS::Serverless::", "AWS::CloudFormation::")) and t != "Module")

    def schema(self, name):
        file = self.names[name]
        path = self.package / "resources" / (file if str(file).endswith(".json") else f"{file}.json")
        return json.loads(path.read_text())


def made(schemas, seed, types, rich):
    """One template with one resource of each of these types."""
    random = random_module.Random(seed)
    resources = {}
    for index, name in enumerate(types):
        maker = Maker(random, schemas.schema(name), rich)
        properties = maker.value({"type": "object", **{k: maker.schema[k] for k in (
            "properties", "required", "oneOf", "anyOf", "requiredXor", "requiredOr") if k in maker.schema}})
        resource = {"Type": name}
        if properties:
            resource["Properties"] = properties
        resources[f"Resource{index}"] = resource
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


# ---- mistakes

def places(value, path=()):
    """Every (container, key, path) in a template."""
    found = []
    if isinstance(value, Call):
        found.append((value, None, path))
        found.extend(places(value.argument, path + (value.name,)))
    elif isinstance(value, dict):
        for key, item in value.items():
            found.append((value, key, path + (key,)))
            found.extend(places(item, path + (key,)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found.append((value, index, path + (index,)))
            found.extend(places(item, path + (index,)))
    return found


def in_properties(path):
    return len(path) > 3 and path[0] == "Resources" and path[2] == "Properties"


class Mutator:
    def __init__(self, random, template):
        self.random, self.template = random, copy.deepcopy(template)
        self.all = places(self.template)
        self.resources = self.template["Resources"]

    def pick(self, test):
        found = [place for place in self.all if test(*place)]
        return self.random.choice(found) if found else (None, None, None)

    def resource(self):
        return self.resources[self.random.choice(sorted(self.resources))]

    def call(self, name):
        return self.pick(lambda c, k, p: isinstance(c, Call) and c.name == name and k is None)[0]

    def scalar(self):
        return self.pick(lambda c, k, p: in_properties(p) and not isinstance(c, Call) and isinstance(c[k], (str, int, bool)))

    def entry(self):
        return self.pick(lambda c, k, p: in_properties(p) and isinstance(c, dict))

    def list(self):
        return self.pick(lambda c, k, p: in_properties(p) and not isinstance(c, Call) and isinstance(c[k], list) and c[k])

    # each returns False where the template has no place for it

    def unknown_property(self):
        c, k, p = self.entry()
        if c is None:
            return False
        c[self.random.choice(["Unknown", str(k) + "s", str(k)[:-1] or "X", str(k).lower()])] = "x"

    def rename_property(self):
        c, k, p = self.entry()
        if c is None:
            return False
        items = [(str(key) + "x" if key == k else key, value) for key, value in c.items()]
        c.clear()
        c.update(items)

    def drop_property(self):
        c, k, p = self.entry()
        if c is None:
            return False
        del c[k]

    def drop_properties(self):
        self.resource().pop("Properties", None)

    def to_map(self):
        c, k, p = self.scalar()
        if c is None:
            return False
        c[k] = {"a": "b"}

    def to_list(self):
        c, k, p = self.scalar()
        if c is None:
            return False
        c[k] = [c[k]]

    def to_word(self):
        c, k, p = self.pick(lambda c, k, p: in_properties(p) and not isinstance(c, Call) and isinstance(c[k], (int, bool)))
        if c is None:
            return False
        c[k] = "many"

    def to_scalar(self):
        c, k, p = self.pick(lambda c, k, p: in_properties(p) and not isinstance(c, Call) and isinstance(c[k], (dict, list)))
        if c is None:
            return False
        c[k] = "text"

    def bad_text(self):
        c, k, p = self.pick(lambda c, k, p: in_properties(p) and not isinstance(c, Call) and isinstance(c[k], str))
        if c is None:
            return False
        c[k] = self.random.choice(["??", "", "x" * 3000, "bad value!", "UPPER_lower"])

    def bad_number(self):
        c, k, p = self.pick(lambda c, k, p: in_properties(p) and not isinstance(c, Call) and isinstance(c[k], int) and not isinstance(c[k], bool))
        if c is None:
            return False
        c[k] = self.random.choice([-5, 0, 10**9, 1.5, "12x"])

    def twice(self):
        c, k, p = self.list()
        if c is None:
            return False
        c[k].append(copy.deepcopy(c[k][0]))

    def many(self):
        c, k, p = self.list()
        if c is None:
            return False
        c[k].extend(copy.deepcopy(c[k][0]) for _ in range(60))

    def empty_list(self):
        c, k, p = self.list()
        if c is None:
            return False
        c[k] = []

    def bad_ref(self):
        call = self.call("Ref")
        if call is None:
            return False
        call.argument = "Missing"

    def ref_other(self):
        call = self.call("Ref")
        if call is None:
            return False
        call.argument = self.random.choice(sorted(self.resources))

    def scalar_to_ref(self):
        c, k, p = self.scalar()
        if c is None:
            return False
        c[k] = ref(self.random.choice(sorted(self.resources) + ["Missing", "AWS::Region", "AWS::NoValue"]))

    def bad_att(self):
        call = self.call("Fn::GetAtt")
        if call is None:
            return False
        call.argument = self.random.choice([["Missing", "Arn"], [call.argument[0], "Missing"], [call.argument[0]], "Alone"])

    def scalar_to_att(self):
        c, k, p = self.scalar()
        if c is None:
            return False
        c[k] = att(self.random.choice(sorted(self.resources)), self.random.choice(["Arn", "Id", "Name"]))

    def bad_sub(self):
        call = self.call("Fn::Sub")
        if call is None:
            return False
        call.argument = self.random.choice(["${Missing}", "${Missing.Arn}", ["${A}", {"B": "x"}], ["${A}", {"A": "x", "B": "y"}], "plain",
                                            {"a": "b"}, ["x"], ["${A}", {"A": ["x"]}]])

    def bad_join(self):
        call = self.call("Fn::Join")
        if call is None:
            return False
        call.argument = self.random.choice([["-"], "x", ["-", "x"], [["-"], ["a"]], ["-", [{"a": "b"}]], ["-", ref("Missing")], ["", ["a", ref("AWS::Region")]]])

    def bad_select(self):
        call = self.call("Fn::Select")
        if call is None:
            return False
        call.argument = self.random.choice([[5, ["a"]], ["x", ["a"]], [0], [0, "a"], [-1, ["a"]], [0, ["a", "b"]]])

    def bad_if(self):
        call = self.call("Fn::If")
        if call is None:
            return False
        call.argument = self.random.choice([["Missing", "a", "b"], call.argument[:2], "x", [ref("AWS::Region"), "a", "b"],
                                            [call.argument[0], {"Unknown": 1}, call.argument[2]], [call.argument[0], call.argument[1], "text"]])

    def nested_if(self):
        call = self.call("Fn::If")
        if call is None:
            return False
        call.argument[1] = choose(call.argument[0], call.argument[1], call.argument[2])

    def bad_find(self):
        call = self.call("Fn::FindInMap")
        if call is None:
            return False
        call.argument = self.random.choice([["Missing", "a", "b"], [call.argument[0], "missing", call.argument[2]],
                                            [call.argument[0], call.argument[1], "missing"], call.argument[:2], "x"])

    def bad_azs(self):
        call = self.call("Fn::GetAZs")
        if call is None:
            return False
        call.argument = self.random.choice(["nowhere-1", ["x"], ref("Missing")])

    def bad_cidr(self):
        call = self.call("Fn::Cidr")
        if call is None:
            return False
        call.argument = self.random.choice([["10.0.0.0/16", 6], ["x", 6, 8], ["10.0.0.0/16", 600, 8], ["10.0.0.0/16"], "x"])

    def scalar_to_function(self):
        c, k, p = self.scalar()
        if c is None:
            return False
        c[k] = self.random.choice([Call("Fn::GetAZs", ""), Call("Fn::Split", [",", "a,b"]), Call("Fn::ImportValue", "x"), Call("Fn::Base64", "x"),
                                   Call("Fn::ImportValue", ref(sorted(self.resources)[0])), Call("Fn::Equals", ["a", "b"]),
                                   Call("Fn::ToJsonString", {"a": 1}), Call("Fn::Length", ["a"]), Call("Fn::Join", [",", ["a", "b"]]),
                                   sub("${AWS::Region}-x"), "{{resolve:ssm:/a/b}}", "{{resolve:ssm:/a b}}", "{{resolve:secretsmanager:x}}",
                                   "{{ resolve:ssm:x }}", "{{resolve:ssm-secure:x:1}}", "AWS::Region", "${AWS::Region}", "{{resolve:nothing:x}}"])

    def list_to_function(self):
        c, k, p = self.list()
        if c is None:
            return False
        c[k] = self.random.choice([Call("Fn::Split", [",", "a,b"]), ref("AWS::Region"), Call("Fn::GetAZs", ""), sub("${AWS::Region}"),
                                   Call("Fn::Join", [",", ["a"]])])

    def map_to_function(self):
        c, k, p = self.pick(lambda c, k, p: in_properties(p) and not isinstance(c, Call) and isinstance(c[k], dict))
        if c is None:
            return False
        c[k] = self.random.choice([ref("AWS::Region"), Call("Fn::Join", [",", ["a"]]), Call("Fn::Select", [0, ["a"]])])

    def condition_around(self):
        c, k, p = self.pick(lambda c, k, p: in_properties(p) and not isinstance(c, Call))
        if c is None:
            return False
        self.template.setdefault("Parameters", {})["Switch"] = {"Type": "String", "Default": "a"}
        self.template.setdefault("Conditions", {})["Switched"] = Call("Fn::Equals", [ref("Switch"), "a"])
        c[k] = choose("Switched", c[k], self.random.choice([NO_VALUE, "text", {"Unknown": "x"}, copy.deepcopy(c[k]), []]))

    def parameter_default(self):
        c, k, p = self.scalar()
        if c is None:
            return False
        kind = self.random.choice(["Default", "Allowed", "Mapping", "List"])
        parameters = self.template.setdefault("Parameters", {})
        bad = self.random.choice(["not a value!", "0", c[k]])
        if kind == "Mapping":
            self.template.setdefault("Mappings", {})["Made"] = {"row": {"key": bad}}
            c[k] = find("Made", "row", "key")
        else:
            body = {"Type": "CommaDelimitedList" if kind == "List" else "String"}
            if kind == "Allowed":
                body["AllowedValues"] = [bad, "other"]
            else:
                body["Default"] = bad
            parameters["Given"] = body
            c[k] = ref("Given")

    # ---- sections

    def bad_section(self):
        self.template[self.random.choice(["Resource", "Foo", "parameters"])] = {"a": "b"}

    def bad_version(self):
        self.template["AWSTemplateFormatVersion"] = self.random.choice(["2012-10-17", 1, ["x"]])

    def bad_description(self):
        self.template["Description"] = self.random.choice([["x"], "x" * 1100, {"a": "b"}])

    def resource_attribute(self):
        resource = self.resource()
        key, value = self.random.choice([("Foo", 1), ("Propertis", {}), ("Condition", "Missing"), ("DependsOn", "Missing"), ("DependsOn", ["Missing"]),
                                         ("DeletionPolicy", "Keep"), ("DeletionPolicy", "Snapshot"), ("UpdateReplacePolicy", "Keep"),
                                         ("DeletionPolicy", "Retain"), ("UpdatePolicy", {"Foo": 1}), ("CreationPolicy", {"Foo": 1}),
                                         ("Version", "1"), ("Metadata", ["x"]), ("DependsOn", {"a": "b"}), ("Type", 3), ("Properties", ["x"]),
                                         ("Condition", ["x"]), ("Connectors", {"a": {}})])
        resource[key] = value

    def bad_type(self):
        resource = self.resource()
        resource["Type"] = self.random.choice([resource["Type"] + "x", "AWS::Foo::Bar", "Bucket"])

    def no_type(self):
        del self.resource()["Type"]

    def bad_name(self):
        section = self.random.choice([s for s in ("Resources", "Parameters", "Outputs", "Mappings", "Conditions") if self.template.get(s)])
        old = self.random.choice(sorted(self.template[section]))
        items = [(k + "-x_y" if k == old else k, v) for k, v in self.template[section].items()]
        self.template[section] = dict(items)

    def parameter(self):
        parameters = self.template.setdefault("Parameters", {})
        parameters["Extra"] = self.random.choice([
            {"Type": "Strin"}, {"Type": "String", "Foo": 1}, {"Default": "x"}, {"Type": "Number", "AllowedPattern": "x"},
            {"Type": "Number", "MinValue": 5, "Default": 3}, {"Type": "String", "AllowedValues": ["a", "b"], "Default": "c"},
            {"Type": "String", "MinLength": 5, "Default": "abc"}, {"Type": "String", "MaxLength": 2, "Default": "abc"},
            {"Type": "String", "AllowedPattern": "^[a-z]+$", "Default": "ABC"}, {"Type": "String", "Default": ["a"]},
            {"Type": "String", "Default": ref("AWS::Region")}, {"Type": "List<String>"}, {"Type": "String", "NoEcho": "maybe"},
            {"Type": "String", "AllowedPattern": "["}, {"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"], "Default": "a,c"},
            {"Type": "String"}, {"Type": "Number", "MaxValue": 5, "Default": 9}, {"Type": "String", "Description": "x" * 4100}, "text",
            {"Type": "String", "MinValue": 1}, {"Type": "String", "AllowedValues": "a"}])
        if self.random.random() < 0.5:
            self.template.setdefault("Outputs", {})["Extra"] = {"Value": ref("Extra")}

    def mapping(self):
        self.template.setdefault("Mappings", {})["Extra"] = self.random.choice([
            {"a": {"b": "c"}}, {"a": "b"}, {"a": {"b": {"c": "d"}}}, {"a": {"b": ["c"]}}, {}, {"a": {}}, {"a_b": {"c": "d"}}, {"a": {"b-c": "d"}}, "x"])

    def condition(self):
        self.template.setdefault("Conditions", {})["Extra"] = self.random.choice([
            Call("Fn::Equals", ["a"]), Call("Fn::Equals", ["a", "b"]), Call("Fn::Equals", ["a", "a"]), Call("Fn::Equals", [ref("AWS::Region"), "x", "y"]),
            "yes", True, Call("Fn::And", [Call("Condition", "Missing")]), Call("Fn::Not", [Call("Condition", "Missing")]),
            Call("Fn::Or", [Call("Fn::Equals", [ref("AWS::Region"), "x"]), Call("Condition", "Missing")]),
            Call("Fn::Equals", [att(sorted(self.resources)[0], "Arn"), "x"]), Call("Fn::Equals", [ref(sorted(self.resources)[0]), "x"]),
            Call("Fn::Not", Call("Fn::Equals", [ref("AWS::Region"), "x"])), Call("Fn::Equals", [ref("AWS::Region"), "us-east-1"]),
            Call("Fn::Equals", "x"), Call("Fn::And", [Call("Fn::Equals", ["a", ref("AWS::Region")]), "x"])])

    def output(self):
        self.template.setdefault("Outputs", {})["Extra"] = self.random.choice([
            {"Value": ["a"]}, {"Val": "x"}, {}, {"Value": "x", "Export": {"Foo": "x"}}, {"Value": "x", "Export": {"Name": ref(sorted(self.resources)[0])}},
            {"Value": "x", "Condition": "Missing"}, {"Value": ref("Missing")}, {"Value": att(sorted(self.resources)[0], "Missing")},
            {"Value": "x", "Description": "x" * 1100}, {"Value": "x", "Description": ref("AWS::Region")}, {"Value": Call("Fn::GetAZs", "")},
            {"Value": Call("Fn::ImportValue", "x")}, {"Value": sub("plain")}, {"Value": sub("${Missing}")}, {"Value": "x", "Export": "x"}, "x",
            {"Value": choose("Missing", "a", "b")}, {"Value": {"a": "b"}}, {"Value": 5}, {"Value": "{{resolve:secretsmanager:x}}"}])

    def cycle(self):
        names = sorted(self.resources)
        if len(names) < 2:
            return False
        a, b = self.random.sample(names, 2)
        self.resources[a]["DependsOn"] = b
        self.resources[b]["DependsOn"] = a

    def depends_on(self):
        names = sorted(self.resources)
        if len(names) < 2:
            return False
        a, b = self.random.sample(names, 2)
        self.resources[a]["DependsOn"] = [b]

    def conditional(self):
        self.template.setdefault("Parameters", {})["Switch"] = {"Type": "String", "Default": "a"}
        self.template.setdefault("Conditions", {})["Switched"] = Call("Fn::Equals", [ref("Switch"), "a"])
        self.resource()["Condition"] = "Switched"

    def tags(self):
        c, k, p = self.pick(lambda c, k, p: k == "Tags" and isinstance(c[k], list))
        if c is None:
            resource = self.resource()
            resource.setdefault("Properties", {})
            if not isinstance(resource["Properties"], dict):
                return False
            c, k = resource["Properties"], "Tags"
        c[k] = self.random.choice([[{"Key": "aws:x", "Value": "y"}], [{"Key": "a", "Value": "b"}, {"Key": "a", "Value": "c"}], [{"Value": "x"}],
                                   [{"Key": "x" * 130, "Value": "y"}], [{"Key": "a", "Value": "y" * 300}], {"a": "b"}, [{"Key": "a"}]])

    def policy(self):
        c, k, p = self.pick(lambda c, k, p: k == "Statement" and isinstance(c[k], list))
        if c is None:
            return False
        statement = c[k][0]
        which = self.random.choice(["Effect", "Action", "Resource", "Sid", "Foo", "Version", "Both", "NoEffect", "Condition"])
        if which == "Effect":
            statement["Effect"] = "Permit"
        elif which == "NoEffect":
            statement.pop("Effect", None)
        elif which == "Both":
            statement["NotAction"] = ["s3:*"]
        elif which == "Version":
            c["Version"] = self.random.choice(["2008-10-17", "2012-10-18", "2012-10-7"])
        elif which == "Condition":
            statement["Condition"] = {"StringIs": {"a": "b"}}
        elif which == "Resource":
            statement["Resource"] = "not-an-arn"
        elif which == "Action":
            statement.pop("Action", None)
        elif which == "Sid":
            statement["Sid"] = "a b"
        else:
            statement["Foo"] = "x"

    def practice(self):
        """Properties that some rule advises against."""
        known = {
            "AWS::EC2::Subnet": ("AvailabilityZone", "us-east-1a"), "AWS::RDS::DBInstance": ("MasterUserPassword", "secret"),
            "AWS::Lambda::Function": ("Runtime", self.random.choice(["python3.7", "nodejs16.x", "python2.7", "nodejs99.x"])),
            "AWS::S3::Bucket": ("AccessControl", "Private"), "AWS::EC2::VPC": ("CidrBlock", "10.0.0.1/16"),
            "AWS::ECS::TaskDefinition": ("Cpu", "300"), "AWS::SQS::Queue": ("QueueName", "x.fifo"),
            "AWS::DynamoDB::Table": ("ProvisionedThroughput", {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}),
            "AWS::ElasticLoadBalancingV2::LoadBalancer": ("Subnets", ["subnet-0123456789abcdef0"]), "AWS::CloudWatch::Alarm": ("Period", 45),
            "AWS::EC2::LaunchTemplate": ("LaunchTemplateData", {"InstanceType": "t3.unknown", "ImageId": "ami-1"}),
            "AWS::EC2::SecurityGroup": ("SecurityGroupIngress", [{"IpProtocol": "tcp", "CidrIp": "0.0.0.0/0"}]),
            "AWS::AutoScaling::AutoScalingGroup": ("AvailabilityZones", ["us-east-1a"]),
        }
        found = [r for r in self.resources.values() if r.get("Type") in known and isinstance(r.get("Properties"), dict)]
        if not found:
            return False
        resource = self.random.choice(found)
        key, value = known[resource["Type"]]
        resource["Properties"][key] = value


KINDS = [name for name in vars(Mutator) if not name.startswith("_") and name not in ("pick", "resource", "call", "scalar", "entry", "list")]


def mutate(template, seed):
    random = random_module.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    mutator = Mutator(random, template)
    return None if getattr(mutator, kind)() is False else (kind, mutator.template)


# ---- files

def write(folder, name, template, style):
    suffix, text = {0: ("yaml", lambda: to_yaml(template, True)), 1: ("json", lambda: to_json(template)),
                    2: ("yaml", lambda: to_yaml(template, False))}[style % 3]
    path = folder / f"{name}.{suffix}"
    content = text()
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.write_text(content, encoding="utf-8")
    return path


def build(folder, package, types, per_file, mutants, seed=7):
    """Writes the corpus; gives its files and how many types it has."""
    folder.mkdir(parents=True, exist_ok=True)
    schemas = Schemas(package)
    random = random_module.Random(seed)
    chosen = random.sample(schemas.types(), min(types, len(schemas.types())))
    templates = {name: base() for name, base in BASES.items()}
    for start in range(0, len(chosen), per_file):
        templates[f"made{start // per_file:03}"] = made(schemas, seed + start, chosen[start:start + per_file], 0.5)
    files = [write(folder, name, template, index) for index, (name, template) in enumerate(sorted(templates.items()))]
    names = sorted(templates)
    for number in range(mutants):
        # Half of the mutants are of the written templates, which have what the made ones lack.
        name = random.choice(sorted(BASES)) if number % 2 else random.choice(names)
        mutant = mutate(templates[name], seed * 1000 + number)
        if mutant:
            files.append(write(folder, f"mutant{number:04}-{mutant[0]}-{name}", mutant[1], number))
    return files, len({r["Type"] for t in templates.values() for r in t["Resources"].values()})
