/** Machine configurations as files, secrets by their names: what changes in them is seen in a review. `UPDATE_GOLDEN=1 npm test -- golden` writes them. */
import { join } from "node:path";
import { loadEnvironment } from "../../../cli/environment";
import { ROOT } from "../../../cli/root";
import { renderMachineConfig } from "../../../model/machine/documents";
import { allMachines, type MachineNodePlan, type MachinePlan } from "../../../model/machine/plan";
import { NAMED_SECRETS } from "../../../model/machine/redaction";
import { full, machinesOf } from "./clusters";

export const GOLDEN_FOLDER = join(ROOT, "test", "golden", "machine");

export interface Golden {
  /** Below the folder: "prod/worker-general.yaml". */
  readonly file: string;
  readonly machines: MachinePlan;
  readonly node: MachineNodePlan;
}

/** Both environments whole, and a node of each role with every setting there is. */
export function goldens(): readonly Golden[] {
  const clusters: readonly (readonly [string, MachinePlan])[] = [
    ["staging", loadEnvironment({ environment: "staging" }).plan.machines],
    ["prod", loadEnvironment({ environment: "prod" }).plan.machines],
    ["full-1.13", machinesOf(full("1.13"))],
    ["full-1.14", machinesOf(full("1.14"))],
  ];
  return clusters.flatMap(([name, machines]) =>
    allMachines(machines)
      // The other control planes differ in their addresses alone.
      .filter(({ name: node }) => !/^control-plane-[b-z]$/.test(node))
      .map((node) => ({ file: `${name}/${node.name}.yaml`, machines, node })),
  );
}

export function textOf({ machines, node }: Golden): string {
  return renderMachineConfig(machines.cluster, node, NAMED_SECRETS);
}
