/** Control planes with fixed identities and addresses; worker groups, one per pool and zone. */
import type { Image, StackConfig, Volume } from "../config/schema";
import type { NetworkPlan } from "./network";

export interface ControlPlaneNodePlan {
  /** "a", "b", "c", ...: fixed for life. */
  readonly identity: string;
  readonly name: string;
  readonly zone: string;
  readonly zoneKey: string;
  readonly address: string;
}

export interface ControlPlanePlan {
  readonly nodes: readonly ControlPlaneNodePlan[];
  readonly instanceType: string;
  readonly image: Image;
  readonly architecture: "amd64" | "arm64";
  readonly volume: Volume;
  readonly terminationProtection: boolean;
}

export interface WorkerGroupPlan {
  /** "<pool>-<zoneKey>": stable key for logical names. */
  readonly key: string;
  readonly pool: string;
  readonly name: string;
  readonly zone: string;
  readonly zoneKey: string;
  readonly instanceType: string;
  readonly image: Image;
  readonly architecture: "amd64" | "arm64";
  readonly volume: Volume;
  readonly min: number;
  readonly size: number;
  readonly max: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
}

export declare function planControlPlane(config: StackConfig, network: NetworkPlan): ControlPlanePlan;
export declare function planWorkers(config: StackConfig, network: NetworkPlan): readonly WorkerGroupPlan[];
