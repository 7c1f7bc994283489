import { type Check, fail, inconclusive, type Judgement, judged, PASS, type StackRule } from "../rule";
import { INSTANCE_TYPES, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE } from "../view/instances";
import type { ResourceView, StackView } from "../view/stack";
import { at, elements, flag, isHidden, type Value } from "../view/value";

const VOLUME = "aws:ebs/volume:Volume";
const KEY_TYPES = ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey", "aws:kms/externalKey:ExternalKey"] as const;
const ALIAS = "aws:kms/alias:Alias";

export const volumeEncryption: StackRule = {
  id: "INF-17",
  name: "volumes-must-be-encrypted-with-own-key",
  statement: "Root and data volumes are encrypted with a customer-managed key of the environment",
  severity: "high",
  level: "mandatory",
  references: ["AWS FSBP EC2.3", "AWS FSBP EC2.7"],
  remediation: "Set encrypted: true and kmsKeyId to the environment's volumes key, for the root device too.",
  scope: "stack",
  judge: (stack) => [
    ...stack.ofType(...INSTANCE_TYPES, LAUNCH_CONFIGURATION).flatMap((instance) => judgeInstance(stack, instance)),
    ...stack.ofType(LAUNCH_TEMPLATE).flatMap((template) => judgeTemplate(stack, template)),
    ...stack.ofType(VOLUME).flatMap((volume) => judged(volume.urn, checkVolume(stack, volume, []))),
  ],
};

function judgeInstance(stack: StackView, instance: ResourceView): readonly Judgement[] {
  const root = elements(at(instance.props, "rootBlockDevice"));
  const data = elements(at(instance.props, "ebsBlockDevices"));
  if (isHidden(root) || isHidden(data)) return judged(instance.urn, [inconclusive("its block devices are not known")]);
  return judged(instance.urn, [
    ...(root.length === 0 ? [UNMANAGED_ROOT] : checkVolume(stack, instance, pathOf(instance, "rootBlockDevice"))),
    ...data.flatMap((_, index) => checkVolume(stack, instance, ["ebsBlockDevices", index])),
  ]);
}

function judgeTemplate(stack: StackView, template: ResourceView): readonly Judgement[] {
  const mappings = elements(at(template.props, "blockDeviceMappings"));
  if (isHidden(mappings)) return judged(template.urn, [inconclusive("its block devices are not known")]);
  const checks = mappings.flatMap((mapping, index) => {
    const path = ["blockDeviceMappings", index, "ebs"];
    if (isHidden(mapping)) return [inconclusive("a block device is not known")];
    // A mapping without a volume takes a device away, or names instance storage, which ends with the instance.
    return at(mapping, "ebs") === undefined ? [] : checkVolume(stack, template, path);
  });
  return judged(template.urn, [...checks, rootMapping(mappings)]);
}

/** Names of the root device in images of Talos and of Amazon Linux; a mapping of any other name adds a volume beside it. */
const ROOT_DEVICES: ReadonlySet<Value | undefined> = new Set(["/dev/xvda", "/dev/sda1"]);

function rootMapping(mappings: readonly Value[]): Check {
  const names = mappings
    .filter((mapping) => at(mapping, "ebs") !== undefined)
    .map((mapping) => at(mapping, "deviceName"));
  if (names.some((name) => ROOT_DEVICES.has(name))) return PASS;
  return names.some(isHidden) ? inconclusive("whether a block device is the root volume is not known") : UNMANAGED_ROOT;
}

const UNMANAGED_ROOT = fail("names no root volume, so the image decides whether it is encrypted and with which key");

/** Some provider versions give the one root device as a list. */
function pathOf(instance: ResourceView, property: string): readonly (string | number)[] {
  return Array.isArray(instance.props[property]) ? [property, 0] : [property];
}

function checkVolume(stack: StackView, resource: ResourceView, path: readonly (string | number)[]): readonly Check[] {
  const label = (key: string) => [...path, key].join(".");
  const encrypted = flag(at(resource.props, ...path, "encrypted"));
  return [
    isHidden(encrypted)
      ? inconclusive(`${label("encrypted")} is not known`)
      : encrypted === true
        ? PASS
        : fail(`${label("encrypted")} must be true`),
    checkKey(stack, resource, [...path, "kmsKeyId"], label("kmsKeyId")),
  ];
}

function checkKey(stack: StackView, resource: ResourceView, path: readonly (string | number)[], label: string): Check {
  const value: Value | undefined = at(resource.props, ...path);
  if (value === undefined) return fail(`${label} must be a customer-managed key: without it AWS's own key is used`);
  if (typeof value === "string" && /(^|:)alias\/aws\//.test(value)) {
    return fail(`${label} must be a customer-managed key, not AWS's own`);
  }
  const { resources } = stack.refer(resource, path, ...KEY_TYPES, ALIAS);
  return resources.length > 0
    ? PASS
    : inconclusive(`${label} is no key of the stack, so whose key it is cannot be told`);
}
