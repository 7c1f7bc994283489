import { Roles } from "../../components/roles";
import { autoscalingRoleSuffix } from "../../model/arns";
import { baseTags } from "../../model/names";
import { planRoles } from "../../model/roles";
import { prod } from "../model/environments";
import { Recording } from "./recording";

const BOUNDARY = "arn:aws:iam::111122223333:policy/palisade-prod-boundary";
const plans = planRoles(prod);
const tags = baseTags(prod);

function build(roles = plans): Promise<Recording> {
  return Recording.of(() => {
    const made = new Roles("roles", {
      roles,
      autoscalingRoleSuffix: autoscalingRoleSuffix(prod),
      tags,
      protect: true,
    });
    return { arns: made.arns };
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

  it("bounds each role where the configuration names a boundary, and none otherwise", async () => {
    const config = { ...prod, account: { ...prod.account, permissionsBoundaryArn: BOUNDARY } };
    const boundaries = (recording: Recording) =>
      recording.all("aws:iam/role:Role").map(({ inputs }) => inputs["permissionsBoundary"]);
    expect(boundaries(await build(planRoles(config)))).toEqual(plans.map(() => BOUNDARY));
    expect(boundaries(await build())).toEqual(plans.map(() => undefined));
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
