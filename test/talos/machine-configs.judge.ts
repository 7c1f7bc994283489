/** Palisade's configurations before Talos' own loader and validator: every golden, and every node of 500 generated environments. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { checkConfig } from "../../config/check";
import { machineDocuments, renderMachineConfig } from "../../model/machine/documents";
import { allMachines, type MachineNodePlan, type MachinePlan } from "../../model/machine/plan";
import { mapSecrets, NAMED_SECRETS } from "../../model/machine/redaction";
import { buildPlan, planProblems } from "../../model/plan";
import { renderDocuments } from "../../model/user-data";
import type { SecretsBundle } from "../../pki/bundle";
import { newBundle } from "../../pki/new-bundle";
import { environmentName, flat, validConfig } from "../config/arbitrary";
import { GOLDEN_FOLDER, type Golden, goldens } from "../model/machine/goldens";
import { type Contract, judge, talosctl, talosctlEach } from "./judge";

const ENVIRONMENTS = 500;

let bundle: SecretsBundle;

beforeAll(async () => {
  bundle = await newBundle(new Date());
});

/** A golden with the names of secrets filled in: the file itself is judged, not what is rendered beside it. */
function filledIn(text: string): string {
  const values = new Map<string, string>();
  mapSecrets(NAMED_SECRETS, (path, name) => {
    values.set(name, path);
    return name;
  });
  const real = new Map<string, string>();
  mapSecrets(bundle, (path, value) => {
    real.set(path, value);
    return value;
  });
  const isV1alpha1 = (document: object) => !("kind" in document);
  const fill = (value: unknown, encode: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => fill(item, encode));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, fill(child, encode)]));
    const path = typeof value === "string" ? values.get(value) : undefined;
    if (path === undefined) return value;
    const secret = real.get(path) ?? "";
    return encode && path.startsWith("certs.") ? Buffer.from(secret).toString("base64") : secret;
  };
  const documents = parseAllDocuments(text).map((document) => document.toJS() as object);
  return renderDocuments(documents.map((document) => fill(document, isV1alpha1(document)) as object));
}

function contractOf({ cluster }: MachinePlan): Contract {
  return cluster.contract;
}

const machineType = (node: MachineNodePlan) => (node.role === "worker" ? "worker" : "controlplane");
const ACCEPTED = { error: null, warnings: [], complete: true };

describe("goldens", () => {
  const all = goldens();

  it.each(all.map((golden) => [golden.file, golden] as const))(
    "%s is accepted, strictly, for a cloud",
    (file, golden) => {
      const text = filledIn(readFileSync(join(GOLDEN_FOLDER, file), "utf8"));
      expect(text === renderMachineConfig(golden.machines.cluster, golden.node, bundle)).toBe(true);
      const [answer] = judge(contractOf(golden.machines), [{ op: "validate", config: text }]);
      expect(answer).toEqual({ ...ACCEPTED, machineType: machineType(golden.node) });
    },
  );

  it.each(
    all.filter(({ machines }) => contractOf(machines) === "1.13").map((golden) => [golden.file, golden] as const),
  )("%s is accepted by talosctl validate --strict -m cloud", (_, { machines, node }: Golden) => {
    const input = renderMachineConfig(machines.cluster, node, bundle);
    const { code, stdout } = talosctl(["validate", "--strict", "-m", "cloud", "-c", "/dev/stdin"], { input });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("is valid for cloud mode") });
  });

  it("are refused once something in them is wrong: the judge is awake", () => {
    const [golden] = all;
    if (golden === undefined) throw new Error("no golden");
    const documents = machineDocuments(golden.machines.cluster, golden.node, bundle);
    const config = renderDocuments([...documents, { apiVersion: "v1alpha1", kind: "HostnameConfig", auto: "stable" }]);
    const [answer] = judge(contractOf(golden.machines), [{ op: "validate", config }]);
    expect(answer.error).not.toBeNull();
  });
});

describe(`${ENVIRONMENTS} generated environments`, () => {
  type Config = { readonly op: "validate"; readonly config: string };
  const requests: Record<Contract, Config[]> = { "1.13": [], "1.14": [] };
  const expected: Record<Contract, string[]> = { "1.13": [], "1.14": [] };

  beforeAll(() => {
    for (const [environment, input] of fc.sample(fc.tuple(environmentName, validConfig), ENVIRONMENTS)) {
      const { config } = checkConfig({ environment, values: flat(input), isSecret: () => false }, planProblems);
      const { machines } = buildPlan(config);
      for (const node of allMachines(machines)) {
        const text = renderMachineConfig(machines.cluster, node, bundle);
        requests[contractOf(machines)].push({ op: "validate", config: text });
        expected[contractOf(machines)].push(machineType(node));
      }
    }
  });

  it.each(["1.13", "1.14"] as const)("every configuration is accepted by loader and validator of %s", (contract) => {
    expect(requests[contract].length).toBeGreaterThan(ENVIRONMENTS);
    const answers = judge(contract, requests[contract]);
    const refused = answers.filter(
      ({ error, warnings, complete }) => error !== null || warnings.length > 0 || !complete,
    );
    // Words of the validator may quote what it read: only their number is told.
    expect(refused.length).toBe(0);
    expect(answers.map((answer) => answer.machineType)).toEqual(expected[contract]);
  });

  it("every configuration of 1.13 is accepted by talosctl validate --strict -m cloud", async () => {
    const wrong = `${requests["1.13"][0]?.config}---\napiVersion: v1alpha1\nkind: HostnameConfig\nauto: stable\n`;
    const texts = [...requests["1.13"].map(({ config }) => config), wrong];
    const codes = await talosctlEach(["validate", "--strict", "-m", "cloud", "-c", "/dev/stdin"], texts);
    expect(codes.at(-1)).toBe(1);
    expect(codes.slice(0, -1).filter((code) => code !== 0).length).toBe(0);
  }, 600_000);
});
