import { type Check, fail, PASS, type StackRule } from "../rule";
import { type SystemVolume, systemVolumes, volumeKeys } from "../view/encrypted-volumes";
import { decimal, type MachineConfig, type Section, texts, truth, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { isObject, type Value } from "../view/value";

const FACTS = {
  id: "K8S-18",
  references: ["FSBP EC2.3"],
  scope: "stack",
} as const;

/** Sources of a key that are not written in the configuration. */
const SOURCES = ["kms", "nodeID", "tpm"];

const LEAST_BITS = 256;

/** Those that Talos names in its schema; it hands any other one to cryptsetup, the one that encrypts nothing too. */
const CIPHERS = ["aes-xts-plain64", "xchacha12,aes-adiantum-plain64", "xchacha20,aes-adiantum-plain64"];

export const encryptedVolumes: StackRule = {
  ...FACTS,
  name: "system-volumes-must-be-encrypted",
  statement:
    "Talos' volumes STATE and EPHEMERAL, and those that were moved out of it, are encrypted with LUKS2 and no key that is written down",
  severity: "high",
  level: "mandatory",
  remediation: "Give the volume a VolumeConfig with provider luks2 and a key of tpm, kms or nodeID.",
  judge: (stack) =>
    judgeMachineConfigs(stack, {
      of: "complete",
      check: (config) => [
        ...systemVolumes(config).flatMap(checkEncryption),
        ...config.all("VolumeConfig").map(isSecure),
      ],
    }),
};

/** The node's id is no secret: whoever has the disk and the id, which AWS shows, has the key. */
export const volumeKeySource: StackRule = {
  ...FACTS,
  name: "volume-keys-must-not-follow-from-the-node",
  statement: "No key of an encrypted volume is derived from the node's id",
  severity: "low",
  level: "advisory",
  remediation: "Seal the keys with the instance's TPM, where the image and the instance type have it.",
  judge: (stack) => judgeMachineConfigs(stack, { of: "complete", check: checkSources }),
};

function checkEncryption(volume: SystemVolume): readonly Check[] {
  const { name, encryption } = volume;
  const { field, value } = encryption;
  if (!isObject(value)) return [fail(`${field} is not set, so volume ${name} is not encrypted`)];
  const provider = within(encryption, "provider");
  const cipher = within(encryption, "cipher");
  const keys = volumeKeys(volume);
  return [
    provider.value === "luks2" ? PASS : fail(`${provider.field} must be luks2`),
    cipher.value === undefined || cipher.value === "" || CIPHERS.some((name) => name === cipher.value)
      ? PASS
      : fail(`${cipher.field} must be one of ${CIPHERS.join(" and ")}`),
    isStrong(within(encryption, "keySize").value)
      ? PASS
      : fail(`${field}.keySize must be ${LEAST_BITS} or more, which XTS halves`),
    keys.length > 0 ? PASS : fail(`${field}.keys must have a key`),
    ...keys.flatMap(boundKey),
    ...keys.map((key) =>
      isGiven(within(key, "static").value)
        ? fail(`${key.field}.static must not be there: the configuration would hold the volume's key`)
        : SOURCES.some((source) => isGiven(within(key, source).value))
          ? PASS
          : fail(`${key.field} must be of tpm, kms or nodeID`),
    ),
  ];
}

function isStrong(bits: Value | undefined): boolean {
  return bits === undefined || bits === "0" || decimal(bits) >= LEAST_BITS;
}

/** A key of a service that anybody on the way reads, or of a TPM that gives it to whatever has booted. */
function boundKey(key: Section): readonly Check[] {
  const kms = within(key, "kms");
  const endpoint = within(kms, "endpoint");
  const options = within(key, "tpm", "options");
  const pcrs = within(options, "pcrs");
  const isService = typeof endpoint.value === "string" && /^(?:https|grpcs):\/\//.test(endpoint.value);
  return [
    !isGiven(kms.value) || isService ? PASS : fail(`${endpoint.field} must be an https:// address`),
    !isGiven(options.value) || texts(pcrs.value).includes("7")
      ? PASS
      : fail(`${pcrs.field} must have 7, which says what may boot`),
  ];
}

function isSecure(volume: Section): Check {
  const { field, value } = within(volume, "mount", "secure");
  return value === undefined || truth(value) === true
    ? PASS
    : fail(`${field} must be true: a program on the volume could take more rights`);
}

function checkSources(config: MachineConfig): readonly Check[] {
  return systemVolumes(config)
    .flatMap(volumeKeys)
    .map((key) =>
      isGiven(within(key, "nodeID").value)
        ? fail(`${key.field}.nodeID protects a disk only from somebody who does not know the node's id`)
        : PASS,
    );
}

/** A source without settings is an empty map. */
function isGiven(value: Value | undefined): boolean {
  return value !== undefined && value !== null;
}
