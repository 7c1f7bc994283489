import { parseAllDocuments } from "yaml";
import { machineDocuments, renderMachineConfig } from "../../../model/machine/documents";
import { allMachines, type MachineNodePlan } from "../../../model/machine/plan";
import { NAMED_SECRETS } from "../../../model/machine/redaction";
import { renderDocuments } from "../../../model/user-data";
import { CONTRACTS, full, MARKED_SECRETS, machinesOf, plain } from "./clusters";

const CLUSTERS = CONTRACTS.flatMap((contract) =>
  ([plain, full] as const).map((make) => [contract, make.name, machinesOf(make(contract))] as const),
);

const kindOf = (document: object) => (document as { kind?: string }).kind ?? "v1alpha1";
const nameOf = (document: object) => (document as { name?: string }).name ?? "";
type Document = Readonly<Record<string, never>>;

function documentsOf(contract: (typeof CONTRACTS)[number], role: MachineNodePlan["role"], make = full) {
  const { cluster, controlPlanes, workers } = machinesOf(make(contract));
  const node = role === "worker" ? workers[0] : controlPlanes[0];
  if (node === undefined) throw new Error(`no ${role}`);
  return machineDocuments(cluster, node, NAMED_SECRETS);
}

function one(documents: readonly object[], kind: string, name = ""): Document {
  const found = documents.filter((document) => kindOf(document) === kind && (name === "" || nameOf(document) === name));
  if (found.length !== 1) throw new Error(`${found.length} documents ${kind} ${name}`);
  return found[0] as Document;
}

describe.each(CLUSTERS)("contract %s, %s", (_, __, { cluster, controlPlanes, workers }) => {
  const nodes = [...controlPlanes, ...workers];

  it("gives a worker no private key and nothing of etcd", () => {
    for (const node of workers) {
      const text = renderMachineConfig(cluster, node, MARKED_SECRETS);
      const inClear = text.replace(/LS0tLS1C[A-Za-z0-9+/=]*/g, (base64) => Buffer.from(base64, "base64").toString());
      expect(inClear).not.toMatch(/certs\.\w+\.key/);
      expect(inClear).not.toMatch(/secretboxencryptionsecret|etcd|aggregator/i);
      expect(inClear).toContain("certs.os.crt");
      expect(inClear).toContain("certs.k8s.crt");
      expect(inClear).toContain("marked-trustdinfo.token");
    }
  });

  it("gives a control plane every part of the bundle", () => {
    const text = renderMachineConfig(cluster, controlPlanes[0] as MachineNodePlan, MARKED_SECRETS);
    const inClear = text.replace(/LS0tLS1C[A-Za-z0-9+/=]*/g, (base64) => Buffer.from(base64, "base64").toString());
    for (const part of ["etcd", "k8s", "k8saggregator", "os"]) {
      expect(inClear).toContain(`certs.${part}.crt`);
      expect(inClear).toContain(`certs.${part}.key`);
    }
    for (const part of [
      "cluster.id",
      "cluster.secret",
      "secrets.bootstraptoken",
      "secrets.secretboxencryptionsecret",
    ]) {
      expect(inClear).toContain(`marked-${part}`);
    }
    expect(inClear).toContain("certs.k8sserviceaccount.key");
  });

  it("names each document once, and gives back every document when its text is read", () => {
    for (const node of nodes) {
      const documents = machineDocuments(cluster, node, MARKED_SECRETS);
      const names = documents.map((document) => `${kindOf(document)} ${nameOf(document)}`);
      expect(new Set(names).size).toBe(names.length);
      const read = parseAllDocuments(renderDocuments(documents), { version: "1.1" }).map((item) => item.toJS());
      expect(read).toEqual(JSON.parse(JSON.stringify(documents)));
    }
  });

  it("is the same text again for the same plan and secrets, and for a plan that was made anew", () => {
    const [node] = nodes;
    if (node === undefined) throw new Error("no node");
    const text = renderMachineConfig(cluster, node, MARKED_SECRETS);
    expect(renderMachineConfig(cluster, node, MARKED_SECRETS)).toBe(text);
    expect(renderMachineConfig({ ...cluster }, { ...node }, MARKED_SECRETS)).toBe(text);
    expect(renderMachineConfig(cluster, node, NAMED_SECRETS)).not.toBe(text);
  });
});

describe("contract 1.13", () => {
  it("has all of Kubernetes in the v1alpha1 document", () => {
    for (const role of ["control-plane", "worker"] as const) {
      const kinds = documentsOf("1.13", role).map(kindOf);
      expect(kinds.filter((kind) => kind.startsWith("Kube") && kind !== "KubeSpanConfig")).toEqual([]);
      expect(kinds).not.toContain("SysctlConfig");
      expect(kinds).not.toContain("ResolverConfig");
    }
  });

  it("sets TLS 1.3 and the issuer by argument", () => {
    const { cluster } = one(documentsOf("1.13", "control-plane"), "v1alpha1") as unknown as {
      cluster: { apiServer: { extraArgs: object } };
    };
    expect(cluster.apiServer.extraArgs).toEqual({
      "audit-log-maxage": "30",
      "audit-log-maxbackup": "10",
      "audit-log-maxsize": "100",
      "service-account-extend-token-expiration": "false",
      "service-account-issuer": "https://api.test.palisade.internal:6443",
      "tls-min-version": "VersionTLS13",
    });
  });
});

describe("contract 1.14", () => {
  const documents = documentsOf("1.14", "control-plane");

  it("has what Kubernetes has a document for nowhere else", () => {
    const v1alpha1 = one(documents, "v1alpha1") as unknown as { machine: object; cluster: object };
    expect(Object.keys(v1alpha1.machine)).toEqual(["type", "token", "ca", "certSANs", "features", "logging"]);
    expect(Object.keys(v1alpha1.cluster)).toEqual(["token", "etcd", "externalCloudProvider"]);
  });

  it("leaves TLS to Talos, which denies the argument, and turns the probes off with anonymous access", () => {
    const apiServer = one(documents, "KubeAPIServerConfig") as unknown as { extraArgs: object; startupProbes: boolean };
    expect(Object.keys(apiServer.extraArgs)).not.toContain("tls-min-version");
    expect(apiServer.startupProbes).toBe(false);
    expect(one(documents, "KubeAuthenticationConfig")["configuration"]).toMatchObject({
      anonymous: { enabled: false },
    });
  });

  it("reads the key of an older cluster: the same provider, the same name", () => {
    const { config } = one(documents, "KubeEtcdEncryptionConfig") as unknown as {
      config: { resources: readonly { providers: readonly object[] }[] };
    };
    expect(config.resources[0]?.providers).toEqual([
      { secretbox: { keys: [{ name: "key2", secret: "secret:secrets.secretboxencryptionsecret" }] } },
      { identity: {} },
    ]);
  });

  it("has no CNI and no kube-proxy", () => {
    expect(documents.map(kindOf)).not.toContain("KubeFlannelCNIConfig");
    expect(one(documents, "KubeProxyConfig")["enabled"]).toBe(false);
  });
});

describe.each(CONTRACTS)("settings in contract %s", (contract) => {
  const documents = documentsOf(contract, "worker");
  const without = documentsOf(contract, "worker", plain);

  it("mirror a registry without falling back to it, and keep the path of a complete address", () => {
    expect(one(documents, "RegistryMirrorConfig", "docker.io")).toMatchObject({
      endpoints: [{ url: "https://mirror.example.com/v2/docker.io", overridePath: true }],
      skipFallback: true,
    });
    expect(one(documents, "RegistryMirrorConfig", "registry.example.com:5000")["endpoints"]).toEqual([
      { url: "https://mirror.example.com/team" },
    ]);
  });

  it("verify images in the order of the rules", () => {
    const { rules } = one(documents, "ImageVerificationConfig") as unknown as { rules: readonly object[] };
    expect(rules).toMatchObject([
      { image: "ghcr.io/siderolabs/*", keyless: { issuer: "https://token.actions.githubusercontent.com" } },
      { image: "registry.example.com:5000/team/*", publicKey: {} },
      { image: "registry.example.com/broken/*", deny: true },
      { image: "*", skip: true },
    ]);
  });

  it("register a worker with its taints, which it could not add later", () => {
    const kubelet =
      contract === "1.13"
        ? (one(documents, "v1alpha1") as unknown as { machine: { kubelet: { extraConfig: object } } }).machine.kubelet
            .extraConfig
        : one(documents, "KubeletConfig")["config"];
    expect(kubelet).toMatchObject({
      registerWithTaints: [
        { key: "example.com/dedicated", value: "ingress", effect: "NoSchedule" },
        { key: "example.com/spot", effect: "PreferNoSchedule" },
      ],
    });
  });

  it("seal disks, and bind EPHEMERAL to its STATE, which takes no such binding itself", () => {
    const key = (name: string, from: readonly object[]) =>
      (one(from, "VolumeConfig", name) as unknown as { encryption: { keys: readonly object[] } }).encryption.keys;
    expect(key("STATE", without)).toEqual([{ slot: 0, nodeID: {} }]);
    expect(key("EPHEMERAL", without)).toEqual([{ slot: 0, nodeID: {}, lockToState: true }]);
    expect(key("STATE", documents)).toEqual([{ slot: 0, tpm: { checkSecurebootStatusOnEnroll: true } }]);
  });

  it("are not there when they are not set", () => {
    const kinds = without.map(kindOf);
    for (const kind of ["KubeSpanConfig", "RegistryMirrorConfig", "TrustedRootsConfig", "ImageVerificationConfig"]) {
      expect(kinds).not.toContain(kind);
      expect(documents.map(kindOf)).toContain(kind);
    }
  });

  it("state discovery either way", () => {
    const config = plain(contract);
    const of = (discovery: "service" | "off") => {
      const { cluster, workers } = machinesOf({ ...config, talos: { ...config.talos, discovery } });
      return machineDocuments(cluster, workers[0] as MachineNodePlan, NAMED_SECRETS);
    };
    if (contract === "1.14") {
      expect(one(of("service"), "DiscoveryServiceConfig")["endpoint"]).toBe("https://discovery.talos.dev/");
      expect(of("off").map(kindOf)).not.toContain("DiscoveryServiceConfig");
      return;
    }
    const discovery = (documents: readonly object[]) =>
      (one(documents, "v1alpha1") as unknown as { cluster: { discovery: object } }).cluster.discovery;
    expect(discovery(of("service"))).toEqual({
      enabled: true,
      registries: { kubernetes: { disabled: true }, service: {} },
    });
    expect(discovery(of("off"))).toEqual({
      enabled: false,
      registries: { kubernetes: { disabled: true }, service: { disabled: true } },
    });
  });

  it("is off by itself where no node reaches the service", () => {
    const config = plain(contract);
    const { cluster } = machinesOf({ ...config, network: { ...config.network, mode: "isolated" } });
    expect(cluster.discovery).toBe("off");
  });
});

test("each control plane has its own address, and every pool its own configuration", () => {
  const machines = machinesOf(full("1.14"));
  expect(allMachines(machines).map(({ name }) => name)).toEqual([
    "control-plane-a",
    "control-plane-b",
    "control-plane-c",
    "worker-general",
  ]);
  const texts = machines.controlPlanes.map((node) => renderMachineConfig(machines.cluster, node, NAMED_SECRETS));
  machines.controlPlanes.forEach(({ address }, index) => {
    expect(texts.map((text) => text.includes(`${address}/32`))).toEqual(texts.map((_, other) => other === index));
  });
});
