/** Ways in for people: an SSM bastion without inbound ports, a Client VPN with narrow authorization rules, or both. */
import type { Image, StackConfig } from "../config/schema";
import { physicalName } from "./names";
import { type NetworkPlan, segmentOf } from "./network";
import { planSessionDocuments, type SessionDocumentPlan } from "./session-documents";

export type { SessionDocumentPlan } from "./session-documents";

export interface BastionPlan {
  readonly name: string;
  /** Zone of its management subnet: the first one of the environment. */
  readonly zoneKey: string;
  readonly instanceType: string;
  readonly image: Image;
  readonly sessionDocuments: readonly SessionDocumentPlan[];
}

export interface ClientVpnAuthorizationPlan {
  /** Stable key for logical names. */
  readonly key: string;
  readonly cidr: string;
  readonly description: string;
  /** Group of the SAML provider; absent: every client with a certificate. */
  readonly accessGroupId?: string;
}

export interface ClientVpnPlan {
  readonly name: string;
  readonly clientCidr: string;
  readonly serverCertificateArn: string;
  readonly clientCaCertificateArn: string;
  readonly samlProviderArn?: string;
  /** The VPC resolver: the only one that knows the private zone. */
  readonly dnsServer: string;
  readonly sessionHours: number;
  /** Zones whose management subnet the endpoint is associated with. */
  readonly zoneKeys: readonly string[];
  readonly authorizations: readonly ClientVpnAuthorizationPlan[];
}

export interface AccessPlan {
  readonly bastion?: BastionPlan;
  readonly clientVpn?: ClientVpnPlan;
}

export function planAccess(config: StackConfig, network: NetworkPlan): AccessPlan {
  const bastion = planBastion(config, network);
  const clientVpn = planClientVpn(config, network);
  return {
    ...(bastion === undefined ? {} : { bastion }),
    ...(clientVpn === undefined ? {} : { clientVpn }),
  };
}

function planBastion(config: StackConfig, network: NetworkPlan): BastionPlan | undefined {
  const { bastion } = config.access;
  if (bastion === undefined) return undefined;
  const [subnet] = segmentOf(network, "management").subnets;
  if (subnet === undefined) throw new Error("account.zones is empty");
  return {
    name: physicalName(config, "bastion"),
    zoneKey: subnet.zoneKey,
    instanceType: bastion.instanceType,
    image: bastion.image,
    sessionDocuments: planSessionDocuments(config, network),
  };
}

function planClientVpn(config: StackConfig, network: NetworkPlan): ClientVpnPlan | undefined {
  const { clientVpn } = config.access;
  if (clientVpn === undefined) return undefined;
  return {
    name: physicalName(config, "client-vpn"),
    clientCidr: clientVpn.clientCidr,
    serverCertificateArn: clientVpn.serverCertificateArn,
    clientCaCertificateArn: clientVpn.clientCaCertificateArn,
    ...(clientVpn.samlProviderArn === undefined ? {} : { samlProviderArn: clientVpn.samlProviderArn }),
    dnsServer: network.resolver,
    sessionHours: clientVpn.sessionHours,
    zoneKeys: segmentOf(network, "management").subnets.map(({ zoneKey }) => zoneKey),
    authorizations: planAuthorizations(network, clientVpn.accessGroupId),
  };
}

/** What an administrator reaches by the port matrix, and names. Never the VPC as a whole, never everything. */
function planAuthorizations(
  network: NetworkPlan,
  accessGroupId: string | undefined,
): readonly ClientVpnAuthorizationPlan[] {
  const cidrOf = (name: "endpoints" | "control-plane" | "worker") => segmentOf(network, name).cidr;
  const group = accessGroupId === undefined ? {} : { accessGroupId };
  return [
    {
      key: "endpoints",
      cidr: cidrOf("endpoints"),
      description: "Kubernetes API at the internal load balancer",
      ...group,
    },
    { key: "control-plane", cidr: cidrOf("control-plane"), description: "Talos API of control planes", ...group },
    { key: "worker", cidr: cidrOf("worker"), description: "Talos API of workers", ...group },
    { key: "resolver", cidr: `${network.resolver}/32`, description: "VPC resolver: name of the API", ...group },
  ];
}
