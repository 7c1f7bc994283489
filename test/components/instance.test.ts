import { subnetOf } from "../../components/instance";

describe("subnetOf", () => {
  it("takes the subnet of a segment in a zone", () => {
    expect(subnetOf({ "worker-a": "subnet-0", "worker-b": "subnet-1" }, "worker", "b")).toBe("subnet-1");
  });

  it("says which one is missing", () => {
    expect(() => subnetOf({ "worker-a": "subnet-0" }, "control-plane", "d")).toThrow(
      "subnets: there is none for control-plane-d",
    );
  });
});
