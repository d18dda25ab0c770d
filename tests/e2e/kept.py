"""What the mock keeps of each type, asked of the services and compared with the template.

Only what a template says as a plain value can be compared with what a service has; what it computes
is checked for being there.
"""

# Types that the mock makes without giving them an id in the stack.
WITHOUT_ID = {"AWS::EC2::SecurityGroupIngress", "AWS::EC2::VPCGatewayAttachment", "AWS::EC2::Route",
              "AWS::EC2::SubnetRouteTableAssociation", "AWS::IAM::Policy", "AWS::ECS::TaskDefinition"}


def plain(value):
    """Whether the template says the value itself."""
    return value is not None and not isinstance(value, (dict, list))


class Asker:
    def __init__(self, checks, aws, name, template, ids, updated):
        self.checks, self.aws, self.name, self.template, self.ids = checks, aws, name, template, ids
        self.updated = updated

    def equal(self, logical_id, what, actual, expected):
        if plain(expected):
            self.checks.equal(f"{self.name}: {logical_id}.{what}", str(actual).lower(), str(expected).lower())

    def that(self, logical_id, what, holds, detail=""):
        self.checks.that(f"{self.name}: {logical_id} {what}", holds, detail)


def vpc(ask, logical_id, physical_id, properties):
    got = ask.aws.client("ec2").describe_vpcs(VpcIds=[physical_id])["Vpcs"][0]
    ask.equal(logical_id, "CidrBlock", got["CidrBlock"], properties.get("CidrBlock"))


def subnet(ask, logical_id, physical_id, properties):
    got = ask.aws.client("ec2").describe_subnets(SubnetIds=[physical_id])["Subnets"][0]
    ask.equal(logical_id, "CidrBlock", got["CidrBlock"], properties.get("CidrBlock"))
    ask.that(logical_id, "lies in a zone", got["AvailabilityZone"].startswith("us-east-1"))


def vpc_endpoint(ask, logical_id, physical_id, properties):
    got = ask.aws.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[physical_id])["VpcEndpoints"][0]
    ask.equal(logical_id, "VpcEndpointType", got["VpcEndpointType"], properties.get("VpcEndpointType"))
    ask.that(logical_id, "names a service", got["ServiceName"].startswith("com.amazonaws.us-east-1."),
             got["ServiceName"])
    if properties.get("VpcEndpointType") == "Interface":
        ask.equal(logical_id, "SubnetIds, how many", len(got["SubnetIds"]), len(properties["SubnetIds"]))


def security_group(ask, logical_id, physical_id, properties):
    got = ask.aws.client("ec2").describe_security_groups(GroupIds=[physical_id])["SecurityGroups"][0]
    ask.equal(logical_id, "GroupDescription", got["Description"], properties.get("GroupDescription"))
    wanted = sorted(str(rule.get("FromPort")) for rule in rules_into(ask.template, logical_id))
    found = [str(rule.get("FromPort")) for rule in got["IpPermissions"]
             for _ in rule["IpRanges"] + rule["UserIdGroupPairs"] + rule.get("PrefixListIds", [])
             + rule.get("Ipv6Ranges", [])]
    ask.that(logical_id, "lets in what the template lets in", wanted == sorted(found), f"  {wanted} {sorted(found)}")


def rules_into(template, group):
    """Ingress rules of `group`: its own, and those that other resources add to it."""
    rules = list(template["Resources"][group].get("Properties", {}).get("SecurityGroupIngress", []))
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::EC2::SecurityGroupIngress" and \
                properties.get("GroupId") in ({"Fn::GetAtt": [group, "GroupId"]}, {"Ref": group}):
            rules.append(properties)
    return rules


def load_balancer(ask, logical_id, physical_id, properties):
    got = ask.aws.client("elbv2").describe_load_balancers(LoadBalancerArns=[physical_id])["LoadBalancers"][0]
    ask.equal(logical_id, "Scheme", got["Scheme"], properties.get("Scheme"))
    ask.equal(logical_id, "Subnets, how many", len(got["AvailabilityZones"]), len(properties.get("Subnets", [])))


def listener(ask, logical_id, physical_id, properties):
    got = ask.aws.client("elbv2").describe_listeners(ListenerArns=[physical_id])["Listeners"][0]
    for what in ("Port", "Protocol", "SslPolicy"):
        ask.equal(logical_id, what, got.get(what), properties.get(what))
    types = [action["Type"] for action in properties["DefaultActions"]]
    ask.that(logical_id, "does by default what the template says",
             [action["Type"] for action in got["DefaultActions"]] == types, got["DefaultActions"])


def listener_rule(ask, logical_id, physical_id, properties):
    got = ask.aws.client("elbv2").describe_rules(RuleArns=[physical_id])["Rules"][0]
    if not ask.updated:  # an update reaches conditions and actions alone
        ask.equal(logical_id, "Priority", got["Priority"], properties.get("Priority"))
    wanted = [values_of(one) for one in properties["Conditions"]]
    ask.that(logical_id, "has its conditions", [values_of(one) for one in got["Conditions"]] == wanted, got["Conditions"])


def values_of(condition):
    return condition.get("Values") or condition.get("PathPatternConfig", {}).get("Values")


def target_group(ask, logical_id, physical_id, properties):
    got = ask.aws.client("elbv2").describe_target_groups(TargetGroupArns=[physical_id])["TargetGroups"][0]
    for what in ("Port", "Protocol", "TargetType", "HealthCheckPath", "HealthCheckIntervalSeconds"):
        ask.equal(logical_id, what, got.get(what), properties.get(what))


def cluster(ask, logical_id, physical_id, _properties):
    got = ask.aws.client("ecs").describe_clusters(clusters=[physical_id])["clusters"]
    ask.that(logical_id, "is an active cluster", [one["status"] for one in got] == ["ACTIVE"], got)


def service(ask, logical_id, physical_id, properties):
    cluster_id = ask.ids[properties["Cluster"]["Ref"]] if isinstance(properties.get("Cluster"), dict) else "default"
    got = ask.aws.client("ecs").describe_services(cluster=cluster_id, services=[physical_id])["services"][0]
    ask.equal(logical_id, "DesiredCount", got["desiredCount"], properties.get("DesiredCount"))
    definition = ask.template["Resources"].get(properties.get("TaskDefinition", {}).get("Ref"))
    if definition and not ask.updated:  # an update leaves the service at its first revision
        containers(ask, logical_id, got["taskDefinition"], definition["Properties"]["ContainerDefinitions"])


def containers(ask, logical_id, task_definition, wanted):
    task = ask.aws.client("ecs").describe_task_definition(taskDefinition=task_definition)["taskDefinition"]
    found = {one["name"]: one for one in task["containerDefinitions"]}
    for container in wanted:
        got = found.get(container["Name"], {})
        ask.that(logical_id, f"runs {container['Name']}", got, task)
        for what, kept in (("User", "user"), ("ReadonlyRootFilesystem", "readonlyRootFilesystem")):
            ask.equal(logical_id, what, got.get(kept), container.get(what))
        variables = {one["name"]: one["value"] for one in got.get("environment", [])}
        for variable in container.get("Environment", []):
            ask.equal(logical_id, variable["Name"], variables.get(variable["Name"]), variable["Value"])


def database(ask, logical_id, physical_id, properties):
    got = ask.aws.client("rds").describe_db_instances(DBInstanceIdentifier=physical_id)["DBInstances"][0]
    for what in ("Engine", "DBInstanceClass", "AllocatedStorage", "StorageEncrypted", "MultiAZ",
                 "BackupRetentionPeriod", "PubliclyAccessible"):
        ask.equal(logical_id, what, got.get(what), properties.get(what))


def role(ask, logical_id, physical_id, properties):
    iam = ask.aws.client("iam")
    got = iam.get_role(RoleName=physical_id)["Role"]["AssumeRolePolicyDocument"]
    ask.that(logical_id, "is assumed by whom the template says",
             got["Statement"] == properties["AssumeRolePolicyDocument"]["Statement"] or "Fn::" in str(properties), got)
    wanted = [policy["PolicyName"] for policy in properties.get("Policies", []) if plain(policy.get("PolicyName"))]
    found = iam.list_role_policies(RoleName=physical_id)["PolicyNames"]
    ask.that(logical_id, "has its inline policies", set(wanted) <= set(found), f"  {wanted} {found}")


def key(ask, logical_id, physical_id, properties):
    # DescribeKey ends in an error 500 for a policy that came as a value and not as text.
    got = ask.aws.client("kms").get_key_rotation_status(KeyId=physical_id)
    ask.equal(logical_id, "EnableKeyRotation", got["KeyRotationEnabled"], properties.get("EnableKeyRotation"))


def repository(ask, logical_id, physical_id, properties):
    got = ask.aws.client("ecr").describe_repositories(repositoryNames=[physical_id])["repositories"][0]
    ask.equal(logical_id, "ImageTagMutability", got["imageTagMutability"], properties.get("ImageTagMutability"))


def log_group(ask, logical_id, physical_id, properties):
    groups = ask.aws.client("logs").describe_log_groups(logGroupNamePrefix=physical_id)["logGroups"]
    got = next((one for one in groups if one["logGroupName"] == physical_id), {})
    ask.equal(logical_id, "RetentionInDays", got.get("retentionInDays"), properties.get("RetentionInDays"))


CHECKS = {
    "AWS::EC2::VPC": vpc, "AWS::EC2::Subnet": subnet, "AWS::EC2::VPCEndpoint": vpc_endpoint,
    "AWS::EC2::SecurityGroup": security_group, "AWS::ElasticLoadBalancingV2::LoadBalancer": load_balancer,
    "AWS::ElasticLoadBalancingV2::Listener": listener, "AWS::ElasticLoadBalancingV2::ListenerRule": listener_rule,
    "AWS::ElasticLoadBalancingV2::TargetGroup": target_group, "AWS::ECS::Cluster": cluster,
    "AWS::ECS::Service": service, "AWS::RDS::DBInstance": database, "AWS::IAM::Role": role, "AWS::KMS::Key": key,
    "AWS::ECR::Repository": repository, "AWS::Logs::LogGroup": log_group,
}


def check(checks, aws, name, template, ids, updated):
    """Asks about each resource of the template that the mock keeps; `updated`: not just made."""
    ask = Asker(checks, aws, name, template, ids, updated)
    for logical_id, resource in template["Resources"].items():
        if resource["Type"] not in CHECKS or not ids.get(logical_id):
            continue
        try:
            CHECKS[resource["Type"]](ask, logical_id, ids[logical_id], resource.get("Properties", {}))
        except Exception as problem:  # one service that does not answer must not hide the others
            ask.that(logical_id, "can be asked about", False, f"  {type(problem).__name__}: {problem}")
