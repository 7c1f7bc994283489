import { podSecurity } from "../../../policy/rules/pod-security";
import { failed, PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(podSecurity, { roles: ["control-plane"] });

describe("pod-security", () => {
  const PATH = "cluster/apiServer/admissionControl";

  test("passes for what is stricter", () => {
    const defaults = { enforce: "restricted", audit: "restricted", warn: "restricted" };
    const plugins = [{ name: "EventRateLimit" }, { name: "PodSecurity", configuration: { defaults } }];
    expect(told(podSecurity, carried(changed(hardened("1.13"), ["", PATH, plugins])))).toEqual(PASS);
  });

  test("judges every configuration of the plugin: kube-apiserver takes the first", () => {
    const good = {
      name: "PodSecurity",
      configuration: { defaults: { enforce: "baseline", audit: "restricted", warn: "restricted" } },
    };
    const plugins = [good, { name: "PodSecurity", configuration: { defaults: { enforce: "baseline" } } }];
    expect(told(podSecurity, carried(changed(hardened("1.13"), ["", PATH, plugins])))).toEqual(
      failed(
        ...["audit", "warn"].map(
          (mode) =>
            `machine-configs: node: cluster.apiServer.admissionControl.1.configuration.defaults.${mode} must be restricted`,
        ),
      ),
    );
  });
});
