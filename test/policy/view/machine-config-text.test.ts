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
    ["a bomb", packed("\0".repeat(20 * 1024 * 1024)), "unpacks to more than is read"],
    ["a long text", `machine:\n  token: ${"x".repeat(1024 * 1024)}\n`, "is longer than is read"],
  ])("cannot be read: %s", (_, text, expected) => {
    expect(kinds(text)).toBe(expected);
  });

  test("takes names of one kind for several documents", () => {
    expect(kinds(yamlOf(hardened("1.13"))).length).toBe(hardened("1.13").length);
  });
});
