import { encryptedVolumes, volumeKeySource } from "../../../policy/rules/volume-keys";
import { PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { type Change, carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(encryptedVolumes);
describeMachineConfigRule(volumeKeySource);

describe("volume-keys", () => {
  const luks = (key: object) => ({ provider: "luks2", keys: [{ slot: 0, ...key }] });
  const judged = (...changes: readonly Change[]) =>
    told(encryptedVolumes, carried(changed(hardened("1.14"), ...changes)));

  test.each([{ nodeID: {} }, { kms: { endpoint: "https://kms" } }, { tpm: {} }])("passes for a key of %j", (key) => {
    expect(judged(["VolumeConfig", "encryption", luks(key)])).toEqual(PASS);
  });

  test("passes for the v1alpha1 document's encryption, beside a volume that has none of its own", () => {
    expect(
      judged(["VolumeConfig", "encryption", undefined], ["", "machine/systemDiskEncryption/state", luks({ tpm: {} })]),
    ).toEqual(PASS);
  });

  test("passes for a directory of EPHEMERAL, and for a moved one that is encrypted", () => {
    expect(judged(["VolumeConfig.2", "", { name: "ETCD", provisioning: {} }])).toEqual(PASS);
    expect(
      judged(["VolumeConfig.2", "", { name: "ETCD", provisioning: { grow: true }, encryption: luks({ tpm: {} }) }]),
    ).toEqual(PASS);
  });

  test("asks for a better key, and does not insist", () => {
    expect(volumeKeySource.level).toBe("advisory");
    expect(encryptedVolumes.level).toBe("mandatory");
  });
});
