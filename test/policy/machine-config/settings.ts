/** Settings and documents that give the host away, or of which no rule says what they do. */
import { type MachineConfigMutation, mutations, type Row, row } from "./mutation";

const MANIFESTS = "Talos gives them to the cluster with every right, and no rule judges what is in them";
const PODS = "pods of the configuration pass no admission and may have every right of the host";
const AUTHORITIES = "must be the node's own authority alone: whoever holds another one signs people in";
const UNJUDGED = "must not be there: no rule judges what it does";
const INSECURE = "must be false: whoever answers would be believed, and gives the node its images";
const HTTPS = "must be an https URL: nothing else proves whose answer it is";
const NEAR = "must be on the node itself or in a private network: logs are sent in clear";
const PROFILE = "must be a profile that refuses by default and allows no call that administers the host";
const POD = { apiVersion: "v1", kind: "Pod", metadata: { name: "x" }, spec: { hostPID: true } };

/** In the v1alpha1 document of either contract. */
function main(path: string, value: unknown, says: string, at = path): Row {
  return {
    change: `${at} ${JSON.stringify(value).slice(0, 90)}`,
    changes: () => [["", path, value]],
    findings: () => [`${at.replaceAll("/", ".")} ${says}`],
    role: "worker",
  };
}

/** A document of its own. */
function document(kind: string, body: Record<string, unknown>, finding: string): Row {
  return {
    change: `${kind} ${Object.keys(body).join(" ")}`,
    changes: () => [[kind, "", body]],
    findings: () => [finding],
  };
}

function unwanted(kind: string, body: Record<string, unknown>, why: string): Row {
  return document(kind, body, `${kind} must not be there: ${why}`);
}

const profile = (defaultAction: string, ...syscalls: readonly unknown[]) => [
  { name: "x.json", value: { defaultAction, syscalls } },
];

/** Two blocks of PEM, put together so that no search for keys finds them. */
const TWO = ["CERTIFICATE", "X"].map((name) => `-----BEGIN ${name}-----\na: b\n\n-----END ${name}-----\n`).join("");

export const settingMutations: readonly MachineConfigMutation[] = mutations("unused-features-must-be-off", [
  main("machine/pods", [POD], `must be empty: ${PODS}`),
  main("machine/acceptedCAs", [{ crt: "secret:another" }], AUTHORITIES),
  main("cluster/acceptedCAs", [{ crt: "secret:another" }], AUTHORITIES),
  main("machine/ca/crt", Buffer.from(TWO).toString("base64"), "must be one certificate: each one more signs people in"),
  main("cluster/extraManifests", ["http://198.51.100.7/x.yaml"], `must be empty: ${MANIFESTS}`),
  main("cluster/inlineManifests", [{ name: "x", contents: "{}" }], `must be empty: ${MANIFESTS}`),
  main("cluster/externalCloudProvider/manifests", ["https://x"], `must be empty: ${MANIFESTS}`),
  main(
    "machine/files",
    [{ path: "/var/x", content: "x", permissions: 0o777, op: "create" }],
    "must be empty: files and mounts of the host reach what no rule looks at",
  ),
  main(
    "machine/baseRuntimeSpecOverrides",
    { process: { capabilities: { bounding: ["CAP_SYS_ADMIN"] } } },
    "must be empty: every container would get them",
  ),
  main("machine/seccompProfiles", profile("SCMP_ACT_ALLOW"), PROFILE, "machine/seccompProfiles/0/value"),
  main(
    "machine/seccompProfiles",
    profile("SCMP_ACT_ERRNO", { action: "SCMP_ACT_ALLOW", names: ["read", "mount"] }),
    PROFILE,
    "machine/seccompProfiles/0/value",
  ),
  main("machine/sysfs", { "fs.selinux.enforce": "0" }, UNJUDGED),
  main("machine/udev", { rules: ['RUN+="/x"'] }, UNJUDGED),
  main("machine/disks", [{ device: "/dev/sdb" }], UNJUDGED),
  main("machine/env", { GODEBUG: "x509sha1=1" }, UNJUDGED, "machine/env/GODEBUG"),
  main(
    "machine/network",
    { interfaces: [{ interface: "kubespan", wireguard: { privateKey: "x" } }] },
    UNJUDGED,
    "machine/network/interfaces/0/wireguard",
  ),
  main("machine/time/disabled", true, "must be false: certificates and logs need the time"),
  main("machine/features/ofTomorrow", true, UNJUDGED),
  main(
    "machine/registries",
    { config: { "ghcr.io": { tls: { insecureSkipVerify: true } } } },
    INSECURE,
    "machine/registries/config/*/tls/insecureSkipVerify",
  ),
  main(
    "machine/registries",
    { mirrors: { "ghcr.io": { endpoints: ["http://x"] } } },
    HTTPS,
    "machine/registries/mirrors/*/endpoints/0",
  ),
  main(
    "machine/logging",
    { destinations: [{ endpoint: "udp://198.51.100.7:514", format: "json_lines" }] },
    NEAR,
    "machine/logging/destinations/0/endpoint",
  ),
  main("cluster/adminKubeconfig", { certLifetime: "87600h" }, UNJUDGED),
  main(
    "cluster/discovery",
    { enabled: true, registries: { service: { endpoint: "http://x" } } },
    HTTPS,
    "cluster/discovery/registries/service/endpoint",
  ),
  row(
    "1.13",
    "a network of somebody else",
    [["", "cluster/network/cni", { name: "custom", urls: ["http://x"] }]],
    "cluster.network.cni.name must be none or flannel: any other is installed from elsewhere",
    `cluster.network.cni.urls must be empty: ${MANIFESTS}`,
  ),
  {
    change: "a key that names nothing",
    changes: () => [["", "machine/a b", "x"]],
    findings: () => ["machine has a key that names nothing"],
  },
  {
    change: "a part of the configuration of tomorrow",
    changes: () => [["", "fleet", { manager: "x" }]],
    findings: () => [`fleet ${UNJUDGED}`],
  },
  unwanted("SideroLinkConfig", { apiUrl: "grpc://x" }, "an outside service would manage the node"),
  unwanted("ExtensionServiceConfig", { name: "x" }, "an extension's service has every role of the Talos API"),
  unwanted("KernelModuleConfig", { name: "x" }, "a kernel module more"),
  unwanted(
    "ContainerConfig",
    { name: "x", image: "x", security: { profile: "privileged", machinedAccess: true } },
    "a container beside Kubernetes passes no admission and may have every right of the host",
  ),
  unwanted("KubeStaticPodConfig", { name: "x", pod: POD }, PODS),
  unwanted("KubeExternalManifestConfig", { name: "x", url: "http://198.51.100.7/x.yaml" }, MANIFESTS),
  unwanted("KubeInlineManifestConfig", { name: "x", manifest: {} }, MANIFESTS),
  unwanted("CRIBaseRuntimeSpecConfig", { overrides: {} }, "every container would get what it says"),
  unwanted("CRICustomizationConfig", { name: "x", content: "x" }, "it changes how every container is run"),
  unwanted("UdevRulesConfig", { rules: ["x"] }, "its rules run programs of the host"),
  ...["EtcFileConfig", "SysfsConfig", "WireguardConfig", "DummyLinkConfig", "UserVolumeConfig", "TomorrowConfig"].map(
    (kind) => document(kind, { name: "kubespan" }, `${kind} ${UNJUDGED}`),
  ),
  document("4f5e6d7c8b", {}, "a document's kind names nothing"),
  document(
    "RegistryTLSConfig",
    { name: "ghcr.io", insecureSkipVerify: true },
    `RegistryTLSConfig.0.insecureSkipVerify ${INSECURE}`,
  ),
  document(
    "RegistryMirrorConfig.9",
    { name: "ghcr.io", endpoints: [{ url: "http://x" }], skipFallback: true },
    `RegistryMirrorConfig.0.endpoints.0.url ${HTTPS}`,
  ),
  document("EnvironmentConfig", { variables: { GODEBUG: "x" } }, `EnvironmentConfig.variables.GODEBUG ${UNJUDGED}`),
  document("KmsgLogConfig.9", { name: "x", url: "udp://logs.example:514" }, `KmsgLogConfig.0.url ${NEAR}`),
  document(
    "TimeSyncConfig",
    { enabled: false },
    "TimeSyncConfig.enabled must be true: certificates and logs need the time",
  ),
  row(
    "1.14",
    "another authority",
    [["KubeAPIServerCAConfig", "acceptedCAs", ["secret:another"]]],
    `KubeAPIServerCAConfig.acceptedCAs ${AUTHORITIES}`,
  ),
  {
    change: "an authority more on a worker",
    changes: () => [["KubeAPIServerCAConfig", "acceptedCAs", ["secret:certs.k8s.crt", "secret:another"]]],
    findings: () => [`KubeAPIServerCAConfig.acceptedCAs ${AUTHORITIES}`],
    contracts: ["1.14"],
    role: "worker",
  },
  row(
    "1.14",
    "arguments of a network of Talos",
    [["KubeFlannelCNIConfig", "", { backendType: "vxlan", extraArgs: ["x"] }]],
    `KubeFlannelCNIConfig.extraArgs ${UNJUDGED}`,
  ),
]);

const SPAN = "lets every node pass the host firewall of every other, to etcd and the Talos API too";

export const kubeSpanMutations: readonly MachineConfigMutation[] = mutations(
  "host-firewall-must-not-be-passed-by-an-overlay",
  [
    document("KubeSpanConfig", { enabled: true }, `KubeSpanConfig.enabled ${SPAN}`),
    row(
      "1.13",
      "KubeSpan of the v1alpha1 document",
      [["", "machine/network/kubespan", { enabled: "yes" }]],
      `machine.network.kubespan.enabled ${SPAN}`,
    ),
  ],
);
