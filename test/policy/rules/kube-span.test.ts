import { kubeSpan } from "../../../policy/rules/kube-span";
import { PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(kubeSpan);

test.each([
  ["off", { enabled: false }],
  ["off by default", {}],
])("kube-span passes for a document that has it %s", (_, body) => {
  expect(told(kubeSpan, carried(changed(hardened("1.14"), ["KubeSpanConfig", "", body])))).toEqual(PASS);
});
