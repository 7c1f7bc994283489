import { controlPlaneComponents } from "../../../policy/rules/control-plane-components";
import { PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(controlPlaneComponents, { roles: ["control-plane"] });

test("control-plane-components passes for what is given as Talos gives it", () => {
  const documents = changed(
    hardened("1.13"),
    ["", "cluster/controllerManager/extraArgs", { "bind-address": "::1", "use-service-account-credentials": "" }],
    ["", "cluster/scheduler/extraArgs", { profiling: "f" }],
    ["", "cluster/scheduler/config/enableProfiling", false],
    [
      "",
      "cluster/apiServer/extraArgs/feature-gates",
      "UserNamespacesSupport=true, RotateKubeletServerCertificate = true",
    ],
  );
  expect(told(controlPlaneComponents, carried(documents))).toEqual(PASS);
});
