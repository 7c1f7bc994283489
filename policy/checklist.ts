/**
 * The pre-production checklist: seven groups, 95 items. An id is never changed or taken away. How each is decided: by rules of the pack (policy/rules), or by
 * evidence that no stack holds (policy/evidence.ts).
 */
import type { RuleFacts } from "./rule";

export type ItemId = RuleFacts["id"];
export type GroupId = ItemId extends `${infer Group}-${number}` ? Group : never;

export interface ChecklistItem {
  readonly id: ItemId;
  readonly statement: string;
}

export interface ChecklistGroup {
  readonly id: GroupId;
  readonly title: string;
  readonly items: readonly ChecklistItem[];
}

export const CHECKLIST: readonly ChecklistGroup[] = [
  group("INF", "Infrastructure", [
    "Nodes are in private subnets, without a public address on any path",
    "Control planes, workers, administration and load balancers have subnets and security groups of their own",
    "The Talos API (50000/tcp) admits administrators only",
    "The Kubernetes API (6443/tcp) admits the cluster, administrators and listed networks only",
    "etcd (2379-2380/tcp) admits control planes only",
    "The kubelet (10250/tcp) admits control planes only",
    "trustd (50001/tcp) admits nodes of the cluster only",
    "Cilium's and KubeSpan's ports are open between nodes only, and KubeSpan's only where it is on",
    "No rule admits every port or protocol from outside its own group",
    "Outgoing traffic is listed, not open to any address and port",
    "Every security group and every rule has a description",
    "The default security group of a VPC admits nothing",
    "The API's load balancer is internal or admits listed clients, and has no listener of etcd or Talos",
    "The API's load balancer is protected from deletion and spans zones",
    "The only way in is a VPN or a bastion with certificates or sign-on, logged and narrow",
    "The instance metadata service needs a session and is one hop away",
    "Every volume is encrypted with a key of the environment",
    "Keys rotate, admit nobody in particular, and take 30 days to be deleted",
    "The host firewall blocks by default and agrees with the security groups",
    "Each Kubernetes namespace denies traffic by default and allows by name",
    "AWS services are reached by endpoints with policies",
    "Nodes are not changed in place: no SSH key, no agent, and an image that is pinned",
  ]),
  group("CRT", "Certificates", [
    "No private key stands in plain text in an input, output, user data or document",
    "Secrets are kept encrypted with a key of the environment, and the bundle by age besides",
    "Each environment has an authority, key, secret and bucket of its own",
    "Each use of the authority's key is recorded, and one by others than its role raises an alarm",
    "Named roles alone may read the authority's secret, people with a second factor",
    "Certificates of people and machines are short-lived, by what they may do",
    "The authority's own end is bounded and watched from 30 days before it",
    "The authority is pinned by its fingerprint, which the monitor compares",
    "Every private key is as strong as ECDSA P-256 or RSA 3072",
    "Certificates name our own names only, and no wildcard",
    "The root authority is offline or in an HSM",
    "No secret is in version control",
  ]),
  group("ACC", "Access control", [
    "Talos enforces roles",
    "Each talosconfig has one role, the least that its work needs",
    "Pods do not administer the host through the Talos API",
    "Permissions are named: no wildcard of a service, no administrator",
    "Trust policies name who may assume a role, and under which condition",
    "Control planes and workers have different roles, and workers cannot read the authority's secret",
    "There are no IAM users and no access keys",
    "cluster-admin is bound to a listed group only, and never to everybody",
    "Kubernetes roles have no wildcards and no way to more rights",
    "The default service account is unused, and tokens are bound and short-lived",
    "Environments share no account, network, state or passphrase",
    "Policies of buckets, secrets and keys refuse plain text and other accounts",
  ]),
  group("K8S", "Kubernetes", [
    "Anonymous requests are refused",
    "Authorization is by Node and RBAC only",
    "The admission plugins that guard the cluster are on",
    "The API speaks current TLS only",
    "The audit log is kept, and covers what matters without leaking secrets",
    "Secrets are encrypted in etcd",
    "Control-plane components do not profile and listen to the host only",
    "Pod Security has a default for the whole cluster",
    "Each namespace carries Pod Security labels with a version",
    "Workloads meet the restricted Pod Security Standard",
    "Images are named by digest and come from listed registries",
    "Workloads have requests and limits, namespaces a quota",
    "Secrets reach workloads as files or from a store, not by the environment",
    "Nothing runs in the default namespace",
    "The kubelet is hardened",
    "Kernel parameters are no weaker than Talos sets them",
    "Features that are not used are off",
    "The system's volumes are encrypted, with keys that are not on the node",
    "Workloads are isolated from the host (Talos 1.14)",
    "The installation is pinned",
  ]),
  group("MON", "Monitoring", [
    "Flow logs record all traffic of each VPC",
    "A trail of all regions records management and key events, validated and encrypted",
    "The audit bucket is private, versioned and locked",
    "Log groups are encrypted and kept long enough",
    "The API's audit log leaves the node, over TLS",
    "Certificates are watched daily, with an alarm 30 days before their end",
    "Security events raise alarms",
    "A runtime sensor is on every node",
    "Topics and queues are encrypted and not public",
    "The VPN's connections are logged",
    "Functions are encrypted, called by named sources, and on a runtime that is maintained",
  ]),
  group("BCK", "Backup", [
    "etcd is saved on a schedule within the recovery point",
    "Snapshots are encrypted before they leave, and in their bucket",
    "The secrets bundle is saved apart from etcd, with another key",
    "Backups have a replica in another region, with a key there",
    "Backups are versioned, locked and kept by generation",
    "The backup's role writes and cannot delete",
    "A restore is tested on a schedule, with an alarm",
    "What holds state is protected from deletion",
    "Runbooks of compromised authority, node and talosconfig are drilled",
  ]),
  group("CMP", "Compliance", [
    "Each rule carries its references with versions",
    "The expected results of kube-bench on Talos are known, with reasons",
    "Every resource carries the tags that accounting and response need",
    "Accepted findings have a reason, an owner and a last day",
    "Changes are recorded: state in a versioned, encrypted backend, and the gate's log kept",
    "An environment without internet pulls from mirrors only",
    "Keys of people are in hardware, with a second factor",
    "Nodes are replaced, never edited",
    "Nothing undecided counts as passed",
  ]),
];

export const CHECKLIST_ITEMS: readonly ChecklistItem[] = CHECKLIST.flatMap(({ items }) => items);

/** Items are numbered by their place: a new one comes last, and one that is split keeps its id. */
function group(id: GroupId, title: string, statements: readonly string[]): ChecklistGroup {
  const items = statements.map((statement, place) => ({
    id: `${id}-${String(place + 1).padStart(2, "0")}` as ItemId,
    statement,
  }));
  return { id, title, items };
}
