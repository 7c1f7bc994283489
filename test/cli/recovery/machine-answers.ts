/** Answers about machines and the balancer before them. */
import { arn, type CannedAnswer, id, listed } from "./canned-answer";

const balancing = (rest: string) => arn("elasticloadbalancing", rest);
const BALANCER = balancing("loadbalancer/net/palisade/0123456789abcdef");
const TARGETS = balancing("targetgroup/palisade/0123456789abcdef");
const LISTENER = BALANCER.replace("loadbalancer/", "listener/");
const health = (Id: string, Port: number) => ({ Target: { Id, Port }, TargetHealth: { State: "initial" } });

export const MACHINE_ANSWERS: Readonly<Record<string, CannedAnswer>> = {
  "aws:ec2/instance:Instance": {
    inputs: { tags: { Name: "palisade" } },
    id: id("i"),
    there: { Reservations: [{ Instances: [{ InstanceId: id("i"), State: { Name: "running" } }] }] },
    gone: { Reservations: [] },
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    inputs: { name: "palisade" },
    id: id("lt"),
    ...listed("LaunchTemplates", { LaunchTemplateId: id("lt"), LaunchTemplateName: "palisade" }),
  },
  "aws:autoscaling/group:Group": {
    inputs: { name: "palisade" },
    id: "palisade",
    ...listed("AutoScalingGroups", { AutoScalingGroupName: "palisade", Instances: [] }),
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    inputs: { name: "palisade" },
    id: BALANCER,
    ...listed(
      "LoadBalancers",
      { LoadBalancerName: "palisade", LoadBalancerArn: BALANCER, Type: "network" },
      { LoadBalancerName: "palisade-b", LoadBalancerArn: BALANCER.replace("palisade", "palisade-b") },
    ),
  },
  "aws:lb/targetGroup:TargetGroup": {
    inputs: { name: "palisade" },
    id: TARGETS,
    ...listed(
      "TargetGroups",
      { TargetGroupName: "palisade", TargetGroupArn: TARGETS, Port: 6443 },
      { TargetGroupName: "palisade-b", TargetGroupArn: TARGETS.replace("palisade", "palisade-b"), Port: 6443 },
    ),
  },
  "aws:lb/listener:Listener": {
    inputs: { loadBalancerArn: BALANCER, port: 6443 },
    id: `${LISTENER}/fedcba9876543210`,
    ...listed(
      "Listeners",
      { ListenerArn: `${LISTENER}/fedcba9876543210`, LoadBalancerArn: BALANCER, Port: 6443, Protocol: "TCP" },
      { ListenerArn: `${LISTENER}/0000000000000000`, LoadBalancerArn: BALANCER, Port: 50000, Protocol: "TCP" },
    ),
  },
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": {
    inputs: { targetGroupArn: TARGETS, targetId: "10.0.1.10", port: 6443 },
    id: `${TARGETS},10.0.1.10,6443`,
    ...listed(
      "TargetHealthDescriptions",
      health("10.0.1.10", 6443),
      health("10.0.1.10", 50000),
      health("10.0.1.11", 6443),
    ),
  },
};
