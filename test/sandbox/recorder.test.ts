import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as ec2 from "@pulumi/aws/ec2";
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { ROOT } from "../../cli/root";
import type { DeploymentResource } from "../../sandbox/deployment";
import { REDACTED_SECRET, SECRET_SIGNATURE, SIGNATURE_KEY } from "../../sandbox/deployment";
import { type RecordedStack, type RecordOptions, record } from "../../sandbox/recorder";
import { type KeyRequest, ThrowAwayKeys } from "../../sandbox/throw-away-keys";

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
    const vpc = new ec2.Vpc("inner-vpc", { cidrBlock: "10.0.0.0/16" }, { parent: this, protect: true });
    new ec2.Subnet(
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

  it("shows the user data of a file, which is no secret to whoever may describe an instance", async () => {
    const stack = await record(options, () => {
      new ec2.LaunchTemplate("template", { userData: pulumi.secret("dXNlciBkYXRh") });
    });
    const shown = { [SIGNATURE_KEY]: SECRET_SIGNATURE, plaintext: JSON.stringify("dXNlciBkYXRh") };
    expect(find(stack, "template").inputs["userData"]).toEqual(shown);
    expect(find(stack, "template").outputs["userData"]).toEqual(shown);
  });

  it("keeps the mark of a secret and drops its value, in inputs and component outputs, but for who judges", async () => {
    const stack = await record(options, () => {
      new Outer();
      return { exported: pulumi.secret("value-of-a-secret") };
    });
    expect(find(stack, "inner-subnet").inputs["availabilityZone"]).toEqual(REDACTED_SECRET);
    expect(find(stack, "outer").outputs).toEqual({ answer: 42, hidden: REDACTED_SECRET });
    expect(stack.outputs).toEqual({ exported: REDACTED_SECRET });
    const { judged, ...written } = stack;
    expect(JSON.stringify(written)).not.toContain("value-of-a-secret");
    const marked = { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: "value-of-a-secret" };
    const [, outer, , , subnet] = judged.deployment.resources;
    expect(outer?.outputs).toEqual({ answer: 42, hidden: marked });
    expect([subnet?.inputs["availabilityZone"], subnet?.outputs["availabilityZone"]]).toEqual([marked, marked]);
    expect({ ...judged, deployment: { ...judged.deployment, resources: [] } }).toEqual({
      ...stack.deployment,
      deployment: { ...stack.deployment.deployment, resources: [] },
    });
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
        new ec2.Vpc("twice", { cidrBlock: "10.0.0.0/16" });
        new ec2.Vpc("twice", { cidrBlock: "10.1.0.0/16" });
      }),
    ).rejects.toThrow("duplicate resource URN");
  });

  it("refuses a data source that it has no answer for", async () => {
    await expect(record(options, async () => await getCallerIdentity({}))).rejects.toThrow(
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

describe("keys", () => {
  /** Each after its own time, in milliseconds. */
  class SlowKeys extends ThrowAwayKeys {
    readonly asked: string[] = [];
    private readonly delays: number[];

    constructor(delays: readonly number[]) {
      super();
      this.delays = [...delays];
    }

    override async privateKey(urn: string, request: KeyRequest): Promise<string> {
      this.asked.push(urn);
      const delay = this.delays.shift() ?? 0;
      await new Promise((resolve) => setTimeout(resolve, delay));
      return await super.privateKey(urn, request);
    }
  }

  const NAMES = ["a", "b", "c"];

  /** A certificate of each key, and something of AWS that needs no key. */
  function program(): void {
    for (const name of NAMES) {
      const { privateKeyPem } = new tls.PrivateKey(name, { algorithm: "ED25519" });
      new tls.SelfSignedCert(name, { privateKeyPem, validityPeriodHours: 1, allowedUses: ["digital_signature"] });
      new ec2.Vpc(name, { cidrBlock: "10.0.0.0/16" });
    }
  }

  it("leave the order of resources alone, however long each takes", async () => {
    const order = async (delays: readonly number[]) =>
      (await record({ ...options, keys: new SlowKeys(delays) }, program)).deployment.deployment.resources.map(
        ({ type, urn }) => `${type.split(":").at(-1)} ${urn.slice(urn.lastIndexOf("::") + 2)}`,
      );
    const first = await order([60, 30, 0]);
    expect(first.filter((name) => name.startsWith("SelfSignedCert"))).toEqual(NAMES.map((n) => `SelfSignedCert ${n}`));
    expect(await order([0, 0, 0])).toEqual(first);
    expect(await order([0, 60, 30])).toEqual(first);
  });

  it("are not made where nothing is known yet, and what is made of them is asked for all the same", async () => {
    const keys = new SlowKeys([]);
    const stack = await record({ ...options, keys, ids: "unknown" }, program);
    expect(keys.asked).toEqual([]);
    const certificates = stack.deployment.deployment.resources.filter(({ type }) => type.endsWith("SelfSignedCert"));
    expect(certificates.map(({ inputs }) => inputs["privateKeyPem"])).toEqual(NAMES.map(() => REDACTED_SECRET));
    expect(certificates.map(({ outputs }) => Object.keys(outputs).includes("certPem"))).toEqual([false, false, false]);
  });

  it("that cannot be made fail the program", async () => {
    await expect(
      record(options, () => {
        new tls.PrivateKey("a", { algorithm: "ECDSA", ecdsaCurve: "P1" });
      }),
    ).rejects.toThrow("no such curve: P1");
  });
});

/** In a process of its own: Jest keeps rejections of its own process to itself. */
it("a value that fails, and all that is made of it, is one error of the program", () => {
  const recorder = JSON.stringify(join(ROOT, "sandbox", "recorder.ts"));
  const script = `
    const pulumi = require("@pulumi/pulumi");
    const aws = require("@pulumi/aws");
    const { record } = require(${recorder});
    const program = () => {
      const bad = pulumi.output(1).apply(() => { throw new Error("thrown by an apply"); });
      for (const name of ["a", "b", "c"]) {
        const vpc = new ec2.Vpc(name, { cidrBlock: bad });
        new ec2.Subnet(name, { vpcId: vpc.id, cidrBlock: bad.apply((text) => text + "0") });
      }
      return { bad };
    };
    const told = (program) => record({ project: "palisade", stack: "test" }, program)
      .catch((error) => console.log(error.message.split(": ").at(-1), process.listenerCount("unhandledRejection")));
    const unawaited = () => { Promise.reject(new Error("awaited by nobody")); };
    told(program).then(() => told(unawaited)).then(() => told(() => ({ a: 1 })));`;
  const ended = spawnSync(process.execPath, ["--require", "./loader/typescript.cjs", "--eval", script], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(ended).toMatchObject({ status: 0, stdout: "thrown by an apply 0\nawaited by nobody 0\n", stderr: "" });
});
