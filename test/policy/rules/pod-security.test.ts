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

  describe("versions of the levels", () => {
    const IMAGE = "cluster/apiServer/image";
    const judged = (image: unknown, version: string | undefined) =>
      told(
        podSecurity,
        carried(
          changed(
            hardened("1.13"),
            ["", IMAGE, image],
            ["", `${PATH}/0/configuration/defaults/enforce-version`, version],
          ),
        ),
      ).outcome;
    const image = "registry.k8s.io/kube-apiserver:v1.35.3";

    test.each([undefined, "", "latest", "v1.35", "v1.36"])("pass for %s beside Kubernetes 1.35", (version) => {
      expect(judged(image, version)).toBe("pass");
    });

    test.each(["v1.34", "v1.9", "v1.350x", "1.36", "v2.0", "newest"])("fail for %s", (version) => {
      expect(judged(image, version)).toBe("fail");
    });

    test.each([
      undefined,
      "registry.k8s.io/kube-apiserver:stable",
      `registry.k8s.io/kube-apiserver@sha256:${"0".repeat(64)}`,
    ])("that are named fail where the image %s tells no release", (other) => {
      expect(judged(other, "v1.36")).toBe("fail");
      expect(judged(other, "latest")).toBe("pass");
    });

    test("read the tag of an image that has a digest too", () => {
      expect(judged(`${image}@sha256:${"0".repeat(64)}`, "v1.35")).toBe("pass");
    });
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
