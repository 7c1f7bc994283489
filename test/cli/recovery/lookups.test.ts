/** How interrupted creations are found, for everything that both environments make. */
import { ID_FORMS } from "../../../cli/recovery/id-forms";
import { LOOKUPS } from "../../../cli/recovery/lookups";
import { identityText } from "../../../cli/recovery/pending";
import { type Place, placeOf } from "../../../sandbox/aws-resource-model";
import type { DeploymentResource } from "../../../sandbox/deployment";
import { ENVIRONMENTS, recordedEnvironment } from "../../stack/recorded-environment";

/** The provider's importer takes another text than the one that is kept as id. */
const KEPT_AS: Readonly<Record<string, RegExp>> = {
  "aws:cloudwatch/eventTarget:EventTarget": /^palisade-[a-z-]+-(?:alarm-topic|home-bus)$/,
  "aws:cloudwatch/logStream:LogStream": /^connections$/,
  "aws:ec2/networkAclRule:NetworkAclRule": /^nacl-\d+$/,
  "aws:ec2/route:Route": /^r-rtb-[0-9a-f]{17}\d+$/,
  "aws:ec2/routeTableAssociation:RouteTableAssociation": /^rtbassoc-[0-9a-f]{17}$/,
  "aws:lb/targetGroupAttachment:TargetGroupAttachment":
    /^arn:aws:elasticloadbalancing:.+:targetgroup\/.+-[0-9a-f]{26}$/,
};

/** No input has the id: AWS gives it, and a command asks for it. */
const GIVEN: Readonly<Record<string, RegExp>> = {
  "aws:ec2/defaultRouteTable:DefaultRouteTable": /^rtb-[0-9a-f]{17}$/,
  "aws:ec2clientvpn/networkAssociation:NetworkAssociation": /^cvpn-assoc-[0-9a-f]{17}$/,
  "aws:lb/listener:Listener":
    /^arn:aws:elasticloadbalancing:[^:]+:\d{12}:listener\/net\/[^/]+\/[0-9a-f]{16}\/[0-9a-f]{16}$/,
  "aws:secretsmanager/secretVersion:SecretVersion": /^arn:aws:secretsmanager:.+\|[0-9a-f-]{36}$/,
  "aws:sns/topicSubscription:TopicSubscription": /^arn:aws:sns:[^:]+:\d{12}:[^:]+:[0-9a-f-]{36}$/,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": /^sgr-[0-9a-f]{17}$/,
};

/** The importer of the first asks for the VPC, that of the second for the endpoint too. */
const IMPORTED_AS_ANOTHER: ReadonlySet<string> = new Set([
  "aws:ec2/defaultRouteTable:DefaultRouteTable",
  "aws:ec2clientvpn/networkAssociation:NetworkAssociation",
]);

describe.each(ENVIRONMENTS)("%s", (environment) => {
  /** With the values of secrets, and as they are written. */
  let resources: readonly DeploymentResource[];
  let written: readonly DeploymentResource[];
  let where: Place;
  beforeAll(async () => {
    const { judged, deployment } = await recordedEnvironment(environment);
    resources = judged.deployment.resources.filter(({ type }) => type.startsWith("aws:"));
    written = deployment.deployment.resources;
    where = placeOf(written.find(({ type }) => type === "pulumi:providers:aws")?.inputs ?? {});
  });

  it("every AWS type has a lookup", () => {
    const types = [...new Set(resources.map(({ type }) => type))];
    expect(types.length).toBeGreaterThan(40);
    expect(types.filter((type) => LOOKUPS[type] === undefined)).toEqual([]);
  });

  it("no two resources of a type have the same identity", () => {
    const texts = resources.map(({ type, inputs }) => `${type} ${identityText(inputs, LOOKUPS[type]?.identity ?? [])}`);
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });

  it("no input of an identity is missing everywhere", () => {
    const types = [...new Set(resources.map(({ type }) => type))];
    const empty = types.filter((type) =>
      resources
        .filter((resource) => resource.type === type)
        .every(({ inputs }) => /^\[[^,]*(?:,null)+\]$/.test(identityText(inputs, LOOKUPS[type]?.identity ?? []))),
    );
    expect(empty).toEqual([]);
  });

  it("an id that follows from the inputs is the recorded one, or the form that the importer takes", () => {
    const wrong = resources.filter(({ type, inputs, id = "" }) => {
      const imported = LOOKUPS[type]?.id?.(inputs, where);
      if (imported === undefined) return GIVEN[type]?.test(id) === false;
      const kept = KEPT_AS[type];
      return kept === undefined ? imported !== id : imported === id || !kept.test(id);
    });
    expect(wrong.map(({ type, id, urn }) => ({ type, id, urn }))).toEqual([]);
  });

  it("an id that AWS gives has the form in which an answer is taken", () => {
    const given = resources.filter(({ type }) => ID_FORMS[type] !== undefined && !IMPORTED_AS_ANOTHER.has(type));
    expect(given.length).toBeGreaterThan(20);
    expect(given.filter(({ type, id = "" }) => !ID_FORMS[type]?.form.test(id)).map(({ urn }) => urn)).toEqual([]);
  });

  it("no stand-in's id says nothing of its type", () => {
    expect(resources.filter(({ id = "" }) => id.startsWith("recorded-")).map(({ type }) => type)).toEqual([]);
  });

  it("commands name the region, print an id a line, and no secret", () => {
    for (const { type, inputs } of written) {
      const command = LOOKUPS[type]?.command(inputs, where) ?? [];
      if (command.length === 0) continue;
      const region = typeof inputs["region"] === "string" ? inputs["region"] : where.region;
      expect(command.slice(command.indexOf("--region"))).toEqual([
        "--region",
        region,
        "--query",
        expect.stringMatching(/\.\[[^\]]+\]*/),
        "--output",
        "text",
      ]);
      expect(command.join(" ")).not.toMatch(/\[secret\]|\[object|undefined|null/);
    }
  });
});

it("the endpoint of a webhook stays out of the command", () => {
  const inputs = {
    topic: "arn:aws:sns:eu-central-1:123456789012:alarms",
    protocol: "https",
    endpoint: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: '"https://hidden"' },
  };
  const place = { region: "eu-central-1", account: "123456789012" };
  const command = LOOKUPS["aws:sns/topicSubscription:TopicSubscription"]?.command(inputs, place).join(" ");
  expect(command).toContain("Protocol=='https'");
  expect(command).not.toMatch(/hidden|Endpoint/);
});

it("a name with quotes and commas stays one value", () => {
  const place = { region: "eu-central-1", account: "123456789012" };
  const vpc = LOOKUPS["aws:ec2/vpc:Vpc"]?.command({ cidrBlock: "10.0.0.0/16", tags: { Name: 'a,"b' } }, place);
  expect(vpc).toContain('Name=tag:Name,Values="a,\\"b"');
  const role = LOOKUPS["aws:iam/role:Role"]?.command({ name: "it's" }, place);
  expect(role).toContain("Roles[?RoleName=='it\\'s'].[RoleName]");
});
