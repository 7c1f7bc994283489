/** Forms of a change to a hardened machine configuration, in either contract. */
import { type Change, CONTRACTS, type Contract, type Role } from "../machine-config-fixture";

export interface MachineConfigMutation {
  /** Name of the rule. */
  readonly rule: string;
  readonly contract: Contract;
  readonly role: Role;
  readonly change: string;
  readonly changes: readonly Change[];
  /** Messages, without the name of the configuration. */
  readonly findings: readonly string[];
}

export type Component = "apiServer" | "controllerManager" | "scheduler" | "kubelet" | "etcd";

const PLACES: Readonly<Record<Component, readonly [legacy: string, kind: string]>> = {
  apiServer: ["cluster", "KubeAPIServerConfig"],
  controllerManager: ["cluster", "KubeControllerManagerConfig"],
  scheduler: ["cluster", "KubeSchedulerConfig"],
  kubelet: ["machine", "KubeletConfig"],
  etcd: ["cluster", ""],
};

export function place(
  contract: Contract,
  component: Component,
): { readonly kind: string; readonly path: string; readonly field: string } {
  const [legacy, kind] = PLACES[component];
  return contract === "1.13" || component === "etcd"
    ? { kind: "", path: `${legacy}/${component}/`, field: `${legacy}.${component}` }
    : { kind, path: "", field: kind };
}

/** A setting of a component, in the form of the contract. */
export function setting(contract: Contract, component: Component, path: string, value: unknown): Change {
  const { kind, path: before } = place(contract, component);
  return [kind, `${before}${path}`, value];
}

export function argument(contract: Contract, component: Component, name: string, value: unknown): Change {
  return setting(contract, component, `extraArgs/${name}`, value);
}

export function argumentField(contract: Contract, component: Component, name = ""): string {
  return `${place(contract, component).field}.extraArgs${name === "" ? "" : `.${name}`}`;
}

export interface Row {
  readonly change: string;
  readonly changes: (contract: Contract) => readonly Change[];
  readonly findings: (contract: Contract) => readonly string[];
  readonly contracts?: readonly Contract[];
  readonly role?: Role;
}

export function mutations(rule: string, rows: readonly Row[]): readonly MachineConfigMutation[] {
  return rows.flatMap(({ change, changes, findings, contracts = CONTRACTS, role = "control-plane" }) =>
    contracts.map((contract) => ({
      rule,
      contract,
      role,
      change,
      changes: changes(contract),
      findings: findings(contract),
    })),
  );
}

/** An argument of a component with a value, and what the rule says of it. */
export function argumentRow(
  component: Component,
  name: string,
  value: unknown,
  says: string,
  more: Partial<Row> & { readonly change?: string } = {},
): Row {
  return {
    change: `${component} with ${name} ${JSON.stringify(value)}`,
    changes: (contract) => [argument(contract, component, name, value)],
    findings: (contract) => [`${argumentField(contract, component, name)} ${says}`],
    ...more,
  };
}

/** A change of one form only. */
export function row(
  contract: Contract,
  change: string,
  changes: readonly Change[],
  ...findings: readonly string[]
): Row {
  return { change, changes: () => changes, findings: () => findings, contracts: [contract] };
}

export const ONLY_113 = { contracts: ["1.13"] } as const;
export const ONLY_114 = { contracts: ["1.14"] } as const;

/** What is said of an argument that Talos denies. */
export function ownOf(component: string): string {
  return `is Talos' own to set: with it the node does not start ${component}`;
}
