"""Takes every rule out of a security group: the function behind the custom resource of `empty_group`.

`cfnresponse` is a module that Lambda puts beside code that stands in a template.
"""
import boto3
import cfnresponse


def handler(event, context):
    group = event["ResourceProperties"]["GroupId"]
    try:
        if event["RequestType"] != "Delete":  # then there is nothing to bring back
            empty(group)
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {}, group)
    except Exception as problem:  # CloudFormation waits for an answer, whatever happened
        print(f"{group}: {problem!r}")
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, group, reason=str(problem))


def empty(group):
    ec2 = boto3.client("ec2")
    found = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    if found["IpPermissions"]:
        ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=found["IpPermissions"])
    if found["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=found["IpPermissionsEgress"])
