/** What rules about machine configurations share: where the configurations are, and whose finding it is. */
import { type Check, inconclusive, type Judgement, judged } from "../rule";
import type { ClusterFacts } from "./cluster-facts";
import type { Contract, MachineConfig } from "./machine-config";
import { type CarriedConfig, carriersOf } from "./machine-config-carriers";
import type { StackView } from "./stack";

export interface MachineConfigCheck {
  /** Configurations that are looked at: with a v1alpha1 document ("complete"), a control plane's, or whatever Talos documents there are. */
  readonly of: "complete" | "control-plane" | "any";
  /** Contract whose configurations are looked at; absent: any. */
  readonly contract?: Contract;
  /** Messages begin with the field, which the name of the configuration is put before. */
  check(config: MachineConfig, facts: ClusterFacts): readonly Check[];
}

/**
 * One judgement for each resource that carries such configurations. The same configuration is judged once, wherever it stands, and told of
 * every resource that carries it. What Talos would be given and cannot be read is undecided for every rule.
 */
export function judgeMachineConfigs(
  stack: StackView,
  { of, contract, check }: MachineConfigCheck,
): readonly Judgement[] {
  const { facts, carriers } = carriersOf(stack);
  const answers = new Map<MachineConfig, readonly Check[]>();
  const answerOf = (config: MachineConfig): readonly Check[] => {
    const known = answers.get(config) ?? check(config, facts);
    answers.set(config, known);
    return known;
  };
  const looksAt = (carried: CarriedConfig): boolean =>
    !("config" in carried) ||
    ((contract === undefined || carried.config.contract === contract) &&
      (of === "any" || (of === "complete" ? carried.config.role !== undefined : carried.config.role === of)));
  return carriers.flatMap(({ urn, configs }) => {
    const looked = configs.filter(looksAt);
    if (looked.length === 0) return [];
    const checks = looked.flatMap((carried) =>
      "config" in carried
        ? answerOf(carried.config).map(({ outcome, message }) => ({ outcome, message: `${carried.name}: ${message}` }))
        : [inconclusive(`${carried.name} ${carried.problem}`)],
    );
    return judged(urn, checks);
  });
}
