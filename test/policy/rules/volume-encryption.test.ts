import { volumeEncryption } from "../../../policy/rules/volume-encryption";
import { failed, type Inputs, NOT_APPLICABLE, PASS, resource, told, UNKNOWN, undecided } from "../fixture";

const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/volumes";
const key = resource("aws:kms/key:Key", "key", {}, { outputs: { arn: KEY_ARN, keyId: "volumes" } });
const alias = resource("aws:kms/alias:Alias", "alias", { name: "alias/volumes", targetKeyId: "volumes" });
const good = { encrypted: true, kmsKeyId: KEY_ARN };
const UNMANAGED = "names no root volume, so the image decides whether it is encrypted and with which key";

const judged = (type: string, inputs: Inputs) => told(volumeEncryption, key, alias, resource(type, "node", inputs));
const mapped = (ebs: unknown, more: Inputs = {}) => ({
  blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs, ...more }],
});

/** Path of the root volume's settings in messages, and inputs with it. */
const WAYS: readonly (readonly [string, string, (volume: unknown) => Inputs])[] = [
  [INSTANCE, "rootBlockDevice.", (volume) => ({ rootBlockDevice: volume })],
  [INSTANCE, "rootBlockDevice.0.", (volume) => ({ rootBlockDevice: [volume] })],
  ["aws:ec2/spotInstanceRequest:SpotInstanceRequest", "rootBlockDevice.", (volume) => ({ rootBlockDevice: volume })],
  [TEMPLATE, "blockDeviceMappings.0.ebs.", (volume) => mapped(volume)],
];

describe.each(WAYS)("root volume of %s as %s", (type, path, inputs) => {
  test.each<[string, Inputs]>([
    ["the key's ARN", good],
    ["the key's id", { ...good, kmsKeyId: "volumes" }],
    ["an alias of the stack", { ...good, kmsKeyId: "alias/volumes" }],
    ["the provider's strings", { ...good, encrypted: "true" }],
  ])("passes with %s", (_, volume) => {
    expect(judged(type, inputs(volume))).toEqual(PASS);
  });

  test.each<[string, Inputs]>([
    ["absent", { kmsKeyId: KEY_ARN }],
    ["false", { ...good, encrypted: false }],
    ['"false"', { ...good, encrypted: "false" }],
    ['"yes"', { ...good, encrypted: "yes" }],
  ])("fails with encrypted %s", (_, volume) => {
    expect(judged(type, inputs(volume))).toEqual(failed(`node: ${path}encrypted must be true`));
  });

  test("fails without a key, and with AWS's own", () => {
    expect(judged(type, inputs({ encrypted: true }))).toEqual(
      failed(`node: ${path}kmsKeyId must be a customer-managed key: without it AWS's own key is used`),
    );
    for (const kmsKeyId of ["alias/aws/ebs", "arn:aws:kms:eu-central-1:123456789012:alias/aws/ebs"]) {
      expect(judged(type, inputs({ ...good, kmsKeyId }))).toEqual(
        failed(`node: ${path}kmsKeyId must be a customer-managed key, not AWS's own`),
      );
    }
  });

  test("cannot judge another stack's key, and repeats no id", () => {
    const told = judged(type, inputs({ ...good, kmsKeyId: "arn:aws:kms:eu-central-1:999988887777:key/marker" }));
    expect(told).toEqual(undecided(`node: ${path}kmsKeyId is no key of the stack, so whose key it is cannot be told`));
    expect(JSON.stringify(told)).not.toMatch(/marker|999988887777/);
  });

  test("cannot judge what is not known", () => {
    expect(judged(type, inputs({ ...good, encrypted: UNKNOWN }))).toEqual(
      undecided(`node: ${path}encrypted is not known`),
    );
    expect(judged(type, inputs({ ...good, kmsKeyId: UNKNOWN }))).toEqual(
      undecided(`node: ${path}kmsKeyId is no key of the stack, so whose key it is cannot be told`),
    );
  });

  test("knows by the engine's word that a key that is not known is the stack's", () => {
    const given = inputs({ ...good, kmsKeyId: UNKNOWN });
    const later = resource("aws:kms/key:Key", "key", {}, { id: null });
    const refersTo = Object.fromEntries(Object.keys(given).map((property) => [property, [later]]));
    expect(told(volumeEncryption, later, resource(type, "node", given, { refersTo }))).toEqual(PASS);
  });
});

describe("volume-encryption of an instance", () => {
  test("fails for a root volume that the image decides on", () => {
    expect(judged(INSTANCE, {})).toEqual(failed(`node: ${UNMANAGED}`));
    expect(judged(INSTANCE, { rootBlockDevice: [] })).toEqual(failed(`node: ${UNMANAGED}`));
  });

  test("looks at each data volume", () => {
    const data = { rootBlockDevice: good, ebsBlockDevices: [good, { deviceName: "/dev/sdf", kmsKeyId: KEY_ARN }] };
    expect(judged(INSTANCE, data)).toEqual(failed("node: ebsBlockDevices.1.encrypted must be true"));
    expect(judged(INSTANCE, { rootBlockDevice: good, ebsBlockDevices: [good] })).toEqual(PASS);
  });

  test("cannot judge devices that are not known, but takes those that AWS adds for none", () => {
    expect(judged(INSTANCE, { rootBlockDevice: UNKNOWN })).toEqual(undecided("node: its block devices are not known"));
    expect(judged(INSTANCE, { rootBlockDevice: good, ebsBlockDevices: UNKNOWN })).toEqual(
      undecided("node: its block devices are not known"),
    );
    const computed = resource(INSTANCE, "node", { rootBlockDevice: good }, { outputs: { ebsBlockDevices: UNKNOWN } });
    expect(told(volumeEncryption, key, computed)).toEqual(PASS);
  });
});

describe("volume-encryption of a launch template", () => {
  test.each<[string, Inputs]>([
    ["no mapping", {}],
    ["an empty list", { blockDeviceMappings: [] }],
    ["a mapping without a volume", { blockDeviceMappings: [{ deviceName: "/dev/xvda" }] }],
    ["instance storage only", { blockDeviceMappings: [{ deviceName: "/dev/sdb", virtualName: "ephemeral0" }] }],
    ["a data volume only", { blockDeviceMappings: [{ deviceName: "/dev/sdf", ebs: good }] }],
  ])("fails for %s: the image decides on the root volume", (_, inputs) => {
    expect(judged(TEMPLATE, inputs)).toEqual(failed(`node: ${UNMANAGED}`));
  });

  test("fails for a volume without encryption, as in the planted defect", () => {
    expect(judged(TEMPLATE, mapped({ volumeSize: 100, volumeType: "gp3" }))).toEqual(
      failed(
        "node: blockDeviceMappings.0.ebs.encrypted must be true",
        "node: blockDeviceMappings.0.ebs.kmsKeyId must be a customer-managed key: without it AWS's own key is used",
      ),
    );
  });

  test("looks at each mapping that has a volume", () => {
    const root = { deviceName: "/dev/sda1", ebs: good };
    const none = { deviceName: "/dev/sdb", noDevice: "true" };
    const bare = { deviceName: "/dev/sdf", ebs: { ...good, encrypted: false } };
    expect(judged(TEMPLATE, { blockDeviceMappings: [root, none] })).toEqual(PASS);
    expect(judged(TEMPLATE, { blockDeviceMappings: [root, none, bare] })).toEqual(
      failed("node: blockDeviceMappings.2.ebs.encrypted must be true"),
    );
  });

  test("cannot judge mappings that are not known", () => {
    expect(judged(TEMPLATE, { blockDeviceMappings: UNKNOWN })).toEqual(
      undecided("node: its block devices are not known"),
    );
    const root = { deviceName: "/dev/xvda", ebs: good };
    expect(judged(TEMPLATE, { blockDeviceMappings: [root, UNKNOWN] })).toEqual(
      undecided("node: a block device is not known"),
    );
    expect(judged(TEMPLATE, mapped(good, { deviceName: UNKNOWN }))).toEqual(
      undecided("node: whether a block device is the root volume is not known"),
    );
  });
});

describe("volume-encryption of other types", () => {
  test("asks the same of a volume of its own", () => {
    const type = "aws:ebs/volume:Volume";
    expect(judged(type, good)).toEqual(PASS);
    expect(judged(type, { size: 10, kmsKeyId: KEY_ARN })).toEqual(failed("node: encrypted must be true"));
    expect(judged(type, { encrypted: true })).toEqual(
      failed("node: kmsKeyId must be a customer-managed key: without it AWS's own key is used"),
    );
  });

  test("refuses a launch configuration, which can name no key", () => {
    expect(judged("aws:ec2/launchConfiguration:LaunchConfiguration", { rootBlockDevice: { encrypted: true } })).toEqual(
      failed("node: rootBlockDevice.kmsKeyId must be a customer-managed key: without it AWS's own key is used"),
    );
  });

  test("does not look at a group that starts instances from a template", () => {
    expect(judged("aws:autoscaling/group:Group", {})).toEqual(NOT_APPLICABLE);
  });
});
