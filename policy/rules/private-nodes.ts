import { type Check, fail, inconclusive, judged, type StackRule } from "../rule";
import { INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE } from "../view/instances";
import { leadsToInternet, SUBNET_TYPES } from "../view/routes";
import type { ResourceView, StackView } from "../view/stack";
import { at, elements, flag, isHidden } from "../view/value";

const GROUP = "aws:autoscaling/group:Group";
const INTERFACE = "aws:ec2/networkInterface:NetworkInterface";
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
    ...stack.ofType(INSTANCE).flatMap((instance) => judged(instance.urn, checkInstance(stack, instance))),
    ...stack.ofType(GROUP).flatMap((group) => judged(group.urn, checkSubnets(stack, group, ["vpcZoneIdentifiers"]))),
    ...stack
      .ofType(LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION)
      .flatMap((template) => judged(template.urn, checkTemplate(stack, template))),
  ],
};

function checkInstance(stack: StackView, instance: ResourceView): readonly Check[] {
  const attached = INTERFACE_PATHS.flatMap((path) => stack.refer(instance, path, INTERFACE).resources);
  // With an interface of its own the instance takes subnet and address from there.
  const placed: readonly (readonly [ResourceView, readonly string[]])[] =
    attached.length > 0 ? attached.map((item) => [item, ["subnetId"]]) : [[instance, ["subnetId"]]];
  return [
    checkAddress(at(instance.props, "associatePublicIpAddress"), "associatePublicIpAddress"),
    ...placed.flatMap(([resource, path]) => checkSubnets(stack, resource, path)),
    ...elasticAddresses(stack, instance, attached),
  ];
}

const INTERFACE_PATHS = [
  ["primaryNetworkInterface", "networkInterfaceId"],
  ["networkInterfaces", 0, "networkInterfaceId"],
] as const;

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
      ...["instance", "instanceId"].flatMap((property) => stack.refer(address, [property], INSTANCE).resources),
      ...["networkInterface", "networkInterfaceId"].flatMap(
        (property) => stack.refer(address, [property], INTERFACE).resources,
      ),
    ];
    const reached = targets.some((target) => target === instance || interfaces.includes(target));
    return reached ? [fail(`elastic address ${address.name} gives it a public address`)] : [];
  });
}
