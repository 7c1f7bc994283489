import { allMachines } from "../model/machine/plan";
import type { Plan } from "../model/plan";

/** What rules must know of the plan. A component's arguments never reach a stack policy, but what it registers does. */
export function policyFacts(plan: Plan): Readonly<Record<string, unknown>> {
  return {
    environment: plan.environment,
    vpcCidr: plan.network.vpcCidr,
    adminCidrs: plan.facts.adminCidrs,
    apiAllowListCidrs: plan.facts.apiAllowListCidrs,
    disposable: plan.facts.disposable,
    talosVersion: plan.versions.talos,
    apiEndpoint: plan.machines.cluster.endpoint,
    machineConfigNames: allMachines(plan.machines).map(({ name }) => name),
  };
}
