import { type Check, fail, inconclusive, judged, type StackRule } from "../rule";
import { INSTANCE_TYPES, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE } from "../view/instances";
import { leadsToInternet, SUBNET_TYPES } from "../view/routes";
import type { ResourceView, StackView } from "../view/stack";
import { at, elements, flag, isHidden } from "../view/value";

const GROUP = "aws:autoscaling/group:Group";
const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
const INTERFACE_ATTACHMENT = "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment";
const ADDRESS_TYPES = ["aws:ec2/eip:Eip", "aws:ec2/eipAssociation:EipAssociation"] as const;

export const privateNodes: StackRule = {
  id: "INF-01",
  name: "nodes-must-be-in-private-subnets",
  statement: "Instances are in private subnets only, and nothing gives them a public address",
  severity: "critical",
  level: "mandatory",
  references: ["AWS FSBP EC2.9", "AWS FSBP EC2.15", "AWS FSBP EC2.25", "AWS FSBP AutoScaling.5"],
  remediation:
    "Use subnets without a route to an internet gateway and without public addresses at launch, and give no instance a public address.",
  scope: "stack",
  judge: (stack) => [
    ...stack.ofType(...INSTANCE_TYPES).flatMap((instance) => judged(instance.urn, checkInstance(stack, instance))),
    ...stack.ofType(GROUP).flatMap((group) => judged(group.urn, checkSubnets(stack, group, ["vpcZoneIdentifiers"]))),
    ...stack
      .ofType(LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION)
      .flatMap((template) => judged(template.urn, checkTemplate(stack, template))),
  ],
};

function checkInstance(stack: StackView, instance: ResourceView): readonly Check[] {
  const own = ownInterfaces(stack, instance);
  const interfaces = [...new Set([...own, ...attachedInterfaces(stack, instance)])];
  return [
    checkAddress(at(instance.props, "associatePublicIpAddress"), "associatePublicIpAddress"),
    // With an interface of its own the instance takes subnet and address from there.
    ...(own.length === 0 ? checkSubnets(stack, instance, ["subnetId"]) : []),
    ...interfaces.flatMap((item) => checkSubnets(stack, item, ["subnetId"])),
    ...elasticAddresses(stack, instance, interfaces),
  ];
}

function ownInterfaces(stack: StackView, instance: ResourceView): readonly ResourceView[] {
  const listed = elements(at(instance.props, "networkInterfaces"));
  const paths = [
    ["primaryNetworkInterface"],
    ...(isHidden(listed) ? [["networkInterfaces"]] : listed.map((_, index) => ["networkInterfaces", index])),
  ];
  return paths.flatMap((path) => stack.refer(instance, [...path, "networkInterfaceId"], INTERFACE).resources);
}

/** Interfaces that are attached by a resource beside the instance. */
function attachedInterfaces(stack: StackView, instance: ResourceView): readonly ResourceView[] {
  const to = (from: ResourceView, path: readonly (string | number)[]) =>
    stack.refer(from, path, ...INSTANCE_TYPES).resources.includes(instance);
  return [
    ...stack
      .ofType(INTERFACE_ATTACHMENT)
      .filter((attachment) => to(attachment, ["instanceId"]))
      .flatMap((attachment) => stack.refer(attachment, ["networkInterfaceId"], INTERFACE).resources),
    ...stack.ofType(INTERFACE).filter((item) => {
      const attachments = elements(at(item.props, "attachments"));
      return isHidden(attachments)
        ? to(item, ["attachments"])
        : attachments.some((_, index) => to(item, ["attachments", index, "instance"]));
    }),
  ];
}

function checkTemplate(stack: StackView, template: ResourceView): readonly Check[] {
  const interfaces = elements(at(template.props, "networkInterfaces"));
  if (isHidden(interfaces)) return [inconclusive("its network interfaces are not known")];
  return [
    checkAddress(at(template.props, "associatePublicIpAddress"), "associatePublicIpAddress"),
    ...interfaces.flatMap((item, index) => [
      checkAddress(at(item, "associatePublicIpAddress"), `networkInterfaces.${index}.associatePublicIpAddress`),
      ...(at(item, "subnetId") === undefined
        ? []
        : checkSubnets(stack, template, ["networkInterfaces", index, "subnetId"])),
    ]),
  ];
}

/** Absent: the subnet decides, which is judged for itself. */
function checkAddress(value: ReturnType<typeof at>, label: string): Check {
  const given = flag(value);
  if (isHidden(given)) return inconclusive(`${label} is not known`);
  return given === true ? fail(`${label} must be false`) : { outcome: "pass", message: "" };
}

function checkSubnets(stack: StackView, from: ResourceView, path: readonly (string | number)[]): readonly Check[] {
  const { resources, external, unknown } = stack.refer(from, path, ...SUBNET_TYPES);
  const label = path.join(".");
  if (resources.length === 0 && !external && !unknown) {
    return [inconclusive(`${label} names no subnet, so AWS chooses one, which may be public`)];
  }
  return [
    ...(external ? [inconclusive(`${label} names a subnet that is not in the stack`)] : []),
    ...(unknown ? [inconclusive(`${label} is not known`)] : []),
    ...resources.flatMap((subnet) => checkSubnet(stack, subnet)),
  ];
}

function checkSubnet(stack: StackView, subnet: ResourceView): readonly Check[] {
  const assigned = flag(at(subnet.props, "mapPublicIpOnLaunch"));
  const internet = leadsToInternet(stack, subnet);
  return [
    ...(isHidden(assigned) ? [inconclusive(`subnet ${subnet.name}: mapPublicIpOnLaunch is not known`)] : []),
    ...(assigned === true ? [fail(`subnet ${subnet.name} gives public addresses at launch`)] : []),
    ...(internet === true ? [fail(`subnet ${subnet.name} has a route to an internet gateway`)] : []),
    ...(internet === undefined ? [inconclusive(`the stack does not tell the routes of subnet ${subnet.name}`)] : []),
  ];
}

function elasticAddresses(
  stack: StackView,
  instance: ResourceView,
  interfaces: readonly ResourceView[],
): readonly Check[] {
  return stack.ofType(...ADDRESS_TYPES).flatMap((address) => {
    const targets = [
      ...["instance", "instanceId"].map((property) => stack.refer(address, [property], ...INSTANCE_TYPES)),
      ...["networkInterface", "networkInterfaceId"].map((property) => stack.refer(address, [property], INTERFACE)),
    ];
    if (targets.some(({ unknown }) => unknown)) {
      return [inconclusive(`it is not known what elastic address ${address.name} is given to`)];
    }
    const reached = targets.some(({ resources }) =>
      resources.some((target) => target === instance || interfaces.includes(target)),
    );
    return reached ? [fail(`elastic address ${address.name} gives it a public address`)] : [];
  });
}
