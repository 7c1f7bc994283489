/** The whole plan as one frozen value: plain data computed from configuration, known before anything is created. */
import type { Problem } from "../config/error";
import type { StackConfig } from "../config/schema";
import { type AccessPlan, planAccess } from "./access";
import { type ApiLoadBalancerPlan, planApiLoadBalancers } from "./api-load-balancer";
import { autoscalingRoleSuffix } from "./arns";
import { type AuditPlan, planAudit } from "./audit";
import { type DnsPlan, planDns } from "./dns";
import { type EndpointsPlan, planEndpoints } from "./endpoints";
import { planSecurityGroups, type SecurityGroupPlan } from "./firewall";
import { type HostFirewallDocument, planBootFirewall } from "./host-firewall";
import { type ImageReference, planImages } from "./images";
import { type KeyPlan, planKeys } from "./keys";
import { machineDocuments } from "./machine/documents";
import { likenessOf, type MachinePlan, planMachines } from "./machine/plan";
import { NAMED_SECRETS } from "./machine/redaction";
import { baseTags, PROJECT, physicalName } from "./names";
import { type NetworkPlan, planNetwork } from "./network";
import { type NetworkAclPlan, networkAclProblems, planNetworkAcls } from "./network-acl";
import { type ControlPlanePlan, planControlPlane, planWorkers, type WorkerGroupPlan } from "./nodes";
import { type Flow, planFlows } from "./ports";
import { planRoles, type RolePlan } from "./roles";
import { planSecrets, type SecretsPlan } from "./secrets";
import { planStorage, type StoragePlan } from "./storage";
import { SECRETS_RESERVE, userDataProblems } from "./user-data";

export interface Plan {
  readonly project: string;
  readonly environment: string;
  /** "palisade-<environment>": first part of every physical and console name. */
  readonly prefix: string;
  /** Suffix of the environment's own Auto Scaling service-linked role. */
  readonly autoscalingRoleSuffix: string;
  readonly account: { readonly id: string; readonly region: string; readonly zones: readonly string[] };
  readonly versions: { readonly talos: string; readonly kubernetes: string; readonly schematic: string };
  readonly tags: Readonly<Record<string, string>>;
  readonly network: NetworkPlan;
  readonly dns: DnsPlan;
  readonly flows: readonly Flow[];
  readonly securityGroups: readonly SecurityGroupPlan[];
  readonly networkAcls: readonly NetworkAclPlan[];
  /** Firewall of a control plane that has no machine configuration yet: its user data. */
  readonly bootFirewall: readonly HostFirewallDocument[];
  /** What machine configurations are made of, less their secrets. */
  readonly machines: MachinePlan;
  readonly secrets: SecretsPlan;
  readonly endpoints: EndpointsPlan;
  readonly keys: readonly KeyPlan[];
  readonly roles: readonly RolePlan[];
  readonly storage: StoragePlan;
  readonly audit: AuditPlan;
  readonly controlPlane: ControlPlanePlan;
  readonly workers: readonly WorkerGroupPlan[];
  readonly apiLoadBalancers: readonly ApiLoadBalancerPlan[];
  readonly access: AccessPlan;
  readonly images: readonly ImageReference[];
  /** What rules must know of the configuration to judge resources; registered as outputs of the root component. */
  readonly facts: {
    readonly adminCidrs: readonly string[];
    readonly apiAllowListCidrs: readonly string[];
    readonly disposable: boolean;
  };
}

/** What a valid configuration asks for beyond a limit of AWS, so that it is refused before anything is planned. */
export function planProblems(config: StackConfig): readonly Problem[] {
  const network = planNetwork(config);
  const flows = planFlows(config);
  const acls = networkAclProblems(config, network, flows);
  const { cluster, workers } = planMachines(config, network, flows);
  const likenesses = workers.map(likenessOf);
  return [
    ...acls,
    ...userDataProblems("palisade:controlPlane", planBootFirewall(config, network, flows)),
    // One for each kind of node: the first pool of those that are alike.
    ...workers.flatMap((node, index) =>
      likenesses.indexOf(likenessOf(node)) < index
        ? []
        : userDataProblems(
            `palisade:workers[${index}]`,
            machineDocuments(cluster, node, NAMED_SECRETS),
            SECRETS_RESERVE,
          ),
    ),
  ];
}

/** Computes the plan. Pure: the same configuration gives the same bytes. */
export function buildPlan(config: StackConfig): Plan {
  const network = planNetwork(config);
  const flows = planFlows(config);
  return freeze({
    project: PROJECT,
    environment: config.environment,
    prefix: physicalName(config),
    autoscalingRoleSuffix: autoscalingRoleSuffix(config),
    account: { id: config.account.id, region: config.account.region, zones: config.account.zones },
    versions: {
      talos: config.talos.version,
      kubernetes: config.kubernetes.version,
      schematic: config.talos.schematic,
    },
    tags: baseTags(config),
    network,
    dns: planDns(config),
    flows,
    securityGroups: planSecurityGroups(config, flows),
    networkAcls: planNetworkAcls(config, network, flows),
    bootFirewall: planBootFirewall(config, network, flows),
    machines: planMachines(config, network, flows),
    secrets: planSecrets(config),
    endpoints: planEndpoints(config),
    keys: planKeys(config),
    roles: planRoles(config),
    storage: planStorage(config),
    audit: planAudit(config),
    controlPlane: planControlPlane(config, network),
    workers: planWorkers(config, network),
    apiLoadBalancers: planApiLoadBalancers(config),
    access: planAccess(config, network),
    images: planImages(config),
    facts: {
      adminCidrs: config.access.adminCidrs,
      apiAllowListCidrs: config.access.api.exposure === "allow-list" ? config.access.api.cidrs : [],
      disposable: config.protection.disposable,
    },
  });
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) freeze(child);
  }
  return value;
}
