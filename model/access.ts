/** Ways in for people: an SSM bastion without inbound ports, a Client VPN with narrow authorization rules, or both. */
import type { Image, StackConfig } from "../config/schema";
import type { NetworkPlan } from "./network";

export interface SessionDocumentPlan {
  readonly key: "shell" | "tunnel";
  readonly name: string;
  /** Content of an SSM Session document. */
  readonly content: Readonly<Record<string, unknown>>;
}

export interface BastionPlan {
  readonly name: string;
  readonly zoneKey: string;
  readonly instanceType: string;
  readonly image: Image;
  readonly sessionDocuments: readonly SessionDocumentPlan[];
}

export interface ClientVpnPlan {
  readonly name: string;
  readonly clientCidr: string;
  readonly serverCertificateArn: string;
  readonly clientCaCertificateArn: string;
  readonly samlProviderArn?: string;
  readonly dnsServer: string;
  readonly sessionHours: number;
  readonly zoneKeys: readonly string[];
  readonly authorizations: readonly { readonly key: string; readonly cidr: string; readonly description: string; readonly accessGroupId?: string }[];
}

export interface AccessPlan {
  readonly bastion?: BastionPlan;
  readonly clientVpn?: ClientVpnPlan;
}

export declare function planAccess(config: StackConfig, network: NetworkPlan): AccessPlan;
