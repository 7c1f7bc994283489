/** For each rule of the pack, changes to the whole recorded stack that it must refuse, and who else must. */
import { generateKeyPairSync } from "node:crypto";
import { nameOf } from "../stack/recorded-environment";
import { certificateOf } from "./certificates";
import type { Inputs } from "./fixture";
import { DEFAULT_GROUP, GROUP, INGRESS_RULE } from "./openings";
import { KEY, packed } from "./private-keys";
import type { Draft } from "./recorded";

export interface Mutation {
  /** Name of the rule that the change is meant for. */
  readonly rule: string;
  readonly change: string;
  /** Changes the draft and tells every finding: "<rule> <resource>: <message>". */
  apply(draft: Draft): readonly string[];
}

const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

const group = (draft: Draft, role: string) => draft.first(GROUP, { "palisade:role": role });

/** An ingress rule named "opened", on the group of a role. */
function open(draft: Draft, on: string, inputs: Inputs, from?: string): void {
  draft.add(INGRESS_RULE, "opened", inputs, {
    securityGroupId: group(draft, on),
    ...(from === undefined ? {} : { referencedSecurityGroupId: group(draft, from) }),
  });
}

const tcp = (fromPort: number, toPort: number, more: Inputs = {}) => ({ ipProtocol: "tcp", fromPort, toPort, ...more });
const TALOS = "talos-api-must-admit-administrators-only";
const KUBERNETES = "kubernetes-api-must-admit-the-cluster-and-administrators-only";
const ETCD = "etcd-must-admit-control-planes-only";
const KUBELET = "kubelet-must-admit-control-planes-only";
const PORTS = "ingress-must-list-its-ports";
const talos = (peer: string) =>
  `${TALOS} opened: opens 50000/tcp (Talos API) to ${peer}; only administrators and management functions may reach it`;
const kubernetes = (peer: string) =>
  `${KUBERNETES} opened: opens 6443/tcp (Kubernetes API) to ${peer}; only nodes, administrators, load balancers and listed networks may reach it`;
const etcd = (peer: string) =>
  `${ETCD} opened: opens 2379-2380/tcp (etcd) to ${peer}; only control planes may reach it`;
const kubelet = (peer: string) =>
  `${KUBELET} opened: opens 10250/tcp (kubelet) to ${peer}; only control planes may reach it`;
const ports = `${PORTS} opened: admits every protocol or port from outside its own security group; list the ports that are needed`;

const WORLD = "every IPv4 address";
const WORKERS = "the security group of role worker";

const exposure: readonly Mutation[] = [
  {
    rule: TALOS,
    change: "ephemeral ports from everywhere",
    apply: (draft) => {
      open(draft, "worker", tcp(49152, 65535, { cidrIpv4: "0.0.0.0/0" }));
      return [talos(WORLD)];
    },
  },
  {
    rule: KUBERNETES,
    change: "the API from every IPv6 address",
    apply: (draft) => {
      open(draft, "control-plane", tcp(6443, 6443, { cidrIpv6: "::/0" }));
      return [kubernetes("every IPv6 address")];
    },
  },
  {
    rule: ETCD,
    change: "etcd from workers",
    apply: (draft) => {
      open(draft, "control-plane", tcp(2000, 3000), "worker");
      return [etcd(WORKERS)];
    },
  },
  {
    rule: KUBELET,
    change: "the kubelet from a private network",
    apply: (draft) => {
      open(draft, "worker", tcp(10250, 10250, { cidrIpv4: "10.0.0.0/16" }));
      return [kubelet("a private IPv4 block")];
    },
  },
  {
    rule: PORTS,
    change: "every UDP port between nodes",
    apply: (draft) => {
      open(draft, "worker", { ipProtocol: "udp", fromPort: 0, toPort: 65535 }, "control-plane");
      return [ports];
    },
  },
  {
    rule: PORTS,
    change: "protocol -1 from workers to control planes, which opens every guarded port but the API's",
    apply: (draft) => {
      open(draft, "control-plane", { ipProtocol: "-1" }, "worker");
      return [talos(WORKERS), etcd(WORKERS), kubelet(WORKERS), ports];
    },
  },
];

const others: readonly Mutation[] = [
  {
    rule: "nodes-must-be-in-private-subnets",
    change: "a public address for a control plane",
    apply: (draft) => {
      const target = draft.first(INSTANCE, { "palisade:role": "control-plane" });
      draft.change(target, { associatePublicIpAddress: true });
      return [`nodes-must-be-in-private-subnets ${nameOf(target)}: associatePublicIpAddress must be false`];
    },
  },
  {
    rule: "default-security-group-must-be-empty",
    change: "the default group no longer managed",
    apply: (draft) => {
      draft.remove(draft.first(DEFAULT_GROUP));
      const vpc = nameOf(draft.first("aws:ec2/vpc:Vpc"));
      return [
        `default-security-group-must-be-empty ${vpc}: its default security group is not managed, so it keeps the rules that AWS gave it`,
      ];
    },
  },
  {
    rule: "instance-metadata-must-need-a-session",
    change: "metadata for whoever asks, over a hop more",
    apply: (draft) => {
      const target = draft.first(TEMPLATE);
      draft.change(target, { metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 2 } });
      return ["httpTokens must be required", "httpPutResponseHopLimit must be 1"].map(
        (text) => `instance-metadata-must-need-a-session ${nameOf(target)}: metadataOptions.${text}`,
      );
    },
  },
  {
    rule: "volumes-must-be-encrypted-with-own-key",
    change: "a worker's volume without encryption",
    apply: (draft) => {
      const target = draft.first(TEMPLATE);
      const [mapping] = target.inputs["blockDeviceMappings"] as readonly { readonly ebs: Inputs }[];
      const { encrypted: _, ...ebs } = mapping?.ebs ?? {};
      draft.change(target, { blockDeviceMappings: [{ ...mapping, ebs }] });
      return [
        `volumes-must-be-encrypted-with-own-key ${nameOf(target)}: blockDeviceMappings.0.ebs.encrypted must be true`,
      ];
    },
  },
  {
    rule: "private-key-must-not-be-in-inputs",
    change: "a key in user data, which is in the outputs too",
    apply: (draft) => {
      const target = draft.first(INSTANCE, { "palisade:role": "control-plane" });
      draft.change(target, {
        userDataBase64: packed(
          `apiVersion: v1alpha1\nkind: NetworkDefaultActionConfig\ningress: block\n# ${Buffer.from(KEY).toString("base64")}\n`,
        ),
      });
      return ["inputs", "outputs"].map(
        (where) => `private-key-must-not-be-in-${where} ${nameOf(target)}: userDataBase64 holds a private key`,
      );
    },
  },
  {
    rule: "private-key-must-not-be-in-outputs",
    change: "a key among the outputs of the environment",
    apply: (draft) => {
      const target = draft.first("palisade:index:Environment");
      draft.changeOutputs(target, { talosCaKey: KEY });
      return [`private-key-must-not-be-in-outputs ${nameOf(target)}: talosCaKey holds a private key`];
    },
  },
  {
    rule: "generated-key-must-be-strong",
    change: "a key of the provider's own default size",
    apply: (draft) => {
      const target = draft.first("tls:index/privateKey:PrivateKey");
      draft.change(target, { algorithm: "RSA", rsaBits: 2048 });
      return [`generated-key-must-be-strong ${nameOf(target)}: rsaBits must be at least 3072`];
    },
  },
  {
    rule: "certificate-authority-must-have-a-strong-key",
    change: "a short key for the CA of the Talos API",
    apply: (draft) => {
      const target = draft.first("palisade:talos:MachineConfigs");
      const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const weak = Buffer.from(certificateOf(publicKey)).toString("base64");
      const documents = target.outputs["documents"] as Readonly<Record<string, string>>;
      const [name = "", text = ""] = Object.entries(documents)[0] ?? [];
      const changed = { ...documents, [name]: text.replace("certificate:certs.os.crt", weak) };
      draft.changeOutputs(target, { documents: changed });
      const key = "a key that is weaker than RSA of 3072 bits, ECDSA on P-256 or Ed25519, or stronger";
      return [`certificate-authority-must-have-a-strong-key ${nameOf(target)}: ${name}: machine.ca.crt has ${key}`];
    },
  },
  {
    rule: "permissions-must-be-named",
    change: "every action for a role",
    apply: (draft) => {
      const target = draft.first("aws:iam/rolePolicy:RolePolicy");
      draft.change(target, { policy: JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }) });
      return [`permissions-must-be-named ${nameOf(target)}: policy allows every action`];
    },
  },
  {
    rule: "flow-log-must-record-all-traffic",
    change: "accepted traffic only",
    apply: (draft) => {
      draft.change(draft.first("aws:ec2/flowLog:FlowLog"), { trafficType: "ACCEPT" });
      const vpc = nameOf(draft.first("aws:ec2/vpc:Vpc"));
      return [`flow-log-must-record-all-traffic ${vpc}: its flow log must record all traffic (trafficType ALL)`];
    },
  },
  {
    rule: "stateful-resources-must-be-protected-from-deletion",
    change: "a bucket that a destroy empties",
    apply: (draft) => {
      const target = draft.first("aws:s3/bucket:Bucket");
      draft.change(target, { forceDestroy: true }, { protect: false });
      return [
        "must have the resource option protect",
        "forceDestroy must be false: it deletes what the bucket holds",
      ].map((text) => `stateful-resources-must-be-protected-from-deletion ${nameOf(target)}: ${text}`);
    },
  },
];

export const MUTATIONS: readonly Mutation[] = [...exposure, ...others];
