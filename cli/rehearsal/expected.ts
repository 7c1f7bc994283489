/**
 * The resources that a change may touch, each as "replace Instance control-plane-a". Written by hand from what AWS and Talos need for the change, with no
 * more of the plan than its zones, pools and addresses: what the program does is compared with it, never copied into it.
 */
import type { Plan } from "../../model/plan";

export type ExpectedChange = `${"create" | "update" | "replace" | "delete"} ${string} ${string}`;

export const groups = (plan: Plan) => plan.workers.map(({ key }) => key);

const identities = (plan: Plan) => plan.controlPlane.nodes.map(({ identity }) => identity);

/** "0.0.0.0/0" as names have it. */
const cidrName = (cidr: string) => cidr.replaceAll(/[./]/g, "-");

export function controlPlanesReplaced(plan: Plan): readonly ExpectedChange[] {
  return identities(plan).map((identity) => `replace Instance control-plane-${identity}` as const);
}

export function controlPlanesUpdated(plan: Plan): readonly ExpectedChange[] {
  return identities(plan).map((identity) => `update Instance control-plane-${identity}` as const);
}

export function loadBalancersUpdated(plan: Plan): readonly ExpectedChange[] {
  return plan.apiLoadBalancers.map(({ key }) => `update LoadBalancer api-load-balancer-${key}` as const);
}

/** Another image or other user data: a new version of each template, and each group refreshes its nodes with it. */
export function workersRefreshed(plan: Plan): readonly ExpectedChange[] {
  return groups(plan).flatMap((key) => [
    `update LaunchTemplate workers-${key}` as const,
    `update Group workers-${key}` as const,
  ]);
}

/** A secret's value is a version: another value is another version, which the node is told of later. */
export function controlPlanesConfigured(plan: Plan): readonly ExpectedChange[] {
  return identities(plan).map((identity) => `replace SecretVersion node-secrets-machine-config-${identity}` as const);
}

export function newGroups(before: Plan, after: Plan): readonly ExpectedChange[] {
  return groups(after)
    .filter((key) => !groups(before).includes(key))
    .flatMap((key) => [`create LaunchTemplate workers-${key}` as const, `create Group workers-${key}` as const]);
}

/** What is made in the zone, what spans all zones and gets one more, and the control planes that move there. */
export function zoneAdded(before: Plan, after: Plan, letter: string): readonly ExpectedChange[] {
  const segments = after.network.segments.map(({ name }) => name);
  const networks = after.network.transitGateway === undefined ? [] : adminNetworks(after);
  const ownTables = ["control-plane", "worker"] as const;
  const internet = after.network.internetGateway ? ["0.0.0.0/0"] : [];
  const moved = after.controlPlane.nodes.filter(
    ({ identity, zoneKey }) =>
      before.controlPlane.nodes.find((node) => node.identity === identity)?.zoneKey !== zoneKey,
  );
  const shared = after.workers.filter(({ key, min, max }) => {
    const former = before.workers.find((group) => group.key === key);
    return former !== undefined && (former.min !== min || former.max !== max);
  });
  return [
    ...segments.flatMap((segment): ExpectedChange[] => [
      `create Subnet network-${segment}-${letter}`,
      `create RouteTableAssociation network-${segment}-${letter}`,
      `update NetworkAcl network-acls-${segment}`,
    ]),
    ...ownTables.flatMap((segment): ExpectedChange[] => [
      `create RouteTable network-${segment}-${letter}`,
      ...[...internet, ...networks].map(
        (cidr): ExpectedChange => `create Route network-${segment}-${letter}-${cidrName(cidr)}`,
      ),
    ]),
    ...after.endpoints.interfaces.map(
      ({ service }): ExpectedChange => `update VpcEndpoint interface-endpoints-${service}`,
    ),
    "update VpcEndpoint network-s3",
    ...(after.network.transitGateway === undefined ? [] : (["update VpcAttachment network-transit"] as const)),
    ...loadBalancersUpdated(after),
    ...newGroups(before, after),
    // A pool's size is shared out over one zone more.
    ...shared.map(({ key }): ExpectedChange => `update Group workers-${key}`),
    ...moved.flatMap(({ identity }): ExpectedChange[] => [
      `replace NetworkInterface control-plane-${identity}`,
      `replace Instance control-plane-${identity}`,
      `replace SecretVersion node-secrets-machine-config-${identity}`,
      ...after.apiLoadBalancers.map(
        ({ key }): ExpectedChange => `replace TargetGroupAttachment api-load-balancer-${key}-${identity}`,
      ),
    ]),
    // Tunnels lead to control planes by address.
    ...(moved.length > 0 && after.access.bastion !== undefined ? (["update Document bastion-tunnel"] as const) : []),
  ];
}

/** That arrive by the transit gateway. */
export function adminNetworks(plan: Plan): readonly string[] {
  const table = plan.network.routeTables.find(({ segment }) => segment === "worker");
  return (table?.routes ?? []).filter(({ target }) => target.kind === "transit-gateway").map(({ cidr }) => cidr);
}

/** Who calls from it reaches 6443 by the load balancer and 50000 of each node: both ways through stateless ACLs, once through groups. */
export function adminNetworkAdded(after: Plan, cidr: string): readonly ExpectedChange[] {
  const name = cidrName(cidr);
  const zones = [...new Set(after.workers.map(({ zoneKey }) => zoneKey))];
  const acl = (segment: string, ports: string): ExpectedChange[] => [
    `create NetworkAclRule network-acls-${segment}-ingress-tcp-${name}-${ports}`,
    `create NetworkAclRule network-acls-${segment}-egress-tcp-${name}-1024-65535`,
  ];
  const rule = (role: string, service: string): ExpectedChange =>
    `create SecurityGroupIngressRule security-groups-${role}-ingress-admin-network-to-${role}-${service}-${name}`;
  return [
    ...acl("control-plane", "6443-50000"),
    ...acl("worker", "50000"),
    ...acl("endpoints", "6443"),
    ...zones.flatMap((zone): ExpectedChange[] => [
      `create Route network-control-plane-${zone}-${name}`,
      `create Route network-worker-${zone}-${name}`,
    ]),
    `create Route network-endpoints-${name}`,
    rule("api-load-balancer", "kubernetes-api"),
    rule("control-plane", "talos-api"),
    rule("worker", "talos-api"),
    ...controlPlanesConfigured(after),
    ...workersRefreshed(after),
  ];
}

/** Between two groups inside the VPC: no ACL, no route. Only the side that is entered has a host firewall for it. */
export function flowAdded(after: Plan): readonly ExpectedChange[] {
  return [
    "create SecurityGroupEgressRule security-groups-control-plane-egress-control-plane-to-worker-metrics",
    "create SecurityGroupIngressRule security-groups-worker-ingress-control-plane-to-worker-metrics",
    ...workersRefreshed(after),
  ];
}

/** The provider gives a network load balancer a subnet more, and makes it anew for one less: the API has another address behind the same name. */
export function loadBalancersReplaced(plan: Plan): readonly ExpectedChange[] {
  return [
    ...plan.apiLoadBalancers.flatMap(({ key }): ExpectedChange[] => [
      `replace LoadBalancer api-load-balancer-${key}`,
      `replace Listener api-load-balancer-${key}`,
    ]),
    "update Record dns-api",
  ];
}

/**
 * `added` backwards: what was made goes, and nothing else happens to it; what was changed or moved for it is so again. `instead`: what happens to a resource in
 * place of what was done to it then.
 */
export function takenAway(
  added: readonly ExpectedChange[],
  instead: readonly ExpectedChange[],
): readonly ExpectedChange[] {
  const subject = (change: ExpectedChange) => change.slice(change.indexOf(" ") + 1);
  const gone = added.filter((change) => change.startsWith("create ")).map(subject);
  const other = new Set([...gone, ...instead.map(subject)]);
  return [
    ...instead,
    ...new Set(gone.map((name) => `delete ${name}` as ExpectedChange)),
    ...new Set(added.filter((change) => !other.has(subject(change)))),
  ];
}

export function retentionChanged(after: Plan): readonly ExpectedChange[] {
  const groupsOfLogs = ["flow-logs", "sessions", "client-vpn", "trail"].filter((key) =>
    after.audit.logGroups.some((group) => group.key === key),
  );
  const own = after.storage.buckets.some(({ key }) => key === "audit");
  return [
    ...groupsOfLogs.map((key): ExpectedChange => `update LogGroup log-groups-${key}`),
    ...(own
      ? ([
          "update BucketLifecycleConfiguration storage-audit",
          "update BucketObjectLockConfiguration storage-audit",
        ] as const)
      : []),
  ];
}

/** Nothing is replaced for it: what keeps resources from deletion is a setting of each. */
export function protectionLifted(before: Plan, after: Plan): readonly ExpectedChange[] {
  const locked = before.controlPlane.terminationProtection;
  const buckets = [
    ...after.storage.buckets.map(({ key }) => `storage-${key}`),
    ...after.storage.replicas.map(({ region }) => `storage-replica-${region}`),
  ];
  const secrets = ["bundle", ...identities(after).map((identity) => `machine-config-${identity}`)];
  return [
    ...(locked ? [...controlPlanesUpdated(after), ...loadBalancersUpdated(after)] : []),
    ...buckets.flatMap((name): ExpectedChange[] => [`update Bucket ${name}`, `update BucketPolicy ${name}`]),
    ...secrets.map((name): ExpectedChange => `update Secret node-secrets-${name}`),
  ];
}
