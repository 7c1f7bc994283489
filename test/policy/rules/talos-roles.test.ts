import { talosRoles } from "../../../policy/rules/talos-roles";
import { describeMachineConfigRule } from "../machine-config-cases";

describeMachineConfigRule(talosRoles);
