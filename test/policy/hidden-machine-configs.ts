/** Weak configurations where a rule might not look, as changes to a whole stack. */
import { gzipSync } from "node:zlib";
import { type Inputs, UNKNOWN } from "./fixture";
import { hardened, yamlOf } from "./machine-config-fixture";
import type { Draft } from "./recorded";

/** Deployed: ids are known. First preview: neither they nor what the provider computes. */
export type Moment = "deployed" | "first preview";

export interface HiddenConfig {
  readonly change: string;
  readonly moments: readonly Moment[];
  apply(draft: Draft): void;
}

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

function userData(userDataBase64: string | undefined): (draft: Draft) => void {
  return (draft) => draft.change(draft.first(INSTANCE, CONTROL_PLANE), { userDataBase64 });
}

function shown(change: (documents: Inputs) => Inputs): (draft: Draft) => void {
  return (draft) => {
    const component = draft.first(MACHINE_CONFIGS);
    draft.changeOutputs(component, { documents: change(component.outputs["documents"] as Inputs) });
  };
}

export const HIDDEN_CONFIGS: readonly HiddenConfig[] = [
  ...Object.entries(USER_DATA).map(([name, data]) => ({
    change: `a weak configuration ${name} as a control plane's user data`,
    moments: ["deployed", "first preview"] as const,
    apply: userData(data.toString("base64")),
  })),
  ...CARRIERS.map(([type, inputs]) => ({
    change: `one that ${type} carries in ${Object.keys(inputs).at(-1)}`,
    moments: ["deployed"] as const,
    apply: (draft: Draft) => draft.add(type, "carrier", inputs, {}),
  })),
  {
    change: "a control plane's user data that is not known",
    moments: ["first preview"],
    apply: userData(UNKNOWN),
  },
  {
    change: "no component that shows configurations",
    moments: ["first preview"],
    apply: (draft) => draft.remove(draft.first(MACHINE_CONFIGS)),
  },
  {
    change: "a component that shows no configuration",
    moments: ["first preview"],
    apply: shown(() => ({})),
  },
  {
    change: "one configuration that is not shown",
    moments: ["first preview"],
    apply: shown((documents) => Object.fromEntries(Object.entries(documents).slice(1))),
  },
];
