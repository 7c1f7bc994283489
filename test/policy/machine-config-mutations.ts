/** Changes to a hardened machine configuration that make it weaker or break its node, and the one rule that must refuse each. */
import { accessMutations } from "./machine-config/access";
import { apiServerMutations } from "./machine-config/api-server";
import { argumentMutations } from "./machine-config/arguments";
import { auditMutations } from "./machine-config/audit";
import { componentMutations } from "./machine-config/components";
import { hostMutations } from "./machine-config/host";
import type { MachineConfigMutation } from "./machine-config/mutation";
import { nodeMutations } from "./machine-config/node";
import { kubeSpanMutations, settingMutations } from "./machine-config/settings";

export const MACHINE_CONFIG_MUTATIONS: readonly MachineConfigMutation[] = [
  ...accessMutations,
  ...apiServerMutations,
  ...auditMutations,
  ...componentMutations,
  ...argumentMutations,
  ...nodeMutations,
  ...hostMutations,
  ...settingMutations,
  ...kubeSpanMutations,
];
