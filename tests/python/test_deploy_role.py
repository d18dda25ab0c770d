"""The roles of deploy_role in examples/complete.tier: enough for what the stack consists of, and for whom."""
import unittest

from common import as_list, compiled, statements

# Types that belong to a service which IAM calls otherwise.
IAM_NAMES = {"applicationautoscaling": "application-autoscaling", "certificatemanager": "acm",
             "elasticloadbalancingv2": "elasticloadbalancing"}


def service_of(resource_type):
    name = resource_type.split("::")[1].lower()
    return IAM_NAMES.get(name, name)


def allowed(role, action):
    return [statement for statement in statements(role) if action in as_list(statement["Action"])]


class TheRoles(unittest.TestCase):
    def setUp(self):
        self.stacks = {name: template["Resources"] for name, template in compiled("examples/complete.tier").items()}

    def test_cloudformation_may_use_the_service_of_each_resource_and_no_other(self):
        for name, resources in self.stacks.items():
            needed = {service_of(one["Type"]) for one in resources.values()} - {"iam"}
            usable = {action[:-2] for statement in statements(resources["DeployRoleExecutionRole"])
                      for action in as_list(statement["Action"]) if action.endswith(":*")}
            with self.subTest(name):
                self.assertLessEqual(needed, usable)
                self.assertLessEqual(usable - needed, {"s3"})  # which complete.tier says for both environments

    def test_cloudformation_may_pass_each_role_to_whom_it_trusts(self):
        for name, resources in self.stacks.items():
            trusted = {service for one in resources.values() if one["Type"] == "AWS::IAM::Role"
                       for statement in one["Properties"]["AssumeRolePolicyDocument"]["Statement"]
                       for service in as_list(statement["Principal"].get("Service", []))}
            passing = allowed(resources["DeployRoleExecutionRole"], "iam:PassRole")[0]
            with self.subTest(name):
                self.assertLessEqual(trusted - {"cloudformation.amazonaws.com"},
                                     set(passing["Condition"]["StringEquals"]["iam:PassedToService"]))

    def test_only_one_branch_or_environment_of_one_repository_is_trusted(self):
        wanted = {"dev": "repo:acme/shop:ref:refs/heads/main", "prod": "repo:acme/shop:environment:production"}
        issuer = "token.actions.githubusercontent.com"
        for name, resources in self.stacks.items():
            trust = resources["DeployRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
            with self.subTest(name):
                self.assertEqual([one["Condition"] for one in trust], [{"StringEquals": {
                    f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": [wanted[name]]}}])

    def test_the_workflow_may_change_nothing_but_images_and_change_sets(self):
        for name, resources in self.stacks.items():
            actions = {action for statement in statements(resources["DeployRole"])
                       for action in as_list(statement["Action"])}
            changing = {action for action in actions
                        if not action.split(":")[1].startswith(("Get", "Describe", "BatchGet", "BatchCheck"))}
            with self.subTest(name):
                self.assertEqual({action.split(":")[0] for action in changing}, {"ecr", "cloudformation", "iam"})
                self.assertEqual({action for action in changing if action.startswith("iam")}, {"iam:PassRole"})
                passed = allowed(resources["DeployRole"], "iam:PassRole")[0]
                self.assertEqual(passed["Resource"], {"Fn::GetAtt": ["DeployRoleExecutionRole", "Arn"]})
