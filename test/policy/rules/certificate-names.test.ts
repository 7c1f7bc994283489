import { certificateNames } from "../../../policy/rules/certificate-names";
import { failed, PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, facts, hardened } from "../machine-config-fixture";

describeMachineConfigRule(certificateNames);

describe("certificate-names", () => {
  const node = (name: string) => carried(changed(hardened("1.13"), ["", "machine/certSANs", [name]]));
  const says = (text: string) => failed(`machine-configs: node: machine.certSANs.0 ${text}`);

  test.each([
    "test.palisade.internal",
    "api.test.palisade.internal",
    "a.b.TEST.palisade.internal.",
    "10.0.200.7",
    "127.0.0.1",
    "::1",
    "localhost",
  ])("passes for %s", (name) => {
    expect(told(certificateNames, facts("1.13"), node(name))).toEqual(PASS);
    expect(told(certificateNames, node(name))).toEqual(PASS);
  });

  test.each([
    ["api.prod.palisade.internal", "is a name outside the cluster's zone"],
    ["eviltest.palisade.internal", "is a name outside the cluster's zone"],
    ["www.example.com", "is a name outside the cluster's zone"],
    ["10.1.0.1", "is an address outside the cluster's network"],
    ["198.51.100.7", "is an address outside the cluster's network"],
    ["2001:db8::1", "is an address outside the cluster's network"],
  ])("fails for %s where the environment says what is ours, and only there", (name, text) => {
    expect(told(certificateNames, facts("1.13"), node(name))).toEqual(says(text));
    expect(told(certificateNames, node(name))).toEqual(PASS);
    // Two environments: whose names are meant cannot be said.
    expect(told(certificateNames, facts("1.13"), facts("1.13"), node(name))).toEqual(PASS);
  });

  test.each(["", "a b.c", "-a.b", "com."])("fails for %j, which is no name", (name) => {
    expect(told(certificateNames, node(name))).toEqual(says("must be a full host name or an address"));
  });
});
