import * as iam from "@pulumi/aws/iam";
import { Keys } from "../../components/keys";
import { planKeys } from "../../model/keys";
import { baseTags } from "../../model/names";
import { prod } from "../model/environments";
import { Recording } from "./recording";

const plans = planKeys(prod);
const tags = baseTags(prod);

function build(protect: boolean): Promise<Recording> {
  return Recording.of(() => {
    const role = new iam.ServiceLinkedRole("autoscaling", { awsServiceName: "autoscaling.amazonaws.com" });
    const keys = new Keys("keys", { keys: plans, tags, protect, autoscalingServiceRole: role });
    return { arns: keys.arns };
  });
}

describe("Keys", () => {
  it("copies each plan: policy, rotation, deletion window, alias", async () => {
    const recording = await build(true);
    expect(recording.all("aws:kms/key:Key")).toHaveLength(plans.length);
    for (const plan of plans) {
      const inputs = recording.inputs("aws:kms/key:Key", `keys-${plan.purpose}`);
      expect(JSON.parse(String(inputs["policy"]))).toEqual(plan.policy);
      expect(inputs).toMatchObject({
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        description: plan.description,
      });
      expect(recording.inputs("aws:kms/alias:Alias", `keys-${plan.purpose}`)["name"]).toBe(plan.alias);
    }
    expect(recording.untagged(["aws:kms/key:Key"], tags)).toEqual([]);
  });

  it("protects keys, unless the environment is disposable", async () => {
    const keysOf = async (protect: boolean) =>
      (await build(protect)).all("aws:kms/key:Key").map((key) => key.protect ?? false);
    expect(await keysOf(true)).toEqual(plans.map(() => true));
    expect(await keysOf(false)).toEqual(plans.map(() => false));
  });

  it("makes the volumes key after the Auto Scaling role that its policy names", async () => {
    const recording = await build(true);
    const role = recording.one("aws:iam/serviceLinkedRole:ServiceLinkedRole", "autoscaling");
    expect(recording.one("aws:kms/key:Key", "keys-volumes").dependencies).toEqual([role.urn]);
    expect(recording.one("aws:kms/key:Key", "keys-logs").dependencies).toEqual([]);
  });

  it("refuses a plan without one of the purposes", async () => {
    await Recording.of(() => {
      const role = new iam.ServiceLinkedRole("autoscaling", { awsServiceName: "autoscaling.amazonaws.com" });
      const args = { keys: plans.slice(1), tags, protect: true, autoscalingServiceRole: role };
      expect(() => new Keys("keys", args)).toThrow("keys: the plan has none for volumes");
    });
    expect.assertions(1);
  });
});
