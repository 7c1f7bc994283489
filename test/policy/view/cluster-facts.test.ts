import { clusterFacts } from "../../../policy/view/cluster-facts";
import { outputsView, StackView, type StateResource } from "../../../policy/view/stack";
import { environment, UNKNOWN } from "../fixture";

const factsOf = (...resources: readonly StateResource[]) =>
  clusterFacts(new StackView(resources.map((made) => outputsView(made))));

describe("cluster-facts", () => {
  test.each([
    ["v1.13.0", "1.13"],
    ["v1.12.4", "1.13"],
    ["1.14.1", "1.14"],
    ["v1.15.0", "1.14"],
    ["v2.0.0", undefined],
    ["latest", undefined],
    [UNKNOWN, undefined],
  ])("of Talos %s are the contract %s", (talosVersion, contract) => {
    expect(factsOf(environment({ talosVersion })).contract).toBe(contract);
  });

  test("are each what is known", () => {
    const known = factsOf(environment({ apiEndpoint: "https://API.test.internal:6443", vpcCidr: "10.0.0.0/16" }));
    expect(known.apiName).toBe("api.test.internal");
    expect(known.vpcBlock).toMatchObject({ version: 4, prefix: 16 });
    expect(factsOf(environment({ apiEndpoint: "api", vpcCidr: "10.0.0.0" }))).toEqual({});
    expect(factsOf(environment({ apiEndpoint: UNKNOWN, vpcCidr: UNKNOWN }))).toEqual({});
    expect(factsOf()).toEqual({});
  });

  test("are none of two environments", () => {
    const facts = { talosVersion: "v1.13.0" };
    expect(factsOf(environment(facts), environment(facts))).toEqual({});
  });
});
