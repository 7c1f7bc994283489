/**
 * The rules through the SDK's own request handlers, which the engine calls over gRPC: what `pulumi preview --policy-pack policy` says is what the
 * offline judge says. The handlers are internal to the SDK; this is the only file that calls them.
 */
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { RULES } from "../../policy/catalogue";
import { judge, type State } from "../../policy/judge";
import { policiesOf } from "../../policy/pack";
import type { ResourceRule, Rule, StackRule } from "../../policy/rule";
import type { StateResource } from "../../policy/view/stack";
import { ENVIRONMENTS, nameOf } from "../stack/recorded-environment";
import { type Inputs, idOf, resource, stateOf, UNKNOWN } from "./fixture";
import { MUTATIONS } from "./mutations";
import { group, INGRESS_RULE } from "./openings";
import { asInFirstPreview, Draft, IDS, recorded } from "./recorded";

type Callback = (error: Error | null | undefined, response?: proto.AnalyzeResponse) => void;
type Handler<Request> = (call: { readonly request: Request }, callback: Callback) => Promise<void>;
type Maker<Request> = (name: string, version: string, level: string, policies: unknown) => Handler<Request>;

const server = require("@pulumi/policy/server") as {
  readonly makeAnalyzeRpcFun: Maker<proto.AnalyzeRequest>;
  readonly makeAnalyzeStackRpcFun: Maker<proto.AnalyzeStackRequest>;
};

const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** State has a secret's value as JSON, the wire as it is. */
function wire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wire);
  if (typeof value !== "object" || value === null) return value;
  const map = value as Inputs;
  if (map[SIGNATURE] !== undefined && typeof map["plaintext"] === "string") {
    return { [SIGNATURE]: map[SIGNATURE], value: JSON.parse(map["plaintext"]) as unknown };
  }
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, child]) => child !== undefined)
      .map(([key, child]) => [key, wire(child)]),
  );
}

const struct = (properties: Inputs) =>
  Struct.fromJavaScript(wire(properties) as Parameters<typeof Struct.fromJavaScript>[0]);

function options({ protect }: StateResource): proto.AnalyzerResourceOptions {
  return new proto.AnalyzerResourceOptions().setProtect(protect === true);
}

function resourceRequest(made: StateResource): proto.AnalyzeRequest {
  return new proto.AnalyzeRequest()
    .setType(made.type)
    .setUrn(made.urn)
    .setName(nameOf(made))
    .setProperties(struct(made.inputs))
    .setOptions(options(made));
}

function stackRequest({ deployment }: State): proto.AnalyzeStackRequest {
  return new proto.AnalyzeStackRequest().setResourcesList(
    deployment.resources.map((made) => {
      const message = new proto.AnalyzerResource()
        .setType(made.type)
        .setUrn(made.urn)
        .setName(nameOf(made))
        .setProperties(struct({ ...made.outputs, ...(made.id === undefined ? {} : { id: made.id }) }))
        .setOptions(options(made));
      for (const [property, urns] of Object.entries(made.propertyDependencies ?? {})) {
        message
          .getPropertydependenciesMap()
          .set(property, new proto.AnalyzerPropertyDependencies().setUrnsList([...urns]));
      }
      return message;
    }),
  );
}

interface Answer {
  /** "<policy> <urn>: <message>", sorted. */
  readonly findings: readonly string[];
  readonly levels: ReadonlySet<number>;
  /** Policies that said of every resource that they do not look at it. */
  readonly notApplicable: readonly string[];
}

async function call<Request>(handler: Handler<Request>, request: Request): Promise<proto.AnalyzeResponse> {
  return await new Promise((resolve, reject) => {
    handler({ request }, (error, response) => {
      if (error || response === undefined) reject(error ?? new Error("no response"));
      else resolve(response);
    }).catch(reject);
  });
}

/** As the engine does it: every resource, then the stack. */
async function analyzed(state: State, rules: readonly Rule[] = RULES): Promise<Answer> {
  const policies = policiesOf(rules);
  const one = server.makeAnalyzeRpcFun("palisade", "0.1.0", "advisory", policies);
  const whole = server.makeAnalyzeStackRpcFun("palisade", "0.1.0", "advisory", policies);
  const responses = [
    ...(await Promise.all(state.deployment.resources.map((made) => call(one, resourceRequest(made))))),
    await call(whole, stackRequest(state)),
  ];
  const diagnostics = responses.flatMap((response) => response.getDiagnosticsList());
  const skipped = responses.map((response) => response.getNotApplicableList().map((item) => item.getPolicyName()));
  return {
    findings: diagnostics.map((item) => `${item.getPolicyname()} ${item.getUrn()}: ${textOf(item)}`).sort(),
    levels: new Set(diagnostics.map((item) => item.getEnforcementlevel())),
    notApplicable: rules
      .filter(({ scope, name }) => scope === "resource" && skipped.slice(0, -1).every((names) => names.includes(name)))
      .map(({ name }) => name),
  };
}

/** The SDK puts the policy's description on a line before the message. */
function textOf(diagnostic: proto.AnalyzeDiagnostic): string {
  const [description, ...message] = diagnostic.getMessage().split("\n");
  expect(description).toBe(diagnostic.getDescription());
  return message.join("\n");
}

/** The same of the offline judge. */
function told(state: State, rules: readonly Rule[] = RULES): readonly string[] {
  return judge(state, rules)
    .findings.map(
      ({ policy, urn, outcome, message }) =>
        `${policy} ${urn}: ${outcome === "inconclusive" ? "could not be decided: " : ""}${message}`,
    )
    .sort();
}

const MANDATORY = new Set([proto.EnforcementLevel.MANDATORY]);
const of = (level: Rule["level"]) => RULES.filter((rule) => rule.level === level);

describe.each(ENVIRONMENTS.flatMap((environment) => IDS.map((ids) => [environment, ids] as const)))(
  "%s with ids %s",
  (environment, ids) => {
    let state: State;
    beforeAll(async () => {
      state = await recorded(environment, ids);
    });

    it("passes in the engine as it does offline", async () => {
      expect(told(state, of("mandatory"))).toEqual([]);
      expect(await analyzed(state, of("mandatory"))).toEqual({ findings: [], levels: new Set(), notApplicable: [] });
    });

    it("is advised in the engine as it is offline", async () => {
      const advice = told(state, of("advisory"));
      expect(advice.length).toBeGreaterThan(0);
      const answer = await analyzed(state, of("advisory"));
      expect(answer.findings).toEqual(advice);
      expect(answer.levels).toEqual(new Set([proto.EnforcementLevel.ADVISORY]));
    });

    it("passes too where the provider has not computed anything yet", async () => {
      const preview = asInFirstPreview(state);
      expect(told(preview, of("mandatory"))).toEqual([]);
      expect((await analyzed(preview, of("mandatory"))).findings).toEqual([]);
    });
  },
);

// Each change once, in one environment or the other, with ids and without: a whole stack through the handlers takes most of a second.
describe.each([
  ["staging", "recorded", 0],
  ["prod", "unknown", 1],
] as const)("%s with ids %s, changed", (environment, ids, rest) => {
  let state: State;
  beforeAll(async () => {
    state = await recorded(environment, ids);
  });

  it.each(MUTATIONS.filter((_, index) => index % 2 === rest))(
    "fails in the engine as offline: $change",
    async ({ apply }) => {
      const draft = new Draft(state);
      const findings = apply(draft);
      const answer = await analyzed(draft.state, of("mandatory"));
      expect(answer.findings).toEqual(told(draft.state, of("mandatory")));
      expect(answer.findings).toHaveLength(findings.length);
      expect(answer.levels).toEqual(MANDATORY);
    },
  );
});

describe("a value that is not known", () => {
  it("is a mandatory violation of every rule that needs it, and hides none of the others", async () => {
    const opening = { securityGroupId: idOf("worker"), ipProtocol: "tcp", fromPort: 50000, toPort: 50000 };
    const admin = group("admin");
    const state = stateOf(
      group("worker"),
      admin,
      resource(INGRESS_RULE, "hidden", { ...opening, cidrIpv4: UNKNOWN }, { refersTo: { cidrIpv4: [admin] } }),
      resource(INGRESS_RULE, "open", { ...opening, cidrIpv4: "0.0.0.0/0" }),
      resource("aws:ec2/launchTemplate:LaunchTemplate", "node", { metadataOptions: UNKNOWN, userData: UNKNOWN }),
      resource("aws:iam/rolePolicy:RolePolicy", "role", { policy: UNKNOWN }),
    );
    const answer = await analyzed(state);
    expect(answer.levels).toEqual(MANDATORY);
    const urn = (type: string, name: string) => `urn:pulumi:test::palisade::${type}::${name}`;
    const template = urn("aws:ec2/launchTemplate:LaunchTemplate", "node");
    expect(answer.findings).toEqual([
      `instance-metadata-must-need-a-session ${template}: could not be decided: metadataOptions is not known`,
      `permissions-must-be-named ${urn("aws:iam/rolePolicy:RolePolicy", "role")}: could not be decided: policy is not known or not a policy document`,
      `talos-api-must-admit-administrators-only ${urn(INGRESS_RULE, "hidden")}: could not be decided: opens 50000/tcp (Talos API) to a source that is not known; only administrators and management functions may reach it`,
      `talos-api-must-admit-administrators-only ${urn(INGRESS_RULE, "open")}: opens 50000/tcp (Talos API) to every IPv4 address; only administrators and management functions may reach it`,
      `volumes-must-be-encrypted-with-own-key ${template}: names no root volume, so the image decides whether it is encrypted and with which key`,
    ]);
    expect(told(state)).toEqual(answer.findings);
  });
});

describe("a file that becomes an object", () => {
  const asset = (more: Inputs) => ({ [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", ...more });

  it.each([
    ["a file", asset({ path: "secrets.yaml" })],
    ["text", asset({ text: "nothing secret" })],
  ])("is undecided in the engine as offline: %s", async (_, source) => {
    const state = stateOf(resource("aws:s3/bucketObjectv2:BucketObjectv2", "object", { source }));
    const answer = await analyzed(state);
    expect(answer.findings).toHaveLength(2);
    expect(answer.findings).toEqual(told(state));
    expect(answer.levels).toEqual(MANDATORY);
  });
});

describe("an error inside a rule", () => {
  const facts = {
    id: "CMP-09",
    statement: "Breaks",
    severity: "low",
    level: "mandatory",
    references: [],
    remediation: "None.",
  } as const;
  class MarkerError extends Error {}
  const broken = (): never => {
    throw new MarkerError("marker-of-a-secret");
  };
  const brokenResource: ResourceRule = { ...facts, name: "one-must-break", scope: "resource", judge: broken };
  const brokenStack: StackRule = { ...facts, name: "all-must-break", scope: "stack", judge: broken };

  it("is that rule's undecided outcome, mandatory, and hides no other rule", async () => {
    const state = stateOf(resource("aws:ec2/vpc:Vpc", "vpc"));
    const rules = [brokenResource, brokenStack, ...RULES];
    const answer = await analyzed(state, rules);
    const failure = "could not be decided: the rule itself failed (MarkerError): please report it";
    const urn = "urn:pulumi:test::palisade::aws:ec2/vpc:Vpc::vpc";
    expect(answer.findings).toEqual([
      `all-must-break ${urn}: ${failure}`,
      `default-security-group-must-be-empty ${urn}: its default security group is not managed, so it keeps the rules that AWS gave it`,
      `flow-log-must-record-all-traffic ${urn}: it has no flow log`,
      `one-must-break ${urn}: ${failure}`,
    ]);
    expect(told(state, rules)).toEqual(answer.findings);
    expect(answer.levels).toEqual(MANDATORY);
    expect(JSON.stringify(answer.findings)).not.toContain("marker-of-a-secret");
  });

  it("fails the offline verdict, with or without other rules", () => {
    const state = stateOf(resource("aws:ec2/vpc:Vpc", "vpc"));
    for (const rule of [brokenResource, brokenStack]) {
      const verdict = judge(state, [rule]);
      expect(verdict.passed).toBe(false);
      expect(verdict.rules[0]).toMatchObject({ outcome: "inconclusive", checked: 1, inconclusive: 1 });
    }
  });
});

describe("the policies", () => {
  it("carry name, level, severity and references of their rules", () => {
    expect(
      policiesOf(RULES).map(({ name, description, enforcementLevel, severity, tags, remediationSteps }) => ({
        name,
        description,
        enforcementLevel,
        severity,
        tags,
        remediationSteps,
      })),
    ).toEqual(
      RULES.map((rule) => ({
        name: rule.name,
        description: `${rule.id}: ${rule.statement}.`,
        enforcementLevel: rule.level,
        severity: rule.severity,
        tags: [rule.id, ...rule.references],
        remediationSteps: rule.remediation,
      })),
    );
  });

  it("say of a resource of another type that they do not look at it", async () => {
    const answer = await analyzed(stateOf(resource("aws:sns/topic:Topic", "topic")));
    expect(answer.findings).toEqual([]);
    expect(answer.notApplicable).toEqual(
      RULES.filter((rule) => rule.scope === "resource" && rule.types !== undefined).map(({ name }) => name),
    );
  });
});
