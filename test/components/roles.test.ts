import { Roles } from "../../components/roles";
import { autoscalingRoleSuffix } from "../../model/arns";
import { baseTags } from "../../model/names";
import { planRoles } from "../../model/roles";
import { prod } from "../model/environments";
import { Recording } from "./recording";

const plans = planRoles(prod);
const tags = baseTags(prod);

function build(): Promise<Recording> {
  return Recording.of(() => {
    const roles = new Roles("roles", {
      roles: plans,
      autoscalingRoleSuffix: autoscalingRoleSuffix(prod),
      tags,
      protect: true,
    });
    return { arns: roles.arns };
  });
}

describe("Roles", () => {
  it("copies each role with its trust and inline policies, and attaches nothing else", async () => {
    const recording = await build();
    expect(recording.all("aws:iam/role:Role")).toHaveLength(plans.length);
    for (const plan of plans) {
      const inputs = recording.inputs("aws:iam/role:Role", `roles-${plan.key}`);
      expect(inputs["name"]).toBe(plan.name);
      expect(JSON.parse(String(inputs["assumeRolePolicy"]))).toEqual(plan.trust);
      for (const policy of plan.policies) {
        const attached = recording.inputs("aws:iam/rolePolicy:RolePolicy", `roles-${plan.key}-${policy.name}`);
        expect(attached["role"]).toBe(plan.name);
        expect(JSON.parse(String(attached["policy"]))).toEqual(policy.document);
      }
    }
    expect(recording.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).toEqual([]);
    expect(recording.orphans()).toEqual([]);
  });

  it("makes instance profiles for instance roles only", async () => {
    const profiles = (await build()).all("aws:iam/instanceProfile:InstanceProfile").map((one) => one.inputs["name"]);
    expect(profiles.sort()).toEqual(["palisade-prod-bastion", "palisade-prod-control-plane", "palisade-prod-worker"]);
  });

  it("makes the environment's own Auto Scaling service-linked role", async () => {
    const inputs = (await build()).inputs("aws:iam/serviceLinkedRole:ServiceLinkedRole", "roles-autoscaling");
    expect(inputs).toMatchObject({ awsServiceName: "autoscaling.amazonaws.com", customSuffix: "palisade-prod" });
  });

  it("tags everything that IAM can tag", async () => {
    const types = ["role:Role", "instanceProfile:InstanceProfile", "serviceLinkedRole:ServiceLinkedRole"];
    expect(
      (await build()).untagged(
        types.map((type) => `aws:iam/${type}`),
        tags,
      ),
    ).toEqual([]);
  });
});
