import { componentArgumentsRule } from "../../../policy/rules/component-arguments";
import { PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(componentArgumentsRule);

test("component-arguments passes for texts, switches and, on Talos 1.14, lists of them", () => {
  const given = { "max-requests-inflight": 400, "service-account-lookup": true, "feature-gates": "A=true" };
  expect(
    told(componentArgumentsRule, carried(changed(hardened("1.13"), ["", "cluster/apiServer/extraArgs", given]))),
  ).toEqual(PASS);
  const lists = { "service-account-issuer": ["https://a", "https://b"], "allow-privileged": ["false", true] };
  expect(
    told(componentArgumentsRule, carried(changed(hardened("1.14"), ["KubeAPIServerConfig", "extraArgs", lists]))),
  ).toEqual(PASS);
});

test("component-arguments passes for what is judged by its value and is good", () => {
  const documents = changed(
    hardened("1.13"),
    ["", "cluster/apiServer/extraArgs/service-account-lookup", ""],
    ["", "cluster/controllerManager/extraArgs/authorization-always-allow-paths", "/healthz,/livez"],
    ["", "cluster/controllerManager/extraArgs/cluster-signing-duration", "4380h0m0s"],
    ["", "cluster/controllerManager/extraArgs/controllers", "*,tokencleaner"],
    ["", "cluster/etcd/extraArgs/listen-metrics-urls", "http://127.0.0.1:2381,http://[::1]:2381"],
    ["", "cluster/apiServer/extraArgs/v", 2],
    ["", "cluster/scheduler/config/profiles", [{ schedulerName: "x" }]],
    ["", "cluster/apiServer/extraVolumes", []],
  );
  expect(told(componentArgumentsRule, carried(documents))).toEqual(PASS);
});
