import { componentArgumentsRule } from "../../../policy/rules/component-arguments";
import { PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(componentArgumentsRule);

test("component-arguments passes for texts, switches and, on Talos 1.14, lists of them", () => {
  const given = { "max-requests-inflight": 400, "kubelet-https": true, "feature-gates": "A=true" };
  expect(
    told(componentArgumentsRule, carried(changed(hardened("1.13"), ["", "cluster/apiServer/extraArgs", given]))),
  ).toEqual(PASS);
  const lists = { "service-account-issuer": ["https://a", "https://b"], x: ["a", true] };
  expect(
    told(componentArgumentsRule, carried(changed(hardened("1.14"), ["KubeAPIServerConfig", "extraArgs", lists]))),
  ).toEqual(PASS);
});
