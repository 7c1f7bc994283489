/** `npm run recover -- ... -o FILE`: which answers are taken, and the state that comes of them. */
import { spawnSync } from "node:child_process";
import { rmSync, statSync, writeFileSync } from "node:fs";
import type { DeploymentResource } from "../../../sandbox/deployment";
import { recordedResources } from "../../stack/recorded-environment";
import { run } from "../command";
import { begun, FOUND_VPC, interrupted, labelled, resourcesOf, VPC } from "./interrupted-state";
import { ownExports } from "./own-exports";

const { at, exported } = ownExports();
let staging: readonly DeploymentResource[];

beforeAll(async () => {
  staging = await recordedResources("staging");
});

describe("a repaired state", () => {
  const repair = (file: string, ...answers: readonly string[]) =>
    run("recover", "staging", "--state", file, "-o", at("repaired.json"), ...answers);

  it("has what was found and what was made, and nothing that is pending", () => {
    const file = exported(staging, interrupted(staging));
    const { code, stdout } = repair(file, "--found", `${VPC}=${FOUND_VPC}`);
    expect(code).toBe(0);
    expect(stdout.match(/^taken in /gm)).toHaveLength(2);
    const resources = resourcesOf(at("repaired.json"));
    expect(resources.find(({ urn }) => urn === labelled(staging, VPC).urn)).toMatchObject({ id: FOUND_VPC });
    expect(resources.some(({ urn }) => urn.endsWith("::keys-logs"))).toBe(true);
    expect(resources.some(({ urn }) => urn.endsWith("::talos-secrets-bootstrap-token-id"))).toBe(false);
    expect(statSync(at("repaired.json")).mode & 0o777).toBe(0o600);
  });

  it("takes in the id of a key, not its ARN, and a component that was not noted before what is in it", () => {
    const bucket = labelled(staging, "aws:s3/bucket:Bucket::storage-audit");
    const component = labelled(staging, "palisade:aws:Bucket::storage-audit");
    const key = labelled(staging, "aws:kms/key:Key::keys-logs");
    const file = exported(staging, [begun(bucket), begun(component), begun(key)]);
    const uuid = "01234567-89ab-cdef-0123-456789abcdef";
    const { code } = repair(
      file,
      ...["--found", `aws:s3/bucket:Bucket::storage-audit=${bucket.id}`],
      ...["--found", `aws:kms/key:Key::keys-logs=arn:aws:kms:eu-central-1:111122223333:key/${uuid}`],
    );
    expect(code).toBe(0);
    const taken = resourcesOf(at("repaired.json")).slice(-3);
    expect(taken.map(({ urn }) => urn)).toEqual([component.urn, bucket.urn, key.urn]);
    expect(taken[2]).toMatchObject({ id: uuid });
  });

  it.each([
    ["no answer", [], "has no answer; run its command"],
    ["two answers", ["--found", `${VPC}=${FOUND_VPC}`, "--absent", VPC], "is found and absent; leave one of them out"],
    [
      "a stranger",
      ["--found", `${VPC}=${FOUND_VPC}`, "--absent", "aws:ec2/eip:Eip::x"],
      "Eip::x: is no pending creation",
    ],
    ["an answer without an id", ["--found", VPC], "is no NAME=ID, got"],
  ])("is not written with %s", (_, answers, message) => {
    const { code, stderr } = repair(exported(staging, interrupted(staging)), ...answers);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(() => statSync(at("repaired.json"))).toThrow("ENOENT");
  });

  describe("of a control plane", () => {
    const A = "aws:ec2/instance:Instance::control-plane-a";
    const B = "aws:ec2/instance:Instance::control-plane-b";
    const NEW = "i-0fedcba9876543210";
    const instance = (label: string) => labelled(staging, label);
    const both = () => [begun(instance(A)), begun(instance(B))];

    it.each([
      ["the printed command as it is", [`${A}=ID`, `${B}=ID`], `${A}: has no id yet, got ID; put in`],
      ["what the AWS CLI prints for nothing", [`${A}=None`, `${B}=${NEW}`], `${A}: has no id yet, got None; put in`],
      ["another type's id", [`${A}=${FOUND_VPC}`, `${B}=${NEW}`], `${A}: is no id of its type, got ${FOUND_VPC}; give`],
      ["a part of an id", [`${A}=i-0123`, `${B}=${NEW}`], `${A}: is no id of its type, got i-0123; give`],
      ["two lines of ids", [`${A}=${NEW}\n${NEW}`, `${B}=${NEW}`], `${A}: is no id of its type, got ${NEW}\\u000a`],
      ["one id for two", [`${A}=${NEW}`, `${B}=${NEW}`], `::control-plane-a already, got ${NEW}; give the other id`],
      ["two ids for one", [`${A}=${NEW}`, `${A}=i-0123456789abcdef0`], `--found: ${A} is there twice`],
    ])("is not written with %s", (_, found, message) => {
      const { code, stderr } = repair(exported(staging, both()), ...found.flatMap((one) => ["--found", one]));
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
      expect(() => statSync(at("repaired.json"))).toThrow("ENOENT");
    });

    it("is not written with an instance that the state has under another name", () => {
      const { id, urn } = instance(A);
      const { code, stderr } = repair(exported(staging, [begun(instance(B))]), "--found", `${B}=${id}`);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`is the id of ${urn} already`) });
    });
  });

  it("is not written with another id than the one that the inputs give, or that the state has, in this region", () => {
    const label = "aws:iam/role:Role::roles-worker";
    const role = labelled(staging, label);
    const file = exported(staging, [begun(role)]);
    expect(repair(file, "--found", `${label}=another`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`has another id by its inputs, got another; give ${role.id}, or --absent`),
    });
  });

  it("takes a name again that its predecessor had, which is deleted already, and no id that AWS gives once", () => {
    for (const [label, code] of [
      ["aws:iam/role:Role::roles-worker", 0],
      ["aws:ec2/instance:Instance::bastion", 2],
    ] as const) {
      const gone = labelled(staging, label);
      const file = exported(
        staging.map((one) => (one === gone ? { ...one, pendingReplacement: true } : one)),
        [],
        [begun(gone)],
      );
      expect(run("recover", "staging", "--state", file).stdout.includes(`not ${gone.id}:`)).toBe(code !== 0);
      const output = ["-o", at(`${code}.json`)];
      expect(run("recover", "staging", "--state", file, ...output, "--found", `${label}=${gone.id}`)).toMatchObject({
        code,
        stderr: code === 0 ? "" : expect.stringContaining(`is the id of ${gone.urn} already`),
      });
    }
    expect(resourcesOf(at("0.json")).filter(({ urn }) => urn.endsWith(":Role::roles-worker"))).toHaveLength(1);
  });

  it("is asked for in words that a shell takes as one, whatever the name is", () => {
    const urn = `${labelled(staging, VPC).urn}'; touch x; '`;
    const { code, stderr } = repair(exported(staging, [begun(labelled(staging, VPC), { urn })]));
    expect(code).toBe(2);
    const hint = stderr.slice(stderr.indexOf("give --found") + "give ".length).trim();
    for (const words of hint.split(" or ")) {
      const { stdout } = spawnSync("sh", ["-c", `printf '%s\n' ${words}`], { encoding: "utf8" });
      expect(stdout.split("\n").slice(1)).toEqual([expect.stringMatching(/^aws:ec2.+'; touch x; '(?:=ID)?$/), ""]);
    }
  });

  it("is not written over a file, nor where nothing is pending", () => {
    writeFileSync(at("repaired.json"), "mine");
    expect(repair(exported(staging, interrupted(staging))).stderr).toContain("exists already");
    rmSync(at("repaired.json"));
    expect(repair(exported(staging, []))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nothing is pending"),
    });
  });
});
