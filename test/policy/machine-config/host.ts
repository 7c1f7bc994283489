/** Features, volumes and the installation of a host. */
import type { Change } from "../machine-config-fixture";
import { type MachineConfigMutation, mutations, row } from "./mutation";

const features = mutations("unused-features-must-be-off", [
  ...["allowSchedulingOnControlPlanes", "allowSchedulingOnMasters"].map((key) =>
    row("1.13", key, [["", `cluster/${key}`, true]], `cluster.${key} must be false`),
  ),
  ...[undefined, { "node-role.kubernetes.io/control-plane": "PreferNoSchedule" }].map((value) =>
    row(
      "1.14",
      `taints ${JSON.stringify(value)}`,
      [["KubeNodeConfig", "taints", value]],
      "KubeNodeConfig.taints must have node-role.kubernetes.io/control-plane with effect NoSchedule",
    ),
  ),
  row(
    "1.13",
    "KubePrism off",
    [["", "machine/features/kubePrism/enabled", false]],
    "machine.features.kubePrism.enabled must be true",
  ),
  row(
    "1.13",
    "KubePrism not named",
    [["", "machine/features/kubePrism", undefined]],
    "machine.features.kubePrism.enabled must be true",
  ),
  row(
    "1.13",
    "KubePrism as a switch",
    [["", "machine/features/kubePrism", true]],
    "machine.features.kubePrism must be an object: Talos refuses the configuration",
  ),
  row(
    "1.14",
    "KubePrism not named",
    [["KubePrismConfig", "", undefined]],
    "machine.features.kubePrism.enabled must be true",
  ),
  row(
    "1.13",
    "host DNS as a switch",
    [["", "machine/features/hostDNS", false]],
    "machine.features.hostDNS must be an object: Talos refuses the configuration",
  ),
  row(
    "1.13",
    "host DNS off that forwards",
    [["", "machine/features/hostDNS/forwardKubeDNSToHost", true]],
    "machine.features.hostDNS.forwardKubeDNSToHost must be false where the resolver is off: Talos refuses the configuration",
  ),
  row(
    "1.14",
    "host DNS off that forwards",
    [["ResolverConfig", "hostDNS/forwardKubeDNSToHost", "yes"]],
    "ResolverConfig.hostDNS.forwardKubeDNSToHost must be false where the resolver is off: Talos refuses the configuration",
  ),
  {
    change: "a kernel module of the v1alpha1 document",
    changes: () => [["", "machine/kernel/modules", [{ name: "x" }]]],
    findings: () => ["machine.kernel.modules must be empty: a kernel module more"],
  },
  {
    change: "an extension of the v1alpha1 document",
    changes: () => [["", "machine/install", { wipe: false, extensions: [{ image: "x" }] }]],
    findings: () => ["machine.install.extensions must be empty: the image is where an extension belongs"],
  },
]);

const volumes = [
  ...mutations("system-volumes-must-be-encrypted", [
    {
      change: "STATE in clear",
      changes: () => [["VolumeConfig", "encryption", undefined]],
      findings: () => ["VolumeConfig.0.encryption is not set, so volume STATE is not encrypted"],
    },
    {
      change: "no document for EPHEMERAL",
      changes: () => [["VolumeConfig.1", "", undefined]],
      findings: () => ["machine.systemDiskEncryption.ephemeral is not set, so volume EPHEMERAL is not encrypted"],
    },
    {
      change: "another provider",
      changes: () => [["VolumeConfig.1", "encryption/provider", "luks1"]],
      findings: () => ["VolumeConfig.1.encryption.provider must be luks2"],
    },
    {
      change: "a cipher that encrypts nothing",
      changes: () => [["VolumeConfig.1", "encryption/cipher", "cipher_null-ecb"]],
      findings: () => [
        "VolumeConfig.1.encryption.cipher must be one of aes-xts-plain64 and xchacha12,aes-adiantum-plain64 and xchacha20,aes-adiantum-plain64",
      ],
    },
    {
      change: "a key that is written down",
      changes: () => [
        [
          "VolumeConfig",
          "encryption/keys",
          [
            { slot: 0, tpm: {} },
            { slot: 1, static: { passphrase: "x" } },
          ],
        ],
      ],
      findings: () => [
        "VolumeConfig.0.encryption.keys.1.static must not be there: the configuration would hold the volume's key",
      ],
    },
    {
      change: "no key",
      changes: () => [["VolumeConfig", "encryption/keys", []]],
      findings: () => ["VolumeConfig.0.encryption.keys must have a key"],
    },
    ...[{}, { pcrs: [] }, { pcrs: [11] }].map((options) => ({
      change: `a key of the TPM for ${JSON.stringify(options)}`,
      changes: (): readonly Change[] => [["VolumeConfig", "encryption/keys", [{ slot: 0, tpm: { options } }]]],
      findings: () => ["VolumeConfig.0.encryption.keys.0.tpm.options.pcrs must have 7, which says what may boot"],
    })),
    ...[{}, { endpoint: "http://kms.example.com" }].map((kms) => ({
      change: `a key of the service ${JSON.stringify(kms)}`,
      changes: (): readonly Change[] => [["VolumeConfig", "encryption/keys", [{ slot: 0, kms }]]],
      findings: () => ["VolumeConfig.0.encryption.keys.0.kms.endpoint must be an https:// address"],
    })),
    {
      change: "a short key",
      changes: () => [["VolumeConfig.1", "encryption/keySize", 128]],
      findings: () => ["VolumeConfig.1.encryption.keySize must be 256 or more, which XTS halves"],
    },
    {
      change: "a volume that gives rights",
      changes: () => [["VolumeConfig.1", "mount/secure", false]],
      findings: () => ["VolumeConfig.1.mount.secure must be true: a program on the volume could take more rights"],
    },
    {
      change: "a key from nowhere",
      changes: () => [["VolumeConfig", "encryption/keys", [{ slot: 0 }]]],
      findings: () => ["VolumeConfig.0.encryption.keys.0 must be of tpm, kms or nodeID"],
    },
    row(
      "1.13",
      "a written key in the v1alpha1 document",
      [
        ["VolumeConfig", "", undefined],
        [
          "",
          "machine/systemDiskEncryption/state",
          { provider: "luks2", keys: [{ slot: 0, static: { passphrase: "x" } }] },
        ],
      ],
      "machine.systemDiskEncryption.state.keys.0.static must not be there: the configuration would hold the volume's key",
    ),
    row(
      "1.14",
      "etcd's data moved to a disk in clear",
      [["VolumeConfig.2", "", { name: "ETCD", provisioning: { maxSize: "10GiB" } }]],
      "VolumeConfig.2.encryption is not set, so volume ETCD is not encrypted",
    ),
  ]),
  ...mutations("volume-keys-must-not-follow-from-the-node", [
    {
      change: "a key of the node's id",
      changes: () => [["VolumeConfig.1", "encryption/keys", [{ slot: 0, nodeID: {} }]]],
      findings: () => [
        "VolumeConfig.1.encryption.keys.0.nodeID protects a disk only from somebody who does not know the node's id",
      ],
    },
  ]),
];

const installation = mutations("machine-installation-must-be-pinned", [
  ...["ghcr.io/siderolabs/installer", "ghcr.io:443/siderolabs/installer:latest", "localhost:5000/installer"].map(
    (image) =>
      row(
        "1.13",
        `image ${image}`,
        [["", "machine/install", { image, wipe: false }]],
        "machine.install.image must have a release as its tag, or a digest",
      ),
  ),
  {
    change: "a wiped disk",
    changes: () => [["", "machine/install", { wipe: true }]],
    findings: () => ["machine.install.wipe must be false"],
  },
  row(
    "1.13",
    "switches of the kernel",
    [["", "machine/install", { wipe: false, extraKernelArgs: ["lockdown=none"] }]],
    "machine.install.extraKernelArgs must be empty: a switch of the kernel can undo what the configuration sets",
  ),
  row(
    "1.14",
    "a setting of tomorrow",
    [["UnattendedInstallConfig", "", { provisioning: { wipe: false }, kernelArgs: ["lockdown=none"] }]],
    "UnattendedInstallConfig.kernelArgs must not be there: no rule judges what it does",
  ),
  row(
    "1.13",
    "discovery left open",
    [["", "cluster/discovery", undefined]],
    "cluster.discovery.enabled must say whether nodes use a discovery service",
  ),
  row(
    "1.13",
    "discovery half said",
    [["", "cluster/discovery", { registries: {} }]],
    "cluster.discovery.enabled must say whether nodes use a discovery service",
  ),
  row(
    "1.14",
    "an installation with what it brings",
    [["UnattendedInstallConfig", "installer/image", "factory.talos.dev/metal-installer/376567988a:latest"]],
    "UnattendedInstallConfig.installer.image must have a release as its tag, or a digest",
    "UnattendedInstallConfig.provisioning.wipe must be false",
  ),
]);

const isolation = mutations(
  "workloads-must-be-isolated-from-the-host",
  [false, undefined].map((value) =>
    row(
      "1.14",
      `workloadIsolation ${value}`,
      [["SecurityProfileConfig", "workloadIsolation", value]],
      "SecurityProfileConfig.workloadIsolation must be true",
    ),
  ),
);

export const hostMutations: readonly MachineConfigMutation[] = [...features, ...volumes, ...isolation, ...installation];
