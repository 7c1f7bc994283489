/** Where secrets of nodes are in the whole program, and where not. */
import { gunzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";
import { loadEnvironment } from "../../cli/environment";
import { allMachines } from "../../model/machine/plan";
import { USER_DATA_LIMIT } from "../../model/user-data";
import type { SecretsBundle } from "../../pki/bundle";
import { readBundle } from "../../pki/bundle-yaml";
import type { DeploymentResource, PropertyMap } from "../../sandbox/deployment";
import type { RecordedStack } from "../../sandbox/recorder";
import { inClear } from "../../sandbox/secret-marks";
import { secretPaths, secretsIn } from "../components/secret-texts";
import { ENVIRONMENTS, nameOf, recordedEnvironment } from "./recorded-environment";

const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const CONFIGS = "palisade:talos:MachineConfigs";
const OF_WORKERS = ["cluster.id", "cluster.secret", "secrets.bootstraptoken", "trustdinfo.token"];
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe.each(ENVIRONMENTS)("secrets of %s", (environment) => {
  let stack: RecordedStack;
  let bundle: SecretsBundle;

  const resources = (): readonly DeploymentResource[] => stack.judged.deployment.resources;
  const clear = (resource: DeploymentResource) => inClear(resource.inputs) as PropertyMap;
  const version = (name: string) => {
    const found = resources().find((one) => one.type === VERSION && nameOf(one) === `node-secrets-${name}`);
    return found === undefined ? "" : String(clear(found)["secretString"]);
  };
  /** User data of whatever has some, decompressed, by name. */
  const userData = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
      resources().flatMap((resource) => {
        const given = clear(resource)["userData"] ?? clear(resource)["userDataBase64"];
        if (typeof given !== "string") return [];
        const bytes = Buffer.from(given, "base64");
        return [[`${resource.type.split(":").at(-1)} ${nameOf(resource)}`, gunzipSync(bytes).toString("utf8")]];
      }),
    );

  beforeAll(async () => {
    stack = await recordedEnvironment(environment);
    const read = readBundle(version("bundle"), new Date());
    if (!("bundle" in read)) throw new Error("the program makes no good bundle");
    bundle = read.bundle;
  });

  it("are complete in each control plane's secret, and in no user data of any instance", () => {
    const { controlPlanes } = loadEnvironment({ environment }).plan.machines;
    expect(controlPlanes).toHaveLength(3);
    for (const { identity, address } of controlPlanes) {
      const text = version(`machine-config-${identity}`);
      expect(secretsIn(text, bundle)).toEqual(secretPaths(bundle));
      expect(text).toContain(`${address}/32`);
      expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
    }
    const instances = Object.entries(userData()).filter(([name]) => name.startsWith("Instance "));
    expect(instances.length).toBeGreaterThanOrEqual(3);
    for (const [name, text] of instances) expect([name, secretsIn(text, bundle)]).toEqual([name, []]);
  });

  it("of workers are what joins them, within what EC2 takes, and no key", () => {
    const templates = resources().filter(({ type }) => type === "aws:ec2/launchTemplate:LaunchTemplate");
    const { workers } = loadEnvironment({ environment }).plan;
    expect(templates).toHaveLength(workers.length);
    for (const template of templates) {
      const bytes = Buffer.from(String(clear(template)["userData"]), "base64");
      expect(bytes.length).toBeLessThanOrEqual(USER_DATA_LIMIT);
      expect(secretsIn(gunzipSync(bytes).toString("utf8"), bundle)).toEqual(OF_WORKERS);
    }
  });

  it("are in nothing else that a provider is given, but where they are made", () => {
    const made = /^(?:tls|random):/;
    const places = resources()
      .filter(({ type, custom }) => custom && !made.test(type))
      .filter((resource) => secretsIn(JSON.stringify(clear(resource)), bundle).length > 0);
    expect(new Set(places.map(({ type }) => type))).toEqual(new Set([VERSION]));
  });

  it("are in nothing that is written, printed or exported", () => {
    expect(secretsIn(JSON.stringify([stack.deployment, stack.outputs]), bundle)).toEqual([]);
    expect(JSON.stringify(stack.deployment)).not.toContain(["PRIVATE", "KEY-----"].join(" "));
  });

  it("have digests in their place where configurations are shown, which the stack exports", () => {
    const names = allMachines(loadEnvironment({ environment }).plan.machines).map(({ name }) => name);
    const shown = resources().find(({ type }) => type === CONFIGS)?.outputs ?? {};
    expect(Object.keys(shown["redacted"] ?? {}).sort()).toEqual([...names].sort());
    expect(stack.outputs["machineConfigs"]).toEqual(shown["redacted"]);
    expect(Object.keys(shown["documents"] ?? {}).sort()).toEqual([...names].sort());
  });

  it("are not known at a first preview, where configurations are shown with names for them", async () => {
    const first = await recordedEnvironment(environment, "unknown");
    const of = ({ deployment }: RecordedStack) =>
      deployment.deployment.resources.find(({ type }) => type === CONFIGS)?.outputs ?? {};
    expect(of(first)["documents"]).toEqual(of(stack)["documents"]);
    expect(of(first)["redacted"]).toBe(UNKNOWN);
    const values = first.judged.deployment.resources.filter(({ type }) => type === VERSION).map(clear);
    expect(values.map(({ secretString }) => secretString)).toEqual(values.map(() => UNKNOWN));
  });
});
