"""The function of off_hours, on services, databases and alarms of a mock of AWS in this process."""
import logging
import unittest

import boto3
from moto import mock_aws

from common import load

off_hours = load("off_hours")
logging.disable(logging.CRITICAL)

SERVICE, DATABASE, ALARMS = "shop/api", "shop-db", ["shop-api-cpu", "shop-db-cpu"]
EVERYTHING = {"services": [SERVICE], "databases": [DATABASE], "alarms": ALARMS}


def make_service(tasks=2, bounds=(2, 6)):
    ecs = boto3.client("ecs")
    ecs.create_cluster(clusterName="shop")
    ecs.register_task_definition(family="api", containerDefinitions=[{"name": "api", "image": "api", "memory": 64}])
    ecs.create_service(cluster="shop", serviceName="api", taskDefinition="api", desiredCount=tasks)
    if bounds:
        set_bounds(*bounds)


def set_bounds(low, high):
    boto3.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs", ResourceId=f"service/{SERVICE}", ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=low, MaxCapacity=high)


def make_database():
    boto3.client("rds").create_db_instance(DBInstanceIdentifier=DATABASE, DBInstanceClass="db.t4g.micro",
                                           Engine="postgres", MasterUsername="owner", MasterUserPassword="unimportant",
                                           AllocatedStorage=20)


def make_alarms():
    for name in ALARMS:
        boto3.client("cloudwatch").put_metric_alarm(
            AlarmName=name, Namespace="AWS/ECS", MetricName="CPUUtilization", Statistic="Average", Period=60,
            EvaluationPeriods=1, Threshold=80, ComparisonOperator="GreaterThanThreshold", ActionsEnabled=True)


def tasks():
    return boto3.client("ecs").describe_services(cluster="shop", services=["api"])["services"][0]["desiredCount"]


def scaling():
    found = boto3.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")
    return found["ScalableTargets"][0]


def database():
    found = boto3.client("rds").describe_db_instances(DBInstanceIdentifier=DATABASE)
    return found["DBInstances"][0]["DBInstanceStatus"]


def alarms():
    """Of each alarm, whether it can be heard, and its state."""
    found = boto3.client("cloudwatch").describe_alarms(AlarmNames=ALARMS)["MetricAlarms"]
    return {alarm["AlarmName"]: (alarm["ActionsEnabled"], alarm["StateValue"]) for alarm in found}


def ring(name):
    boto3.client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")


def do(action, **parts):
    off_hours.handler({"action": action, **parts}, None)


def stop():
    do("stop", **EVERYTHING)


def start():
    do("start", services=[SERVICE], databases=[DATABASE])


@mock_aws
class AService(unittest.TestCase):
    def test_has_no_task_while_it_is_stopped_and_its_least_number_afterwards(self):
        make_service(tasks=4)
        do("stop", services=[SERVICE])
        self.assertEqual(tasks(), 0)
        do("start", services=[SERVICE])
        self.assertEqual(tasks(), 2)

    def test_does_not_scale_while_it_is_stopped(self):
        make_service()
        do("stop", services=[SERVICE])
        self.assertEqual(set(scaling()["SuspendedState"].values()), {True})
        do("start", services=[SERVICE])
        self.assertEqual(set(scaling()["SuspendedState"].values()), {False})

    def test_keeps_the_bounds_of_its_scaling(self):
        make_service()
        do("stop", services=[SERVICE])
        self.assertEqual((scaling()["MinCapacity"], scaling()["MaxCapacity"]), (2, 6))

    def test_comes_back_within_bounds_that_somebody_set_meanwhile(self):
        make_service()
        do("stop", services=[SERVICE])
        set_bounds(3, 9)
        do("start", services=[SERVICE])
        self.assertEqual((tasks(), scaling()["MaxCapacity"]), (3, 9))

    def test_keeps_tasks_that_somebody_started_meanwhile(self):
        make_service()
        do("stop", services=[SERVICE])
        boto3.client("ecs").update_service(cluster="shop", service="api", desiredCount=5)
        do("start", services=[SERVICE])
        self.assertEqual(tasks(), 5)

    def test_that_somebody_had_stopped_is_not_started(self):
        make_service(tasks=0)
        do("stop", services=[SERVICE])
        do("start", services=[SERVICE])
        self.assertEqual(tasks(), 0)
        self.assertFalse(off_hours.is_suspended(scaling()))

    def test_without_an_image_is_left_alone(self):
        make_service(tasks=0, bounds=None)
        do("stop", services=[SERVICE])
        do("start", services=[SERVICE])
        self.assertEqual(tasks(), 0)

    def test_whose_stop_broke_off_is_stopped_the_next_time(self):
        make_service()
        off_hours.suspend(SERVICE, True)
        do("stop", services=[SERVICE])
        self.assertEqual(tasks(), 0)
        do("start", services=[SERVICE])
        self.assertEqual(tasks(), 2)


@mock_aws
class ADatabase(unittest.TestCase):
    def setUp(self):
        make_database()

    def test_is_stopped_and_started(self):
        do("stop", databases=[DATABASE])
        self.assertEqual(database(), "stopped")
        do("start", databases=[DATABASE])
        self.assertEqual(database(), "available")

    def test_may_be_stopped_already_and_run_already(self):
        for action, status in [("start", "available"), ("stop", "stopped"), ("stop", "stopped"),
                               ("start", "available")]:
            do(action, databases=[DATABASE])
            self.assertEqual(database(), status)

    def test_that_cannot_be_stopped_just_now_is_a_failure(self):
        set_status("backing-up")
        with self.assertRaisesRegex(RuntimeError, DATABASE):
            do("stop", databases=[DATABASE])

    def test_that_makes_a_backup_runs(self):
        set_status("backing-up")
        do("start", databases=[DATABASE])


def set_status(status):
    from moto.core import DEFAULT_ACCOUNT_ID
    from moto.rds import rds_backends
    rds_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].databases[DATABASE].status = status


@mock_aws
class Alarms(unittest.TestCase):
    def setUp(self):
        make_alarms()

    def test_are_muted_by_a_stop_and_heard_again_after_the_start(self):
        do("stop", alarms=ALARMS)
        self.assertEqual({heard for heard, _ in alarms().values()}, {False})
        do("start")
        self.assertEqual({heard for heard, _ in alarms().values()}, {False})
        do("unmute", alarms=ALARMS)
        self.assertEqual({heard for heard, _ in alarms().values()}, {True})

    def test_that_still_ring_then_are_looked_at_anew(self):
        do("stop", alarms=ALARMS)
        ring(ALARMS[0])
        boto3.client("cloudwatch").set_alarm_state(AlarmName=ALARMS[1], StateValue="OK", StateReason="a test")
        do("unmute", alarms=ALARMS)
        self.assertEqual(alarms(), {ALARMS[0]: (True, "INSUFFICIENT_DATA"), ALARMS[1]: (True, "OK")})

    def test_that_were_heard_all_the_time_keep_their_state(self):
        ring(ALARMS[0])
        do("unmute", alarms=ALARMS)
        self.assertEqual(alarms()[ALARMS[0]], (True, "ALARM"))


@mock_aws
class Everything(unittest.TestCase):
    def setUp(self):
        make_service()
        make_database()
        make_alarms()

    def state(self):
        return tasks(), database(), {heard for heard, _ in alarms().values()}

    def test_stops_and_starts_and_each_may_be_repeated(self):
        for _ in range(2):
            stop()
            self.assertEqual(self.state(), (0, "stopped", {False}))
        for _ in range(2):
            start()
            do("unmute", alarms=ALARMS)
            self.assertEqual(self.state(), (2, "available", {True}))

    def test_is_stopped_although_one_part_is_not_there(self):
        with self.assertRaisesRegex(RuntimeError, "gone"):
            do("stop", services=["shop/gone", SERVICE], databases=["gone", DATABASE], alarms=ALARMS)
        self.assertEqual(self.state(), (0, "stopped", {False}))

    def test_wants_an_action_that_there_is(self):
        with self.assertRaisesRegex(ValueError, "sleep"):
            do("sleep", **EVERYTHING)
        self.assertEqual(self.state(), (2, "available", {True}))

    def test_alarms_are_muted_before_anything_stops(self):
        acts = [act.__name__ for act, _ in off_hours.steps("stop", **EVERYTHING)]
        self.assertEqual(acts, ["mute", "stop_service", "stop_database"])

    def test_databases_start_before_services(self):
        acts = [act.__name__ for act, _ in off_hours.steps("start", services=[SERVICE], databases=[DATABASE])]
        self.assertEqual(acts, ["start_database", "start_service"])
