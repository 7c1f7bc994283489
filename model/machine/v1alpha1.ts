/** The v1alpha1 document: all of a node in contract 1.13, what has no document of its own in 1.14. */
import type { SecretsBundle } from "../../pki/bundle";
import { apiServerArguments, componentImage, SCHEDULER_CONFIGURATION } from "./api-server";
import { AUDIT_POLICY } from "./audit-policy";
import { encoded, encodedCertificate, encodedPair } from "./encoding";
import { hostDns } from "./host";
import { kubeletConfiguration, kubeletImage, nodeIpSubnets, nodeLabels } from "./kubelet";
import { loggingDestinations } from "./logging";
import { KUBE_PRISM_PORT } from "./network";
import type { ClusterPlan, MachineNodePlan } from "./plan";
import { POD_SECURITY } from "./pod-security";
import { SYSCTLS } from "./sysctls";

type Section = Readonly<Record<string, unknown>>;

function document(machine: Section, cluster: Section): Section {
  return { version: "v1alpha1", debug: false, persist: true, machine, cluster };
}

/** What both contracts write here. `certSANs`: the Talos API is called by addresses, which Talos adds to its certificate itself. */
function machineBase(cluster: ClusterPlan, node: MachineNodePlan, secrets: SecretsBundle): Section {
  const { os } = secrets.certs;
  return {
    type: node.role === "control-plane" ? "controlplane" : "worker",
    token: secrets.trustdToken,
    ca: node.role === "control-plane" ? encodedPair(os) : encodedCertificate(os),
    certSANs: [],
    features: { diskQuotaSupport: true },
    logging: { destinations: loggingDestinations(cluster, node) },
  };
}

/** Only its planned address: an overlay's interface, or one that was added by hand, is never advertised to other members. */
function etcd(node: MachineNodePlan, secrets: SecretsBundle): Section {
  if (node.role !== "control-plane") return {};
  return { etcd: { ca: encodedPair(secrets.certs.etcd), advertisedSubnets: [`${node.address}/32`] } };
}

export function v1alpha1Of114(cluster: ClusterPlan, node: MachineNodePlan, secrets: SecretsBundle): Section {
  return document(machineBase(cluster, node, secrets), {
    token: secrets.bootstrapToken,
    ...etcd(node, secrets),
    externalCloudProvider: { enabled: true },
  });
}

export function v1alpha1Of113(cluster: ClusterPlan, node: MachineNodePlan, secrets: SecretsBundle): Section {
  const base = machineBase(cluster, node, secrets);
  const labels = nodeLabels(node);
  const machine = {
    ...base,
    kubelet: {
      image: kubeletImage(cluster),
      defaultRuntimeSeccompProfileEnabled: true,
      disableManifestsDirectory: true,
      // The name that AWS's cloud controller looks an instance up by.
      registerWithFQDN: true,
      nodeIP: { validSubnets: nodeIpSubnets(cluster, node) },
      extraConfig: kubeletConfiguration(node),
    },
    features: {
      diskQuotaSupport: true,
      kubePrism: { enabled: true, port: KUBE_PRISM_PORT },
      hostDNS: hostDns(cluster),
    },
    sysctls: SYSCTLS,
    ...(Object.keys(labels).length === 0 ? {} : { nodeLabels: labels }),
  };
  const shared = {
    id: secrets.cluster.id,
    secret: secrets.cluster.secret,
    clusterName: cluster.name,
    controlPlane: { endpoint: cluster.endpoint },
    network: {
      cni: { name: "none" },
      dnsDomain: "cluster.local",
      podSubnets: [cluster.podCidr],
      serviceSubnets: [cluster.serviceCidr],
    },
    token: secrets.bootstrapToken,
    discovery: {
      enabled: cluster.discovery === "service",
      registries: {
        kubernetes: { disabled: true },
        service: cluster.discovery === "service" ? {} : { disabled: true },
      },
    },
    externalCloudProvider: { enabled: true },
  };
  if (node.role === "worker") return document(machine, { ...shared, ca: encodedCertificate(secrets.certs.k8s) });
  return document(machine, { ...shared, ...controlPlaneOf113(cluster, secrets), ...etcd(node, secrets) });
}

function controlPlaneOf113(cluster: ClusterPlan, { certs, secretboxEncryptionSecret }: SecretsBundle): Section {
  return {
    ca: encodedPair(certs.k8s),
    aggregatorCA: encodedPair(certs.k8sAggregator),
    serviceAccount: { key: encoded(certs.k8sServiceAccount.key) },
    secretboxEncryptionSecret,
    allowSchedulingOnControlPlanes: false,
    apiServer: {
      image: componentImage("kube-apiserver", cluster),
      certSANs: [cluster.apiName],
      extraArgs: apiServerArguments(cluster),
      // Both are Talos' own too; written, they are reviewed with the rest, and no argument may bring another mode beside them.
      authorizationConfig: [
        { type: "Node", name: "node" },
        { type: "RBAC", name: "rbac" },
      ],
      admissionControl: [{ name: "PodSecurity", configuration: POD_SECURITY }],
      auditPolicy: AUDIT_POLICY,
    },
    controllerManager: { image: componentImage("kube-controller-manager", cluster) },
    scheduler: { image: componentImage("kube-scheduler", cluster), config: SCHEDULER_CONFIGURATION },
    proxy: { disabled: true },
  };
}
