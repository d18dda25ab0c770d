"""Stops and starts what a stack can do without: the function of the template `off_hours`.

EventBridge Scheduler calls it with an action and with what it is for:

    {"action": "stop", "services": ["cluster/service"], "databases": ["id"], "alarms": ["name"]}

A service is stopped by suspending its scaling and asking for no task; the bounds of its scaling stay. There `start`
finds what was stopped and how many tasks it needs, and whatever somebody changed meanwhile holds. Every action may
be repeated: Lambda does so when one fails.
"""
import logging

from boto3 import client

log = logging.getLogger()
log.setLevel(logging.INFO)


def handler(event, _context):
    problems = []
    for act, part in steps(**event):
        try:
            log.info("%s: %s", part, act(part))
        except Exception as problem:  # the other parts must not suffer from it
            problems.append(f"{part}: {problem}")
    if problems:
        raise RuntimeError("; ".join(problems))


def steps(action, services=(), databases=(), alarms=()):
    """What to do, in order: functions, each with what it is for."""
    if action == "stop":
        muting = [(mute, alarms)] if alarms else []
        return muting + [(stop_service, one) for one in services] + [(stop_database, one) for one in databases]
    if action == "start":
        return [(start_database, one) for one in databases] + [(start_service, one) for one in services]
    if action == "unmute":
        return [(unmute, alarms)]
    raise ValueError(f"no such action: {action}")


# Services


def stop_service(name):
    target = scaling_of(name)
    if not target:
        return "has no image yet"
    if not is_suspended(target):
        if tasks_of(name) == 0:
            return "had no task, so it is left alone"
        suspend(name, True)
    set_tasks(name, 0)
    return "stopped"


def start_service(name):
    target = scaling_of(name)
    if not target or not is_suspended(target):
        return "was not stopped from here, so it is left alone"
    set_tasks(name, max(target["MinCapacity"], tasks_of(name)))
    suspend(name, False)
    return "started"


SCALABLE = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}


def scaling_of(name):
    """Its scalable target, or None: it gets one with its first image."""
    found = client("application-autoscaling").describe_scalable_targets(ResourceIds=[f"service/{name}"], **SCALABLE)
    return next(iter(found["ScalableTargets"]), None)


def is_suspended(target):
    state = target.get("SuspendedState") or {}
    return bool(state) and all(state.values())


def suspend(name, suspended):
    """This also lifts the number of tasks to the lower bound, so it comes before a stop and after a start."""
    what = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")
    client("application-autoscaling").register_scalable_target(
        ResourceId=f"service/{name}", SuspendedState={one: suspended for one in what}, **SCALABLE)


def tasks_of(name):
    cluster, service = name.split("/")
    return client("ecs").describe_services(cluster=cluster, services=[service])["services"][0]["desiredCount"]


def set_tasks(name, count):
    cluster, service = name.split("/")
    client("ecs").update_service(cluster=cluster, service=service, desiredCount=count)


# Databases


def stop_database(name):
    if is_stopped(name):
        return "stands still already"
    client("rds").stop_db_instance(DBInstanceIdentifier=name)  # refused while it makes a backup, say
    return "stopped"


def start_database(name):
    if not is_stopped(name):
        return "runs already"
    client("rds").start_db_instance(DBInstanceIdentifier=name)
    return "started"


def is_stopped(name):
    found = client("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    return found["DBInstanceStatus"] in ("stopped", "stopping")


# Alarms


def mute(names):
    client("cloudwatch").disable_alarm_actions(AlarmNames=names)
    return "muted"


def unmute(names):
    """An alarm acts when its state changes: one that rings by now would be silent until it has been well once. Its
    state is set back, and CloudWatch finds it anew."""
    cloudwatch = client("cloudwatch")
    for alarm in cloudwatch.describe_alarms(AlarmNames=names, MaxRecords=100)["MetricAlarms"]:
        if alarm["StateValue"] == "ALARM" and not alarm["ActionsEnabled"]:
            cloudwatch.set_alarm_state(AlarmName=alarm["AlarmName"], StateValue="INSUFFICIENT_DATA",
                                       StateReason="Rang while it was muted")
    cloudwatch.enable_alarm_actions(AlarmNames=names)
    return "heard again"
