/** The real environments with a weak configuration where a rule might not look: no such stack passes. */
import { gzipSync } from "node:zlib";
import { judge, type State } from "../../policy/judge";
import { ENVIRONMENTS } from "../stack/recorded-environment";
import { type Inputs, UNKNOWN } from "./fixture";
import { hardened, yamlOf } from "./machine-config-fixture";
import { asInFirstPreview, Draft, recorded } from "./recorded";

const INSTANCE = "aws:ec2/instance:Instance";
const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const MACHINE_CONFIGS = "palisade:talos:MachineConfigs";
const CONTROL_PLANE = { "palisade:role": "control-plane" };

/** Everybody is answered. */
const WEAK = yamlOf(hardened("1.13"))
  .replace(/^version: .*\n/m, "")
  .replace(/extraArgs:\n/, 'extraArgs:\n      anonymous-auth: "true"\n');
const wide = Buffer.from(`\ufeff${WEAK}`, "utf16le");
const flagged = gzipSync(WEAK);
flagged[3] = 0x80;

const USER_DATA: Readonly<Record<string, Buffer>> = {
  "in clear": Buffer.from(WEAK),
  "in gzip": gzipSync(WEAK),
  "in UTF-16": wide,
  "in gzip of UTF-16": gzipSync(wide),
  "in gzip with a reserved flag": flagged,
  "behind a tag": Buffer.from(WEAK.replace(/^machine:/m, "!!str machine:")),
  "behind an anchor": Buffer.from(WEAK.replace(/^machine:/m, "&m machine:")),
  "behind a kind without a version": Buffer.from(
    "kind: NetworkRuleConfig\nname: machine\nportSelector: {ports: [1-65535], protocol: tcp}\ningress: [{subnet: 0.0.0.0/0}]\n",
  ),
  "of one line by its breaks": Buffer.from("apiVersion: v1alpha1\rkind: NetworkDefaultActionConfig\ringress: accept\r"),
  "behind a commented key": Buffer.from(WEAK.replace(/^machine:/m, "? machine # c\n:").replace("type:", "type: &t")),
  "that is a script": Buffer.from("#!/bin/sh\nexit 0\n"),
  "that is empty": Buffer.from(""),
  "behind a comment": Buffer.from(
    WEAK.replace(/extraArgs:\n/, "extraArgs:\n      feature-gates:\n#see the docs\n        |\n"),
  ),
};

const CARRIERS: readonly (readonly [type: string, inputs: Inputs])[] = [
  ["aws:ssm/parameter:Parameter", { type: "String", value: WEAK }],
  ["aws:s3/bucketObject:BucketObject", { content: WEAK }],
  ["aws:s3/bucketObjectv2:BucketObjectv2", { contentBase64: flagged.toString("base64") }],
  ["aws:ec2/spotFleetRequest:SpotFleetRequest", { launchSpecifications: [{ userData: WEAK }] }],
  [SECRET_VERSION, { secretBinary: Buffer.from(WEAK).toString("base64") }],
  ["talos:machine/configurationApply:ConfigurationApply", { machineConfigurationInput: WEAK }],
  ["talos:machine/configurationApply:ConfigurationApply", { configPatches: ['{"cluster":{"apiServer":{}}}'] }],
];

describe.each(ENVIRONMENTS)("%s does not pass", (environment) => {
  let stack: State;
  let preview: State;

  beforeAll(async () => {
    stack = await recorded(environment, "recorded");
    preview = asInFirstPreview(await recorded(environment, "unknown"));
  });

  /** Of the stack, and of the rule that the configuration breaks: another may have something to say of it, too. */
  const passes = (state: State, change: (draft: Draft) => void): boolean => {
    const draft = new Draft(state);
    change(draft);
    const { passed, rules } = judge(draft.state);
    const outcome = rules.find(({ policy }) => policy === "anonymous-requests-must-be-refused")?.outcome;
    expect(passed).toBe(outcome === "pass");
    return passed;
  };

  test("but does as it is", () => {
    expect(passes(stack, () => undefined)).toBe(true);
    expect(passes(preview, () => undefined)).toBe(true);
  });

  test.each(Object.keys(USER_DATA))("with a weak configuration %s as a control plane's user data", (name) => {
    const userDataBase64 = USER_DATA[name]?.toString("base64");
    const change = (draft: Draft) => draft.change(draft.first(INSTANCE, CONTROL_PLANE), { userDataBase64 });
    expect(passes(stack, change)).toBe(false);
    expect(passes(preview, change)).toBe(false);
  });

  test.each(CARRIERS)("with one that %s carries", (type, inputs) => {
    expect(passes(stack, (draft) => draft.add(type, "carrier", inputs, {}))).toBe(false);
  });

  test("at its first preview with a control plane's user data that is not known", () => {
    const change = (draft: Draft) => draft.change(draft.first(INSTANCE, CONTROL_PLANE), { userDataBase64: UNKNOWN });
    expect(passes(preview, change)).toBe(false);
  });

  test("at its first preview without the component that shows configurations, or with one that shows none", () => {
    expect(passes(preview, (draft) => draft.remove(draft.first(MACHINE_CONFIGS)))).toBe(false);
    const none = (draft: Draft) => draft.changeOutputs(draft.first(MACHINE_CONFIGS), { documents: {} });
    expect(passes(preview, none)).toBe(false);
  });

  test("with one configuration that is not shown", () => {
    const change = (draft: Draft) => {
      const component = draft.first(MACHINE_CONFIGS);
      const [, ...rest] = Object.entries(component.outputs["documents"] as Inputs);
      draft.changeOutputs(component, { documents: Object.fromEntries(rest) });
    };
    expect(passes(preview, change)).toBe(false);
  });
});
