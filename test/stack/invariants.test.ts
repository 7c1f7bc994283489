/** What holds for every resource of both environments. */
import { loadEnvironment } from "../../cli/environment";
import { type DeploymentResource, REDACTED_SECRET, SECRET_SIGNATURE } from "../../sandbox/deployment";
import { ENVIRONMENTS, type EnvironmentName, nameOf, recordedResources } from "./recorded-environment";

const recorded = new Map<EnvironmentName, readonly DeploymentResource[]>();

beforeAll(async () => {
  for (const name of ENVIRONMENTS) recorded.set(name, await recordedResources(name));
});

function resourcesOf(name: EnvironmentName): readonly DeploymentResource[] {
  return recorded.get(name) ?? [];
}

const isComponent = ({ custom, type }: DeploymentResource) => !custom && type !== "pulumi:pulumi:Stack";
const isAws = ({ custom, type }: DeploymentResource) => custom && type.startsWith("aws:");
const isMade = ({ custom, type }: DeploymentResource) => custom && !type.startsWith("pulumi:");

/** Less what is new in every recording: throw-away keys, what is public of them, and digests. */
function withoutKeys(resources: readonly DeploymentResource[]): string {
  return (
    JSON.stringify(resources, undefined, 1)
      .replace(/-----BEGIN (CERTIFICATE|CERTIFICATE REQUEST|PUBLIC KEY)-----[^-]+-----END \1-----/g, "[$1]")
      .replace(/(secret:hmac-sha256|certificate:sha256):[0-9a-f]{32}/g, "[$1]")
      // Gzip in base64, as JSON: a worker's tokens are in it.
      .replace(/"plaintext": "\\"H4sI[A-Za-z0-9+/=]+\\""/g, '"plaintext": "[USER DATA]"')
  );
}

describe.each(ENVIRONMENTS)("every resource of %s", (environment) => {
  it("is there at all", () => {
    expect(resourcesOf(environment).filter(isAws).length).toBeGreaterThan(250);
  });

  it("has a component as parent, and a name that begins with the component's", () => {
    const components = new Map(
      resourcesOf(environment)
        .filter(isComponent)
        .map((component) => [component.urn, nameOf(component)]),
    );
    const wrong = resourcesOf(environment)
      .filter(isMade)
      .filter((resource) => {
        const parent = components.get(resource.parent ?? "");
        return parent === undefined || !(nameOf(resource) === parent || nameOf(resource).startsWith(`${parent}-`));
      });
    expect(wrong.map(({ urn }) => urn)).toEqual([]);
  });

  it("is made by the environment's provider, which refuses every other account", () => {
    const [provider, ...others] = resourcesOf(environment).filter(({ type }) => type === "pulumi:providers:aws");
    expect(others).toEqual([]);
    expect(provider?.inputs["allowedAccountIds"]).toEqual(
      JSON.stringify([environment === "staging" ? "111122223333" : "444455556666"]),
    );
    const wrong = resourcesOf(environment)
      .filter(isAws)
      .filter((one) => !one.provider?.startsWith(`${provider?.urn}::`));
    expect(wrong.map(({ urn }) => urn)).toEqual([]);
  });

  it("names nothing by its place in a list", () => {
    const wrong = resourcesOf(environment)
      .map(nameOf)
      .filter((name) => /-\d$/.test(name) && !/-\d+-\d+-\d+-\d+-\d+$/.test(name));
    expect(wrong.filter((name) => !/(?:eu|us)-[a-z]+-\d$/.test(name))).toEqual([]);
  });

  it("has no security-group rule inline, none for every protocol, and a description for each", () => {
    const resources = resourcesOf(environment);
    const groups = resources.filter(({ type }) => type === "aws:ec2/securityGroup:SecurityGroup");
    expect(groups.filter(({ inputs }) => "ingress" in inputs || "egress" in inputs)).toEqual([]);
    const rules = resources.filter(({ type }) => /^aws:vpc\/securityGroup(?:In|E)gressRule:/.test(type));
    expect(rules.length).toBeGreaterThan(60);
    expect(rules.filter(({ inputs }) => inputs["ipProtocol"] !== "tcp" && inputs["ipProtocol"] !== "udp")).toEqual([]);
    expect(rules.filter(({ inputs }) => typeof inputs["description"] !== "string")).toEqual([]);
  });

  it("is protected where it holds keys or data, and nowhere else", () => {
    const types = new Set(
      resourcesOf(environment)
        .filter(({ protect }) => protect)
        .map(({ type }) => type),
    );
    expect([...types].sort()).toEqual([
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:iam/serviceLinkedRole:ServiceLinkedRole",
      "aws:kms/key:Key",
      "aws:s3/bucket:Bucket",
      "aws:secretsmanager/secret:Secret",
      "palisade:index:DestroyGuard",
      "random:index/randomBytes:RandomBytes",
      "random:index/randomPassword:RandomPassword",
      "tls:index/privateKey:PrivateKey",
      "tls:index/selfSignedCert:SelfSignedCert",
    ]);
    const unprotected = resourcesOf(environment).filter(({ type, protect }) => types.has(type) && !protect);
    // A run's own access, and what digests are made with: both may be made anew at any time.
    expect(unprotected.map(nameOf).sort()).toEqual(["kubernetes-access", "machine-configs-digest-key"]);
  });

  it("has the ARN that the plan computed, which policies name before it exists", () => {
    const { plan } = loadEnvironment({ environment });
    const trail = plan.audit.trail.mode === "own" ? [plan.audit.trail.arn] : [];
    const planned = [
      plan.audit.topic.arn,
      ...trail,
      ...plan.audit.logGroups.map(({ arn }) => arn),
      ...plan.roles.map(({ arn }) => arn),
      ...plan.storage.buckets.map(({ arn }) => arn),
      ...plan.storage.replicas.map(({ bucket }) => bucket.arn),
    ];
    const recordedArns = new Set(resourcesOf(environment).map(({ outputs }) => outputs["arn"]));
    expect(planned.length).toBeGreaterThan(10);
    expect(planned.filter((arn) => !recordedArns.has(arn))).toEqual([]);
  });

  it("is the same when it is recorded again, but for its keys", async () => {
    const [before, after] = [resourcesOf(environment), await recordedResources(environment)].map(withoutKeys);
    expect(after === before ? "the same" : firstDifference(before, after)).toBe("the same");
    expect(before).toContain("[CERTIFICATE]");
  });

  it("is there under the same name while ids are unknown", async () => {
    const unknown = await recordedResources(environment, "unknown");
    const urns = (resources: readonly DeploymentResource[]) => resources.map(({ urn }) => urn).sort();
    expect(urns(unknown)).toEqual(urns(resourcesOf(environment)));
  });

  it("comes after all that it depends on, and after its parent", () => {
    const before = new Set<string>();
    const early: string[] = [];
    for (const { urn, parent, dependencies } of resourcesOf(environment)) {
      if ([...dependencies, ...(parent === undefined ? [] : [parent])].some((one) => !before.has(one))) early.push(urn);
      before.add(urn);
    }
    expect(early).toEqual([]);
  });
});

function firstDifference(before = "", after = ""): string {
  const lines = before.split("\n");
  const index = after.split("\n").findIndex((line, at) => line !== lines[at]);
  return `line ${index}: ${lines[index]} / ${after.split("\n")[index]}`;
}

describe("a secret", () => {
  const marked = (value: unknown) => JSON.stringify(value)?.includes(SECRET_SIGNATURE);

  it("of the stack file is a mark without a value", () => {
    const webhook = resourcesOf("prod").find((resource) => nameOf(resource) === "alarms-webhook");
    expect(webhook?.inputs["endpoint"]).toEqual(REDACTED_SECRET);
    expect(webhook?.additionalSecretOutputs).toEqual(["endpoint"]);
    expect(webhook?.outputs["endpoint"]).toEqual(REDACTED_SECRET);
  });

  it("is each of these properties, wherever it is given, and no other", () => {
    const found = resourcesOf("prod").flatMap(({ type, inputs, outputs }) =>
      Object.entries({ ...inputs, ...outputs })
        .filter(([, value]) => marked(value))
        .map(([property]) => `${type.split(":").at(-1)} ${property}`),
    );
    expect([...new Set(found)].sort()).toEqual([
      "CertRequest certRequestPem",
      "CertRequest privateKeyPem",
      "LaunchTemplate userData",
      "LocallySignedCert caCertPem",
      "LocallySignedCert caPrivateKeyPem",
      "LocallySignedCert certPem",
      "LocallySignedCert certRequestPem",
      "PrivateKey privateKeyPem",
      "RandomBytes base64",
      "RandomBytes hex",
      "RandomPassword result",
      "SecretVersion secretString",
      "SelfSignedCert privateKeyPem",
      "TopicSubscription endpoint",
    ]);
    // Every one of these but the e-mail addresses of alarms.
    const clear = resourcesOf("prod").flatMap((resource) =>
      Object.entries({ ...resource.inputs, ...resource.outputs })
        .filter(([property]) => found.includes(`${resource.type.split(":").at(-1)} ${property}`))
        .filter(([, value]) => !marked(value))
        .map(() => nameOf(resource)),
    );
    expect(clear.filter((name) => !name.startsWith("alarms-"))).toEqual([]);
    expect(clear).toHaveLength(2);
  });
});
