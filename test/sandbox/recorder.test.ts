import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DeploymentResource } from "../../sandbox/deployment";
import { REDACTED_SECRET } from "../../sandbox/deployment";
import { type RecordedStack, type RecordOptions, record } from "../../sandbox/recorder";

const options: RecordOptions = { project: "palisade", stack: "test" };

class Outer extends pulumi.ComponentResource {
  constructor() {
    super("palisade:aws:Outer", "outer");
    new Inner(this);
    this.registerOutputs({ answer: 42, hidden: pulumi.secret("value-of-a-secret") });
  }
}

class Inner extends pulumi.ComponentResource {
  constructor(parent: pulumi.Resource) {
    super("palisade:aws:Inner", "inner", {}, { parent });
    const vpc = new aws.ec2.Vpc("inner-vpc", { cidrBlock: "10.0.0.0/16" }, { parent: this, protect: true });
    new aws.ec2.Subnet(
      "inner-subnet",
      { vpcId: vpc.id, cidrBlock: "10.0.0.0/24", availabilityZone: pulumi.secret("value-of-a-secret") },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

function find(stack: RecordedStack, name: string): DeploymentResource {
  const found = stack.deployment.deployment.resources.find((resource) => resource.urn.endsWith(`::${name}`));
  if (found === undefined) throw new Error(`no resource named ${name}`);
  return found;
}

describe("record", () => {
  it("builds URNs from the types of all ancestors below the stack", async () => {
    const stack = await record(options, () => {
      new Outer();
    });
    expect(find(stack, "inner-vpc").urn).toBe(
      "urn:pulumi:test::palisade::palisade:aws:Outer$palisade:aws:Inner$aws:ec2/vpc:Vpc::inner-vpc",
    );
    expect(find(stack, "outer").parent).toBe("urn:pulumi:test::palisade::pulumi:pulumi:Stack::palisade-test");
  });

  it("records protect, dependencies and property dependencies, which mocks hide", async () => {
    const stack = await record(options, () => {
      new Outer();
    });
    const vpc = find(stack, "inner-vpc");
    const subnet = find(stack, "inner-subnet");
    expect(vpc.protect).toBe(true);
    expect(subnet.protect).toBeUndefined();
    expect(subnet.dependencies).toEqual([vpc.urn]);
    expect(subnet.propertyDependencies).toEqual({ vpcId: [vpc.urn] });
    expect(subnet.inputs["vpcId"]).toBe(vpc.id);
  });

  it("keeps the mark of a secret and drops its value, in inputs and component outputs", async () => {
    const stack = await record(options, () => {
      new Outer();
      return { exported: pulumi.secret("value-of-a-secret") };
    });
    expect(find(stack, "inner-subnet").inputs["availabilityZone"]).toEqual(REDACTED_SECRET);
    expect(find(stack, "outer").outputs).toEqual({ answer: 42, hidden: REDACTED_SECRET });
    expect(stack.outputs).toEqual({ exported: REDACTED_SECRET });
    expect(JSON.stringify(stack)).not.toContain("value-of-a-secret");
  });

  it("leaves ids unknown when asked, and property dependencies known", async () => {
    const stack = await record({ ...options, ids: "unknown" }, () => {
      new Outer();
    });
    const subnet = find(stack, "inner-subnet");
    expect(subnet.id).toBeUndefined();
    expect(subnet.inputs["vpcId"]).toBe("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
    expect(subnet.propertyDependencies["vpcId"]).toEqual([find(stack, "inner-vpc").urn]);
  });

  it("rejects with the program's own error", async () => {
    await expect(
      record(options, () => {
        throw new Error("thrown by the program");
      }),
    ).rejects.toThrow("thrown by the program");
  });

  it("refuses two resources with one URN", async () => {
    await expect(
      record(options, () => {
        new aws.ec2.Vpc("twice", { cidrBlock: "10.0.0.0/16" });
        new aws.ec2.Vpc("twice", { cidrBlock: "10.1.0.0/16" });
      }),
    ).rejects.toThrow("duplicate resource URN");
  });

  it("refuses a data source that it has no answer for", async () => {
    await expect(record(options, async () => await aws.getCallerIdentity({}))).rejects.toThrow(
      "no recorded answer for the function aws:index/getCallerIdentity:getCallerIdentity",
    );
  });

  it("passes configuration as the engine does", async () => {
    const stack = await record(
      {
        ...options,
        config: { "palisade:plain": "x", "palisade:hidden": "value-of-a-secret" },
        secretKeys: ["palisade:hidden"],
      },
      () => ({
        plain: new pulumi.Config("palisade").require("plain"),
        hidden: new pulumi.Config("palisade").requireSecret("hidden"),
      }),
    );
    expect(stack.outputs).toEqual({ plain: "x", hidden: REDACTED_SECRET });
  });
});
