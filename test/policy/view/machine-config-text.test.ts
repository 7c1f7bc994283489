import { gzipSync } from "node:zlib";
import { machineConfigText } from "../../../policy/view/machine-config-text";
import { hardened, yamlOf } from "../machine-config-fixture";

const packed = (text: string) => gzipSync(text).toString("base64");
const base64 = (text: string) => Buffer.from(text).toString("base64");
const CONFIG = yamlOf(hardened("1.14", "worker"));
const kinds = (text: string) => {
  const read = machineConfigText(text);
  if (read.kind === "documents") return read.documents.map(({ kind }) => kind);
  return read.kind === "unreadable" ? read.problem : "other";
};

/** Talos' unpacker does not look at this flag; ours refuses it. */
function flagged(text: string): string {
  const bytes = gzipSync(text);
  bytes[3] = 0x80;
  return bytes.toString("base64");
}

describe("machine-config-text", () => {
  test.each([
    ["in clear", CONFIG],
    ["in base64", base64(CONFIG)],
    ["in wrapped base64", (base64(CONFIG).match(/.{1,76}/g) ?? []).join("\n")],
    ["packed", packed(CONFIG)],
    ["as JSON", '{"version": "v1alpha1", "machine": {"type": "worker"}}'],
    ["after an empty document", `---\n---\n${CONFIG}`],
  ])("is Talos documents %s", (_, text) => {
    expect(kinds(text)[0]).toBe("");
  });

  test("has the same answer for the same text", () => {
    expect(machineConfigText(CONFIG)).toBe(machineConfigText(CONFIG));
  });

  test.each([
    ["a script", "#!/bin/sh\nexit 0\n"],
    ["cloud-init", "#cloud-config\nusers: []\n"],
    ["a password", "correct horse battery staple"],
    ["a word that is base64", "c2VjcmV0"],
    ["JSON", '{"username": "a", "password": "b"}'],
    ["a Kubernetes manifest", "apiVersion: v1\nkind: Secret\n"],
    ["a secrets bundle", "cluster:\n  id: a\nsecrets: {}\ncerts: {}\n"],
    ["broken YAML", "a: [\n"],
    ["bytes that are no gzip", Buffer.from([0x1f, 0x8b, 1, 2, 3]).toString("base64")],
    ["nothing", ""],
    ["mail for cloud-init", "MIME-Version: 1.0\n\n--x\napiVersion: node.eks.aws/v1alpha1\ncluster: [\n"],
    ["a script with variables of a cluster", "#!/bin/sh\ncluster: &x\nfor i in *; do echo [; done\n"],
    ["another's version", "apiVersion: karpenter.sh/v1alpha1\nkind: Pool\nspec: &a {b: *a\n"],
    ["another's machine", "machine:\n  name: x\nservices: {}\n"],
    ["a document of another with a word of Talos'", "kind: NodeConfig\nspec: {}\n"],
    ["UTF-16 of something else", Buffer.from("\ufeff<powershell>exit 0</powershell>", "utf16le").toString("base64")],
    ["bytes that begin like UTF-16", Buffer.from([0xff, 0xfe, ...Array(40).fill(0xe9)]).toString("base64")],
    ["packed bytes", gzipSync(Buffer.from([0xc3, 0x28, 0xff, 0x2a, 0x78, 0x3a, 0x20])).toString("base64")],
    ["a PEM certificate", "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n"],
    ["variables", "CLUSTER_NAME=prod\nMACHINE=a:b\n"],
    ["a netrc", "machine example.com\n  login a\n  password b\n"],
    [
      "a script about clusters",
      "#!/bin/bash\n/etc/eks/bootstrap.sh my-cluster --b64-cluster-ca x\necho 'joined: [x'\n",
    ],
    ["a kind that is no text", "apiVersion: v1alpha1\nkind: [x]\n"],
  ])("is something else: %s", (_, text) => {
    expect(kinds(text)).toBe("other");
  });

  test.each([
    ["broken YAML", "version: v1alpha1\nmachine:\n  type: [\n", "cannot be read as YAML"],
    ["broken JSON", '{"machine": {', "cannot be read as YAML"],
    ["a broken document", "apiVersion: v1alpha1\nkind: [\n", "cannot be read as YAML"],
    ["an alias", "machine:\n  type: &a worker\n  token: *a\n", "uses YAML aliases, which are not followed"],
    [
      "a document twice",
      `${CONFIG}---\napiVersion: v1alpha1\nkind: KubePrismConfig\nport: 1\n`,
      "has a document twice, which Talos refuses",
    ],
    [
      "a name twice",
      yamlOf([...hardened("1.14"), { apiVersion: "v1alpha1", kind: "VolumeConfig", name: "STATE" }]),
      "has a document twice, which Talos refuses",
    ],
    [
      "another's document",
      `${CONFIG}---\napiVersion: v1\nkind: Secret\n`,
      "has a document that is none of Talos', which refuses them all",
    ],
    ["a text between", `${CONFIG}---\nhello\n`, "has a document that is none of Talos', which refuses them all"],
    ["UTF-16", Buffer.from(`\ufeff${CONFIG}`, "utf16le").toString("base64"), "is UTF-16, which is not read"],
    [
      "UTF-16, packed, the other way round",
      gzipSync(Buffer.from(`\ufeff${CONFIG}`, "utf16le").swap16()).toString("base64"),
      "is UTF-16, which is not read",
    ],
    ["gzip with a reserved flag", flagged(CONFIG), "is gzip that does not unpack, which Talos may unpack"],
    ["a tagged key", "!!str machine:\n  type: worker\n", "has a key that is no text"],
    ["an anchored key", "&m machine:\n  type: worker\n", "uses YAML aliases, which are not followed"],
    ["an explicit key", "? &m machine\n# here\n: type: worker\n", "uses YAML aliases, which are not followed"],
    ["an explicit key in quotes", '? "machine"\n:\n  type: &w worker\n', "uses YAML aliases, which are not followed"],
    ["a key by an alias", "x: &m machine\n*m : {type: worker}\n", "uses YAML aliases, which are not followed"],
    ["an escaped key", '"m\\x61chine": &m {type: worker}\n', "uses YAML aliases, which are not followed"],
    [
      "a key over two lines",
      '? "mach\\\n  ine"\n: {type: worker}\n',
      "has a text on several lines that programs read differently",
    ],
    ["a key as bytes", "!!binary bWFjaGluZQ==:\n  type: worker\n", "has a key that is no text"],
    [
      "a script's first line before it",
      "#!/bin/sh\nmachine: &m {type: worker}\n",
      "uses YAML aliases, which are not followed",
    ],
    ["a comment behind the key", "? machine # c\n: {type: &w worker}\n", "uses YAML aliases, which are not followed"],
    [
      "another line break behind the key",
      "? machine\r: {type: &w worker}\n",
      "has line breaks that programs read differently",
    ],
    [
      "a kind without a version",
      "kind: NetworkRuleConfig\nname: machine\nportSelector: &p {}\n",
      "uses YAML aliases, which are not followed",
    ],
    ["a bomb", packed("\0".repeat(20 * 1024 * 1024)), "unpacks to more than is read"],
    ["a long text", `machine:\n  token: ${"x".repeat(1024 * 1024)}\n`, "is longer than is read"],
  ])("cannot be read: %s", (_, text, expected) => {
    expect(kinds(text)).toBe(expected);
  });

  test.each(["\r", "\r\n", " ", "\t"])("is unpacked as other programs do, with %j in it", (blank) => {
    const text = packed(CONFIG);
    expect(kinds(`${text.slice(0, 40)}${blank}${text.slice(40)}`)[0]).toBe("");
    expect(kinds(`${text}${blank}`)[0]).toBe("");
  });

  test.each(["machine", "cluster", "debug", "persist"])(
    "takes a document without a version for the word %s",
    (word) => {
      const rule = "portSelector: {ports: [1-65535], protocol: tcp}\ningress: [{subnet: 0.0.0.0/0}]\n";
      expect(kinds(`kind: NetworkRuleConfig\nname: ${word}\n${rule}`)).toEqual(["NetworkRuleConfig"]);
      expect(kinds(`kind: NetworkRuleConfig\nname: ${word}s\n${rule}`)).toBe("other");
    },
  );

  test.each([
    ["marks of tags", `x: [\n${"!".repeat(1_000_000)}binary machine`],
    ["words of tags", `x: [\n${"!binar".repeat(150_000)}y machine`],
    ["keys", `x: [\n${"machine ".repeat(120_000)}`],
    ["comments", `x: [\nmachine${" # x\n".repeat(200_000)}`],
    ["brackets", `machine: ${"[".repeat(500_000)}`],
  ])("answers for a megabyte of %s in time", (_, text) => {
    const start = performance.now();
    machineConfigText(text);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test("takes names of one kind for several documents", () => {
    expect(kinds(yamlOf(hardened("1.13"))).length).toBe(hardened("1.13").length);
  });
});
