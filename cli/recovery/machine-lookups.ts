/** What an interrupted creation left of machines and of the balancer before them. */
import type { PropertyMap } from "../../sandbox/deployment";
import { column, describe, equal, ifAny, type Lookup, needed, request, same } from "./lookup";

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
  "aws:autoscaling/group:Group": {
    identity: ["name"],
    id: (inputs) => needed(inputs, "name"),
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["autoscaling", "describe-auto-scaling-groups", "--auto-scaling-group-names", needed(inputs, "name")],
        column("AutoScalingGroups", "AutoScalingGroupName"),
      ),
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    identity: ["name"],
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["elbv2", "describe-load-balancers"],
        column("LoadBalancers", "LoadBalancerArn", equal("LoadBalancerName", needed(inputs, "name"))),
      ),
  },
  "aws:lb/targetGroup:TargetGroup": {
    identity: ["name"],
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["elbv2", "describe-target-groups"],
        column("TargetGroups", "TargetGroupArn", equal("TargetGroupName", needed(inputs, "name"))),
      ),
  },
  "aws:lb/listener:Listener": {
    identity: ["loadBalancerArn", "port"],
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["elbv2", "describe-listeners", "--load-balancer-arn", needed(inputs, "loadBalancerArn")],
        column("Listeners", "ListenerArn", same("Port", needed(inputs, "port"))),
      ),
  },
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": {
    identity: ["targetGroupArn", "targetId", "port"],
    id: attachmentId,
    command: (inputs, place) =>
      request(
        place,
        inputs,
        ["elbv2", "describe-target-health", "--target-group-arn", needed(inputs, "targetGroupArn")],
        ifAny(
          "TargetHealthDescriptions",
          attachmentId(inputs),
          equal("Target.Id", needed(inputs, "targetId")),
          same("Target.Port", needed(inputs, "port")),
        ),
      ),
  },
};
