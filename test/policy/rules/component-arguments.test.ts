import { componentArgumentsRule } from "../../../policy/rules/component-arguments";
import { describeMachineConfigRule } from "../machine-config-cases";

describeMachineConfigRule(componentArgumentsRule);
