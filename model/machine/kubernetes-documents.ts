/** The Kubernetes documents of contract 1.14, one builder each. */
import type { SecretsBundle } from "../../pki/bundle";
import { apiServerArguments, componentImage, SCHEDULER_CONFIGURATION } from "./api-server";
import { AUDIT_POLICY } from "./audit-policy";
import { document } from "./document";
import { kubeletConfiguration, kubeletImage, nodeIpSubnets, nodeLabels } from "./kubelet";
import { KUBE_PRISM_PORT } from "./network";
import type { ClusterPlan, MachineNodePlan } from "./plan";
import { POD_SECURITY } from "./pod-security";

/** Of every node: what differs from node to node, and the CA. */
export function nodeDocuments(
  cluster: ClusterPlan,
  node: MachineNodePlan,
  { certs }: SecretsBundle,
): readonly object[] {
  return [
    kubeNode(cluster, node),
    document("KubeletConfig", {
      image: kubeletImage(cluster),
      defaultRuntimeSeccompProfileEnabled: true,
      config: kubeletConfiguration(node),
    }),
    document(
      "KubeAPIServerCAConfig",
      node.role === "control-plane"
        ? { issuingCA: { cert: certs.k8s.crt, key: certs.k8s.key } }
        : { acceptedCAs: [certs.k8s.crt] },
    ),
  ];
}

/** Of every node, the same on all. */
export function clusterDocuments(cluster: ClusterPlan): readonly object[] {
  return [
    document("KubeClusterConfig", { clusterName: cluster.name, endpoint: cluster.endpoint }),
    document("KubeNetworkConfig", {
      dnsDomain: "cluster.local",
      podSubnets: [cluster.podCidr],
      serviceSubnets: [cluster.serviceCidr],
    }),
    document("KubePrismConfig", { port: KUBE_PRISM_PORT }),
  ];
}

function kubeNode(cluster: ClusterPlan, node: MachineNodePlan): object {
  const labels = nodeLabels(node);
  const controlPlane = {
    labels: { "node-role.kubernetes.io/control-plane": "", ...labels },
    taints: { "node-role.kubernetes.io/control-plane": "NoSchedule" },
  };
  return document("KubeNodeConfig", {
    // The name that AWS's cloud controller looks an instance up by.
    registerWithFQDN: true,
    nodeIP: { validSubnets: nodeIpSubnets(cluster, node) },
    ...(node.role === "control-plane" ? controlPlane : Object.keys(labels).length === 0 ? {} : { labels }),
  });
}

/** Of control planes: keys. */
export function controlPlaneSecrets(cluster: ClusterPlan, secrets: SecretsBundle): readonly object[] {
  const { certs } = secrets;
  return [
    document("KubeAggregatorCAConfig", { issuingCA: { cert: certs.k8sAggregator.crt, key: certs.k8sAggregator.key } }),
    etcdEncryption(secrets),
    document("KubeServiceAccountConfig", {
      issuer: { privateKey: certs.k8sServiceAccount.key, issuerURL: cluster.endpoint },
    }),
  ];
}

/** Of control planes, the same on all. No KubeFlannelCNIConfig: the CNI is an add-on. */
export function controlPlaneDocuments(cluster: ClusterPlan): readonly object[] {
  return [
    document("KubeAdmissionControlConfig", { name: "PodSecurity", configuration: POD_SECURITY }),
    document("KubeAuditPolicyConfig", { configuration: AUDIT_POLICY }),
    authentication(),
    document("KubeAuthorizerConfig", { name: "node", type: "Node" }),
    document("KubeAuthorizerConfig", { name: "rbac", type: "RBAC" }),
    apiServer(cluster),
    document("KubeControllerManagerConfig", { image: componentImage("kube-controller-manager", cluster) }),
    document("KubeSchedulerConfig", {
      image: componentImage("kube-scheduler", cluster),
      config: SCHEDULER_CONFIGURATION,
    }),
    document("KubeProxyConfig", { enabled: false }),
    document("KubeCoreDNSConfig", { enabled: true }),
  ];
}

/** Talos' own answers anybody about its health; here nobody is answered who is not signed in. */
function authentication(): object {
  return document("KubeAuthenticationConfig", {
    configuration: {
      apiVersion: "apiserver.config.k8s.io/v1",
      kind: "AuthenticationConfiguration",
      anonymous: { enabled: false },
      jwt: [],
    },
  });
}

function apiServer(cluster: ClusterPlan): object {
  return document("KubeAPIServerConfig", {
    image: componentImage("kube-apiserver", cluster),
    extraArgs: apiServerArguments(cluster),
    certExtraSANs: [cluster.apiName],
    // The probes are anonymous: answered with 401, they would have the kubelet end the API server again and again.
    startupProbes: false,
  });
}

/** The provider and the name of the key as Talos writes them since 1.3, so that a cluster that comes from there reads its secrets. */
function etcdEncryption({ secretboxEncryptionSecret }: SecretsBundle): object {
  return document("KubeEtcdEncryptionConfig", {
    config: {
      resources: [
        {
          resources: ["secrets"],
          providers: [
            { secretbox: { keys: [{ name: "key2", secret: secretboxEncryptionSecret }] } },
            // Read only: what an older cluster holds in clear until it is written again.
            { identity: {} },
          ],
        },
      ],
    },
  });
}
