import { workloadIsolation } from "../../../policy/rules/workload-isolation";
import { describeMachineConfigRule } from "../machine-config-cases";

describeMachineConfigRule(workloadIsolation, { contracts: ["1.14"] });
