/** Load balancers and worker groups. */
import type { StackConfig } from "../../config/schema";
import { arn, physicalName } from "../names";
import { calledIn, type Grant, granting, keepsTag, made, own, staysOwn } from "./grant";

const nodes = granting("nodes");

export function nodeGrants(config: StackConfig): readonly Grant[] {
  return [...balancerGrants(config), ...workerGroupGrants(config)];
}

function balancerGrants(config: StackConfig): readonly Grant[] {
  const prefix = physicalName(config, "*");
  const elb = (resource: string) => arn(config, "elasticloadbalancing", resource);
  const balancers = elb(`loadbalancer/net/${prefix}`);
  const targets = elb(`targetgroup/${prefix}`);
  const listeners = elb(`listener/net/${prefix}`);
  const all = [balancers, targets, listeners];
  const service = "elasticloadbalancing";
  return [
    nodes(
      "BalancerReads",
      service,
      "DescribeCapacityReservation DescribeListenerAttributes DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth",
      "*",
      calledIn([config.account.region]),
    ),
    nodes("BalancerMake", service, "CreateLoadBalancer CreateTargetGroup", [balancers, targets], made(config)),
    nodes("BalancerTagMade", service, "AddTags", all, {
      ...made(config, {
        "elasticloadbalancing:CreateAction": ["CreateLoadBalancer", "CreateTargetGroup", "CreateListener"],
      }),
    }),
    nodes(
      "BalancerOwn",
      service,
      "CreateListener DeleteListener DeleteLoadBalancer DeleteTargetGroup DeregisterTargets ModifyListener ModifyListenerAttributes ModifyLoadBalancerAttributes ModifyTargetGroup ModifyTargetGroupAttributes RegisterTargets SetSecurityGroups SetSubnets",
      all,
      own(config),
    ),
    nodes("BalancerTagOwn", service, "AddTags", all, staysOwn(config)),
    nodes("BalancerUntag", service, "RemoveTags", all, keepsTag(own(config))),
  ];
}

function workerGroupGrants(config: StackConfig): readonly Grant[] {
  const groups = arn(config, "autoscaling", `autoScalingGroup:*:autoScalingGroupName/${physicalName(config, "*")}`);
  return [
    nodes(
      "GroupReads",
      "autoscaling",
      "DescribeAutoScalingGroups DescribeInstanceRefreshes DescribeScalingActivities",
      "*",
      calledIn([config.account.region]),
    ),
    nodes("GroupMake", "autoscaling", "CreateAutoScalingGroup", groups, made(config)),
    // The name of another environment may begin as this one's does: its groups have their tag.
    nodes("GroupTagMade", "autoscaling", "CreateOrUpdateTags", groups, {
      ...made(config),
      StringEqualsIfExists: own(config)["StringEquals"] ?? {},
    }),
    nodes(
      "GroupOwn",
      "autoscaling",
      "CancelInstanceRefresh DeleteAutoScalingGroup ResumeProcesses StartInstanceRefresh SuspendProcesses UpdateAutoScalingGroup",
      groups,
      own(config),
    ),
    nodes("GroupTagOwn", "autoscaling", "CreateOrUpdateTags", groups, staysOwn(config)),
    nodes("GroupUntag", "autoscaling", "DeleteTags", groups, keepsTag(own(config))),
  ];
}
