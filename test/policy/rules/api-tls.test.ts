import { apiTls } from "../../../policy/rules/api-tls";
import { failed, PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, facts, hardened } from "../machine-config-fixture";

describeMachineConfigRule(apiTls, { roles: ["control-plane"] });

describe("api-tls", () => {
  const MINIMUM = "cluster/apiServer/extraArgs/tls-min-version";
  const [with13, without] = [hardened("1.13"), changed(hardened("1.13"), ["", MINIMUM, undefined])];

  test("asks a v1alpha1 document for what the Talos version needs, not its form", () => {
    expect(told(apiTls, facts("1.13"), carried(with13))).toEqual(PASS);
    expect(told(apiTls, facts("1.14"), carried(without))).toEqual(PASS);
    expect(told(apiTls, facts("1.14"), carried(with13))).toEqual(
      failed(
        "machine-configs: node: cluster.apiServer.extraArgs.tls-min-version is Talos' own to set: with it the node does not start kube-apiserver",
      ),
    );
  });

  test.each(["TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256"])(
    "passes for suites as Talos' own: %s",
    (suites) => {
      const documents = changed(with13, ["", "cluster/apiServer/extraArgs/tls-cipher-suites", suites]);
      expect(told(apiTls, carried(documents))).toEqual(PASS);
    },
  );
});
