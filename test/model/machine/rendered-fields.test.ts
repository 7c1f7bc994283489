/** The hardening table is whole: each field of the configurations is a measure of it, or listed here as none. */
import { machineDocuments } from "../../../model/machine/documents";
import { HARDENING, type Place, type TalosOwn } from "../../../model/machine/hardening";
import { NAMED_SECRETS } from "../../../model/machine/redaction";
import { CONTRACTS, type Contract, full, machinesOf, plain } from "./clusters";

/** What is rendered and is no measure: what a cluster is made of, what it is called, and its upkeep. Written as `fields` writes them. */
const NO_MEASURE: Readonly<Record<string, readonly string[]>> = {
  form: ["v1alpha1 version", "v1alpha1 debug", "v1alpha1 persist", "v1alpha1 machine.type"],
  keys: [
    "v1alpha1 machine.token",
    "v1alpha1 machine.ca",
    "v1alpha1 cluster.id",
    "v1alpha1 cluster.secret",
    "v1alpha1 cluster.token",
    "v1alpha1 cluster.ca",
    "v1alpha1 cluster.aggregatorCA",
    "v1alpha1 cluster.serviceAccount.key",
    "v1alpha1 cluster.etcd.ca",
    "DiscoveryIdentityConfig clusterID",
    "DiscoveryIdentityConfig clusterSecret",
    "KubeAPIServerCAConfig issuingCA",
    "KubeAPIServerCAConfig acceptedCAs",
    "KubeAggregatorCAConfig issuingCA",
  ],
  names: [
    "v1alpha1 cluster.clusterName",
    "v1alpha1 cluster.controlPlane.endpoint",
    "v1alpha1 cluster.network.dnsDomain",
    "v1alpha1 cluster.network.podSubnets",
    "v1alpha1 cluster.network.serviceSubnets",
    "KubeClusterConfig clusterName",
    "KubeClusterConfig endpoint",
    "KubeNetworkConfig dnsDomain",
    "KubeNetworkConfig podSubnets",
    "KubeNetworkConfig serviceSubnets",
    "v1alpha1 machine.kubelet.registerWithFQDN",
    "KubeNodeConfig registerWithFQDN",
    "HostnameConfig auto",
  ],
  "labels and taints of pools": [
    "v1alpha1 machine.nodeLabels",
    "v1alpha1 machine.kubelet.extraConfig.registerWithTaints",
    "KubeNodeConfig labels",
    "KubeletConfig config.registerWithTaints",
  ],
  "the cluster's release of Kubernetes": [
    "v1alpha1 machine.kubelet.image",
    "v1alpha1 cluster.apiServer.image",
    "v1alpha1 cluster.controllerManager.image",
    "v1alpha1 cluster.scheduler.image",
    "KubeletConfig image",
    "KubeAPIServerConfig image",
    "KubeControllerManagerConfig image",
    "KubeSchedulerConfig image",
  ],
  "address of a mirror": ["RegistryMirrorConfig endpoints"],
  upkeep: ["FilesystemTrimConfig interval", "KubeCoreDNSConfig enabled"],
};

/** Maps whose keys are fields of their own. */
const MAPS = ["extraArgs", "extraConfig", "config", "params", "sysctls"];
/** One field, however deep: keys of the operator's own, and a certificate with its key. */
const WHOLE = ["nodeLabels", "ca", "aggregatorCA"];
const IDENTITY = ["apiVersion", "kind", "name", "portSelector"];

type Path = readonly string[];

interface Field {
  readonly document: string;
  readonly name: string | undefined;
  readonly path: Path;
}

/** Each field that a review would look at: three deep in the v1alpha1 document, one deep in the others, and each key of a map. */
function fields(documents: readonly object[]): readonly Field[] {
  return documents.flatMap((document) => {
    const { kind, name } = document as { readonly kind?: string; readonly name?: string };
    const depth = kind === undefined ? 3 : 1;
    const below = (value: unknown, path: Path): readonly Path[] => {
      const last = path.at(-1) ?? "";
      const deeper = typeof value === "object" && value !== null && !Array.isArray(value);
      if (!deeper || WHOLE.includes(last) || (path.length >= depth && !MAPS.includes(last))) return [path];
      return Object.entries(value).flatMap(([key, child]) => below(child, [...path, key]));
    };
    return Object.entries(document)
      .filter(([key]) => kind === undefined || !IDENTITY.includes(key))
      .flatMap(([key, value]) => below(value, [key]))
      .map((path) => ({ document: kind ?? "v1alpha1", name, path }));
  });
}

/** Whether a row names the field, something in it, or what it is in. */
function tells(at: Place | TalosOwn, field: Field): boolean {
  if ("own" in at || at.document !== field.document) return false;
  if (at.name !== undefined && at.name !== field.name) return false;
  const shorter = Math.min(at.path.length, field.path.length);
  return field.path.slice(0, shorter).every((key, index) => key === at.path[index]);
}

const text = ({ document, path }: Field) => `${document} ${path.join(".")}`;

function rendered(contract: Contract): readonly Field[] {
  const wireGuard = {
    ...full(contract),
    encryption: { kubeSpan: false, wireGuard: true, diskKey: "node-id" } as const,
  };
  return [full(contract), wireGuard, plain(contract)].flatMap((config) => {
    const { cluster, controlPlanes, workers } = machinesOf(config);
    return [...controlPlanes, ...workers].flatMap((node) => fields(machineDocuments(cluster, node, NAMED_SECRETS)));
  });
}

describe.each(CONTRACTS)("every field that contract %s renders", (contract) => {
  const noMeasure = Object.values(NO_MEASURE).flat();

  it("is a measure of the table, or listed as none", () => {
    const untold = rendered(contract).filter(
      (field) => !noMeasure.includes(text(field)) && !HARDENING.some(({ at }) => tells(at[contract], field)),
    );
    expect([...new Set(untold.map((field) => `${text(field)} of ${field.name ?? "-"}`))]).toEqual([]);
  });

  it("is not both", () => {
    const both = rendered(contract).filter(
      (field) => noMeasure.includes(text(field)) && HARDENING.some(({ at }) => tells(at[contract], field)),
    );
    expect([...new Set(both.map(text))]).toEqual([]);
  });
});

test("what is listed as no measure is rendered by one of the contracts", () => {
  const all = CONTRACTS.flatMap(rendered).map(text);
  expect(
    Object.values(NO_MEASURE)
      .flat()
      .filter((field) => !all.includes(field)),
  ).toEqual([]);
});
