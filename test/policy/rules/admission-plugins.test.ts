import { admissionPlugins } from "../../../policy/rules/admission-plugins";
import { failed, PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(admissionPlugins, { roles: ["control-plane"] });

describe("admission-plugins", () => {
  const judged = (args: object) =>
    told(admissionPlugins, carried(changed(hardened("1.13"), ["", "cluster/apiServer/extraArgs", args])));

  test.each([
    "DenyEscalatingExec",
    "DenyExecOnPrivileged",
    "Initializers",
    "PersistentVolumeLabel",
    "PodPreset",
    "PodSecurityPolicy",
    "SecurityContextDeny",
  ])("knows that %s was removed, on or off", (plugin) => {
    for (const name of ["enable-admission-plugins", "disable-admission-plugins"])
      expect(judged({ [name]: plugin })).toEqual(
        failed(
          `machine-configs: node: cluster.apiServer.extraArgs.${name} has ${plugin}, which Kubernetes does not know any more`,
        ),
      );
  });

  test("lets other plugins be switched", () => {
    expect(
      judged({ "enable-admission-plugins": "AlwaysPullImages", "disable-admission-plugins": "DefaultIngressClass" }),
    ).toEqual(PASS);
  });
});
