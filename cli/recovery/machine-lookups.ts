/** What an interrupted creation left of machines and of the balancer before them. */
import type { PropertyMap } from "../../sandbox/deployment";
import { ask, column, describe, equal, ifAny, type Lookup, needed, same } from "./lookup";

const attachmentId = (inputs: PropertyMap) =>
  ["targetGroupArn", "targetId", "port"].map((name) => needed(inputs, name)).join(",");

export const MACHINE_LOOKUPS: Readonly<Record<string, Lookup>> = {
  // An instance keeps its name for about an hour after its end.
  "aws:ec2/instance:Instance": describe(
    "describe-instances",
    { list: "Reservations[].Instances", id: "InstanceId" },
    { "tag:Name": "tags.Name", "instance-state-name": "=pending,running,stopping,stopped" },
    { identity: ["tags.Name"] },
  ),
  "aws:ec2/launchTemplate:LaunchTemplate": describe(
    "describe-launch-templates",
    { list: "LaunchTemplates", id: "LaunchTemplateId" },
    { "launch-template-name": "name" },
    { identity: ["name"] },
  ),
  "aws:autoscaling/group:Group": ask({ identity: ["name"], id: (inputs) => needed(inputs, "name") }, (inputs) => ({
    operation: ["autoscaling", "describe-auto-scaling-groups", "--auto-scaling-group-names", needed(inputs, "name")],
    query: column("AutoScalingGroups", "AutoScalingGroupName"),
  })),
  "aws:lb/loadBalancer:LoadBalancer": ask({ identity: ["name"] }, (inputs) => ({
    operation: ["elbv2", "describe-load-balancers"],
    query: column("LoadBalancers", "LoadBalancerArn", equal("LoadBalancerName", needed(inputs, "name"))),
  })),
  "aws:lb/targetGroup:TargetGroup": ask({ identity: ["name"] }, (inputs) => ({
    operation: ["elbv2", "describe-target-groups"],
    query: column("TargetGroups", "TargetGroupArn", equal("TargetGroupName", needed(inputs, "name"))),
  })),
  "aws:lb/listener:Listener": ask({ identity: ["loadBalancerArn", "port"] }, (inputs) => ({
    operation: ["elbv2", "describe-listeners", "--load-balancer-arn", needed(inputs, "loadBalancerArn")],
    query: column("Listeners", "ListenerArn", same("Port", needed(inputs, "port"))),
  })),
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": ask(
    { identity: ["targetGroupArn", "targetId", "port"], id: attachmentId },
    (inputs) => ({
      operation: ["elbv2", "describe-target-health", "--target-group-arn", needed(inputs, "targetGroupArn")],
      query: ifAny(
        "TargetHealthDescriptions",
        attachmentId(inputs),
        equal("Target.Id", needed(inputs, "targetId")),
        same("Target.Port", needed(inputs, "port")),
      ),
    }),
  ),
};
