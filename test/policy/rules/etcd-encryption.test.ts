import { randomBytes } from "node:crypto";
import { etcdEncryption } from "../../../policy/rules/etcd-encryption";
import { failed, PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { type Change, carried, changed, hardened } from "../machine-config-fixture";

/** Of this run. */
const KEY = randomBytes(32).toString("base64");

describeMachineConfigRule(etcdEncryption, { roles: ["control-plane"] });

describe("etcd-encryption", () => {
  const judged = (contract: "1.13" | "1.14", ...changes: readonly Change[]) =>
    told(etcdEncryption, carried(changed(hardened(contract), ...changes)));

  test("passes for the key of a cluster that is older than secretbox", () => {
    expect(
      judged("1.13", ["", "cluster/secretboxEncryptionSecret", undefined], ["", "cluster/aescbcEncryptionSecret", KEY]),
    ).toEqual(PASS);
  });

  test.each([
    [
      "a key service",
      [
        {
          resources: ["secrets"],
          providers: [{ kms: { apiVersion: "v2", name: "x", endpoint: "unix:///run/kms.sock" } }],
        },
      ],
    ],
    ["everything", [{ resources: ["*.*"], providers: [{ aescbc: { keys: [{ name: "a", secret: KEY }] } }] }]],
    [
      "an entry that is not for secrets before",
      [
        { resources: ["events"], providers: [{ identity: {} }] },
        { resources: ["secrets"], providers: [{ secretbox: { keys: [{ name: "a", secret: KEY }] } }] },
      ],
    ],
  ])("passes for %s", (_, resources) => {
    expect(judged("1.14", ["KubeEtcdEncryptionConfig", "config/resources", resources])).toEqual(PASS);
  });

  test.each([
    ["a provider that is two", { identity: {}, secretbox: { keys: [{ name: "a", secret: KEY }] } }],
    ["a provider that is two, clear text last", { secretbox: { keys: [{ name: "a", secret: KEY }] }, identity: {} }],
    ["a provider that is none", {}],
    ["a provider that is a text", "secretbox"],
    ["a key service without settings", { kms: "x" }],
    ["a key service that is nowhere", { kms: {} }],
    ["a key service of old", { kms: { name: "x", endpoint: "unix:///run/kms.sock" } }],
    ["a short key", { aescbc: { keys: [{ name: "a", secret: "AAEC" }] } }],
    ["a key that is no secret", { secretbox: { keys: [{ name: "a", secret: Buffer.alloc(32).toString("base64") }] } }],
  ])("fails for %s, in an entry for more than secrets", (_, provider) => {
    const resources = [{ resources: ["configmaps", "secrets"], providers: [provider] }];
    expect(judged("1.14", ["KubeEtcdEncryptionConfig", "config/resources", resources])).toEqual(
      failed(
        "machine-configs: node: KubeEtcdEncryptionConfig.config.resources.0.providers.0 must be secretbox, aescbc or kms, with a key: the first provider writes",
      ),
    );
  });

  test("fails for clear text under another name of the same resource", () => {
    const resources = [
      { resources: ["secrets."], providers: [{ identity: {} }] },
      { resources: ["secrets"], providers: [{ secretbox: { keys: [{ name: "a", secret: KEY }] } }] },
    ];
    expect(judged("1.14", ["KubeEtcdEncryptionConfig", "config/resources", resources])).toEqual(
      failed(
        "machine-configs: node: KubeEtcdEncryptionConfig.config.resources.0.providers.0 must be secretbox, aescbc or kms, with a key: the first provider writes",
      ),
    );
  });
});
