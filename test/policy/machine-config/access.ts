/** The Talos API, its certificates and the host firewall. */
import { type MachineConfigMutation, mutations, row } from "./mutation";

const talos = mutations("host-firewall-must-block-by-default", [
  {
    change: "no default action",
    changes: () => [["NetworkDefaultActionConfig", "", undefined]],
    findings: () => ["NetworkDefaultActionConfig.ingress must be block"],
  },
  {
    change: "default action accept",
    changes: () => [["NetworkDefaultActionConfig", "ingress", "accept"]],
    findings: () => ["NetworkDefaultActionConfig.ingress must be block"],
  },
  {
    change: "the Talos API for everybody",
    changes: () => [["NetworkRuleConfig.0", "ingress", [{ subnet: "10.0.0.0/24" }, { subnet: "0.0.0.0/0" }]]],
    findings: () => ["NetworkRuleConfig.0.ingress.1.subnet opens 50000/tcp (Talos API) to every IPv4 address"],
  },
  {
    change: "every port for everybody with IPv6",
    changes: () => [
      ["NetworkRuleConfig.0", "portSelector/ports", ["1-65535"]],
      ["NetworkRuleConfig.0", "ingress", [{ subnet: "::/0" }]],
    ],
    findings: () =>
      [
        "2379-2380/tcp (etcd)",
        "4240/tcp (Cilium health)",
        "4244/tcp (Hubble)",
        "4250/tcp (Cilium operator)",
        "6443/tcp (Kubernetes API)",
        "10250/tcp (kubelet)",
        "30000-32767/tcp (node ports)",
        "50000/tcp (Talos API)",
        "50001/tcp (trustd)",
      ].map((title) => `NetworkRuleConfig.0.ingress.0.subnet opens ${title} to every IPv6 address`),
  },
  {
    change: "a kubelet for a public network",
    changes: () => [["NetworkRuleConfig.1", "ingress", [{ subnet: "198.51.100.0/24" }]]],
    findings: () => ["NetworkRuleConfig.1.ingress.0.subnet opens 10250/tcp (kubelet) to a public IPv4 block"],
  },
  {
    change: "etcd on a worker",
    changes: () => [["NetworkRuleConfig.1", "portSelector/ports", [2379]]],
    findings: () => ["NetworkRuleConfig.1 opens 2379-2380/tcp (etcd) on a worker, where nothing may listen to it"],
    role: "worker",
  },
  {
    change: "a network that is none",
    changes: () => [["NetworkRuleConfig.0", "ingress", [{ subnet: "the office" }]]],
    findings: () => ["NetworkRuleConfig.0.ingress.0.subnet must be a network"],
  },
  {
    change: "the overlay for everybody",
    changes: () => [
      ["NetworkRuleConfig.0", "portSelector", { ports: [8472, "51820-51871"], protocol: "udp" }],
      ["NetworkRuleConfig.0", "ingress", [{ subnet: "0.0.0.0/0" }]],
    ],
    findings: () =>
      ["8472/udp (VXLAN)", "51820/udp (KubeSpan)", "51871/udp (Cilium WireGuard)"].map(
        (title) => `NetworkRuleConfig.0.ingress.0.subnet opens ${title} to every IPv4 address`,
      ),
  },
  {
    change: "a port that nobody listens to, for a public network",
    changes: () => [
      ["NetworkRuleConfig.0", "portSelector", { ports: [9090], protocol: "udp" }],
      ["NetworkRuleConfig.0", "ingress", [{ subnet: "198.51.100.0/24" }]],
    ],
    findings: () => ["NetworkRuleConfig.0.ingress.0.subnet opens a port to a public IPv4 block"],
  },
  {
    change: "node ports for everybody",
    changes: () => [
      ["NetworkRuleConfig.0", "portSelector", { ports: ["30080"], protocol: "tcp" }],
      ["NetworkRuleConfig.0", "ingress", [{ subnet: "0.0.0.0/1" }]],
    ],
    findings: () => ["NetworkRuleConfig.0.ingress.0.subnet opens 30000-32767/tcp (node ports) to a public IPv4 block"],
  },
  row(
    "1.13",
    "pods everywhere, whose packets no rule is asked about",
    [["", "cluster/network/podSubnets", ["0.0.0.0/0"]]],
    "cluster.network.podSubnets.0 must be a private network: the host firewall takes what is in it",
  ),
  row(
    "1.14",
    "services in the VPC, whose packets no rule is asked about",
    [["KubeNetworkConfig", "serviceSubnets", ["10.0.0.0/8"]]],
    "KubeNetworkConfig.serviceSubnets.0 must not overlap the VPC: the host firewall takes what is in it",
  ),
  {
    change: "ports that are none",
    changes: () => [["NetworkRuleConfig.0", "portSelector/ports", ["all"]]],
    findings: () => ["NetworkRuleConfig.0.portSelector.ports must be ports and ranges of them"],
  },
]);

const certificates = mutations("certificate-names-must-be-ours", [
  {
    change: "a wildcard on the Talos API",
    changes: () => [["", "machine/certSANs", ["*.test.palisade.internal"]]],
    findings: () => ["machine.certSANs.0 must not be a wildcard"],
  },
  row(
    "1.13",
    "everything on the Kubernetes API",
    [["", "cluster/apiServer/certSANs", ["*"]]],
    "cluster.apiServer.certSANs.0 must not be a wildcard",
  ),
  row(
    "1.14",
    "everything on the Kubernetes API",
    [["KubeAPIServerConfig", "certExtraSANs", ["api.test.palisade.internal", "*"]]],
    "KubeAPIServerConfig.certExtraSANs.1 must not be a wildcard",
  ),
  {
    change: "a top-level domain",
    changes: () => [["", "machine/certSANs", ["com"]]],
    findings: () => ["machine.certSANs.0 must be a full host name or an address"],
  },
]);

const access = [
  ...mutations("talos-roles-must-be-enforced", [
    {
      change: "roles off",
      changes: () => [["", "machine/features/rbac", false]],
      findings: () => ["machine.features.rbac must be true"],
    },
    {
      change: "roles off as older YAML says it",
      changes: () => [["", "machine/features/rbac", "no"]],
      findings: () => ["machine.features.rbac must be true"],
    },
  ]),
  ...mutations("pods-must-not-administer-the-host", [
    ...["os:operator", "os:meta:writer", "os:tomorrow"].map((role) =>
      row(
        "1.14",
        `pods with the role ${role}`,
        [["KubeTalosAPIAccessConfig", "", { allowedRoles: [role], allowedKubernetesNamespaces: ["app"] }]],
        "KubeTalosAPIAccessConfig.allowedRoles must have no other than os:reader and os:etcd:backup",
      ),
    ),
    row(
      "1.13",
      "administrators in pods",
      [
        [
          "",
          "machine/features/kubernetesTalosAPIAccess",
          { enabled: true, allowedRoles: ["os:reader", "os:admin"], allowedKubernetesNamespaces: ["kube-system"] },
        ],
      ],
      "machine.features.kubernetesTalosAPIAccess.allowedRoles must have no other than os:reader and os:etcd:backup",
    ),
    row(
      "1.13",
      "readers in any namespace",
      [["", "machine/features/kubernetesTalosAPIAccess", { enabled: "yes", allowedRoles: ["os:reader"] }]],
      "machine.features.kubernetesTalosAPIAccess.allowedKubernetesNamespaces must name the namespaces",
    ),
    row(
      "1.14",
      "impersonators in any namespace",
      [
        [
          "KubeTalosAPIAccessConfig",
          "",
          { allowedRoles: ["os:impersonator"], allowedKubernetesNamespaces: ["app", "*"] },
        ],
      ],
      "KubeTalosAPIAccessConfig.allowedRoles must have no other than os:reader and os:etcd:backup",
      "KubeTalosAPIAccessConfig.allowedKubernetesNamespaces must name the namespaces",
    ),
  ]),
];

export const accessMutations: readonly MachineConfigMutation[] = [...talos, ...certificates, ...access];
