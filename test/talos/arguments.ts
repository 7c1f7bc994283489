/** How Talos merges extraArgs with what it sets itself, read from its sources: no package exports these tables. */
import { ask, type Contract } from "./judge";
import type { ArgumentRow } from "./operations";
import { pinnedSource } from "./sources";

export type Component =
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-proxy"
  | "kube-scheduler"
  | "kubelet";

export interface ArgumentRule {
  readonly contract: Contract;
  readonly component: Component;
  readonly argument: string;
  /** What is in no rule is overwritten. */
  readonly policy: "additive" | "denied";
  /** Holds only under a condition of Talos. */
  readonly conditional: boolean;
}

const CONTROLLERS = "internal/app/machined/pkg/controllers/k8s";
const SERVICES = "internal/app/machined/pkg/system/services";

/** Functions that build each component's arguments, as file:function. */
const FUNCTIONS: Readonly<Record<Contract, Readonly<Record<Component, readonly string[]>>>> = {
  "1.13": {
    etcd: [`${SERVICES}/etcd.go:argsForInit`, `${SERVICES}/etcd.go:argsForControlPlane`],
    "kube-apiserver": [`${CONTROLLERS}/control_plane_static_pod.go:manageAPIServer`],
    "kube-controller-manager": [`${CONTROLLERS}/control_plane_static_pod.go:manageControllerManager`],
    "kube-proxy": [`${CONTROLLERS}/control_plane.go:getProxyArgs`],
    "kube-scheduler": [`${CONTROLLERS}/control_plane_static_pod.go:manageScheduler`],
    kubelet: [`${CONTROLLERS}/kubelet_spec.go:Run`],
  },
  "1.14": {
    etcd: [`${SERVICES}/etcd.go:argsForInit`, `${SERVICES}/etcd.go:argsForControlPlane`],
    "kube-apiserver": [`${CONTROLLERS}/control_plane_final.go:NewControlPlaneAPIServerFinalController`],
    "kube-controller-manager": [
      `${CONTROLLERS}/control_plane_final.go:NewControlPlaneControllerManagerFinalController`,
    ],
    "kube-proxy": [`${CONTROLLERS}/control_plane.go:manageProxyConfigArgs`],
    "kube-scheduler": [`${CONTROLLERS}/control_plane_final.go:NewControlPlaneSchedulerFinalController`],
    kubelet: [`${CONTROLLERS}/kubelet_spec.go:Run`],
  },
};

const read = new Map<Contract, readonly ArgumentRow[]>();

/** Every row of the files, those of functions that no component names included. */
export function sourceRows(contract: Contract): readonly ArgumentRow[] {
  const known = read.get(contract);
  if (known) return known;
  const files = new Set(Object.values(FUNCTIONS[contract]).flatMap((all) => all.map((at) => at.split(":")[0] ?? "")));
  const { rows } = ask(contract, {
    op: "argument-tables",
    directory: pinnedSource(contract, "github.com/siderolabs/talos"),
    files: [...files],
  });
  read.set(contract, rows);
  return rows;
}

/** Component that a row's function builds, if one of the six. */
export function componentOf(contract: Contract, { file, function: name }: ArgumentRow): Component | undefined {
  const found = Object.entries(FUNCTIONS[contract]).find(([, all]) => all.includes(`${file}:${name}`));
  return found?.[0] as Component | undefined;
}

/** The rules of all components, each once. */
export function argumentRules(contract: Contract): readonly ArgumentRule[] {
  const rules = new Map<string, ArgumentRule>();
  for (const row of sourceRows(contract)) {
    const component = componentOf(contract, row);
    const { argument, policy, conditional } = row;
    if (component === undefined || policy === "default" || policy === "overwrite") continue;
    rules.set(`${component} ${argument} ${policy}`, { contract, component, argument, policy, conditional });
  }
  return [...rules.values()];
}

/** Placeholder of a default that Talos computes: its value is of no account where only the merge is judged. */
export const COMPUTED = "<computed>";

/** What a component's arguments become with these extraArgs, by the real tables and the real merge; without what is set at times only. */
export function merged(
  contract: Contract,
  component: Component,
  extra: Readonly<Record<string, readonly string[]>>,
): { readonly error: string | null; readonly args: readonly string[] } {
  const defaults = sourceRows(contract).filter(
    (row) => row.policy === "default" && !row.conditional && componentOf(contract, row) === component,
  );
  const rules = argumentRules(contract).filter((rule) => rule.component === component);
  return ask(contract, {
    op: "merge-args",
    defaults: Object.fromEntries(defaults.map(({ argument, values }) => [argument, values ?? [COMPUTED]])),
    extra,
    policies: Object.fromEntries(rules.map(({ argument, policy }) => [argument, policy])),
  });
}
