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
      .filter(isAws)
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
    ]);
    const unprotected = resourcesOf(environment).filter(({ type, protect }) => types.has(type) && !protect);
    expect(unprotected).toEqual([]);
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

  it("is the same when it is recorded again", async () => {
    expect(JSON.stringify(await recordedResources(environment))).toBe(JSON.stringify(resourcesOf(environment)));
  });

  it("is there under the same name while ids are unknown", async () => {
    const unknown = await recordedResources(environment, "unknown");
    expect(unknown.map(({ urn }) => urn)).toEqual(resourcesOf(environment).map(({ urn }) => urn));
  });
});

it("a secret of the stack file is a mark without a value", () => {
  const webhook = resourcesOf("prod").find((resource) => nameOf(resource) === "alarms-webhook");
  expect(webhook?.inputs["endpoint"]).toEqual(REDACTED_SECRET);
  expect(webhook?.additionalSecretOutputs).toEqual(["endpoint"]);
  const marks = JSON.stringify(resourcesOf("prod")).split(SECRET_SIGNATURE).length - 1;
  // Input and output of the one resource that has it.
  expect(marks).toBe(2);
});
