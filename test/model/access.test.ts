import type { StackConfig } from "../../config/schema";
import { planAccess } from "../../model/access";
import { addressAt, cidrContains, cidrSize } from "../../model/cidr";
import { planNetwork, segmentOf } from "../../model/network";
import { planControlPlane } from "../../model/nodes";
import { planFlows } from "../../model/ports";
import { prod, staging } from "./environments";
import { PLAIN, stackConfig } from "./stack-config";

const access = (config: StackConfig) => planAccess(config, planNetwork(config));

function sessionDocument(config: StackConfig, key: "shell" | "tunnel") {
  const found = access(config).bastion?.sessionDocuments.find((document) => document.key === key);
  if (found === undefined) throw new Error(`no session document ${key}`);
  return found;
}

interface Parameter {
  readonly type: string;
  readonly default: string;
  readonly allowedPattern: string;
}

function tunnelParameter(config: StackConfig, name: string): Parameter {
  const parameters = sessionDocument(config, "tunnel").content["parameters"] as Readonly<Record<string, Parameter>>;
  const found = parameters[name];
  if (found === undefined) throw new Error(`no parameter ${name}`);
  return found;
}

const allows = (parameter: Parameter) => (value: string) => new RegExp(parameter.allowedPattern).test(value);

describe("bastion", () => {
  it("stands in the management segment of the first zone", () => {
    expect(access(stackConfig({ letters: ["c", "a"] })).bastion).toMatchObject({
      name: "palisade-test-bastion",
      zoneKey: "c",
      instanceType: "t3.micro",
      image: { id: "ami-0123456789abcdef0" },
    });
  });

  it("is absent where it is not asked for", () => {
    const { bastion: _, ...without } = prod.access;
    expect(access({ ...prod, access: without })).not.toHaveProperty("bastion");
  });

  it("has documents of the environment's own, never the account-wide one", () => {
    const names = [staging, prod].flatMap((config) => access(config).bastion?.sessionDocuments.map(({ name }) => name));
    expect(names).toEqual([
      "palisade-staging-shell",
      "palisade-staging-tunnel",
      "palisade-prod-shell",
      "palisade-prod-tunnel",
    ]);
  });

  it("logs shells while they are typed, encrypted, and ends them", () => {
    expect(sessionDocument(staging, "shell").content).toEqual({
      schemaVersion: "1.0",
      description: "Shell on the bastion of staging, logged",
      sessionType: "Standard_Stream",
      inputs: {
        s3BucketName: "",
        s3KeyPrefix: "",
        s3EncryptionEnabled: true,
        cloudWatchLogGroupName: "/palisade/staging/sessions",
        cloudWatchEncryptionEnabled: true,
        cloudWatchStreamingEnabled: true,
        kmsKeyId: "arn:aws:kms:eu-central-1:111122223333:alias/palisade-staging-logs",
        idleSessionTimeout: "20",
        maxSessionDuration: "60",
        runAsEnabled: false,
      },
    });
  });
});

describe("tunnel", () => {
  it("forwards to the host and port that its parameters let through", () => {
    expect(sessionDocument(staging, "tunnel").content).toMatchObject({
      schemaVersion: "1.0",
      sessionType: "Port",
      properties: {
        type: "LocalPortForwarding",
        host: "{{ host }}",
        portNumber: "{{ portNumber }}",
        localPortNumber: "{{ localPortNumber }}",
      },
    });
  });

  it("opens the two APIs' ports and no other", () => {
    const port = tunnelParameter(staging, "portNumber");
    const ports = ["6443", "50000", "50001", "2379", "10250", "22", "443", "64430", "6443x", ""];
    expect(ports.filter(allows(port))).toEqual(["6443", "50000"]);
    expect(allows(port)(port.default)).toBe(true);
  });

  it("opens only ports that the matrix gives to administrators", () => {
    const flows = planFlows(staging).filter(({ from, to }) => from === "admin" && to !== "endpoint");
    const port = tunnelParameter(staging, "portNumber");
    for (const { fromPort } of flows) expect(allows(port)(String(fromPort))).toBe(true);
    expect(new Set(flows.map(({ fromPort }) => fromPort))).toEqual(new Set([6443, 50000]));
  });

  it("reaches the API name, control planes and workers, and nothing else", () => {
    const host = tunnelParameter(stackConfig(), "host");
    const reached = ["api.test.palisade.internal", "10.40.16.10", "10.40.18.11", "10.40.128.0", "10.40.143.9"];
    const closed = [
      "apixtest.palisade.internal",
      "api.test.palisade.internal.example.com",
      "10.40.16.11",
      "10.40.32.5",
      "10.40.127.255",
      "10.41.128.0",
      "10.40.256.1",
      "10.40.128.01",
      "10.40.128",
      "110.40.128.1",
      "169.254.169.254",
      "localhost",
      "",
    ];
    expect(reached.filter(allows(host))).toEqual(reached);
    expect(closed.filter(allows(host))).toEqual([]);
    expect(host.default).toBe("api.test.palisade.internal");
  });

  it.each([["10.40.0.0/16"], ["10.64.0.0/20"], ["172.16.64.0/18"], ["10.8.0.0/19"]])(
    "draws the line of the worker segment of %s exactly",
    (vpcCidr) => {
      const config = stackConfig({ ...PLAIN, vpcCidr });
      const worker = segmentOf(planNetwork(config), "worker").cidr;
      const reaches = allows(tunnelParameter(config, "host"));
      const wrong: string[] = [];
      const { nodes } = planControlPlane(config, planNetwork(config));
      const controlPlanes = new Set(nodes.map(({ address }) => address));
      for (let offset = 0; offset < cidrSize(vpcCidr); offset += 7) {
        const address = addressAt(vpcCidr, offset);
        if (controlPlanes.has(address)) continue;
        if (reaches(address) !== cidrContains(worker, address)) wrong.push(address);
      }
      for (const edge of [0, cidrSize(worker) - 1]) expect(reaches(addressAt(worker, edge))).toBe(true);
      expect(wrong).toEqual([]);
    },
  );

  it("lets the administrator choose a local port", () => {
    const local = tunnelParameter(staging, "localPortNumber");
    expect(["0", "6443", "65535", "123456", "-1", "a"].filter(allows(local))).toEqual(["0", "6443", "65535"]);
  });
});

describe("Client VPN", () => {
  const config = stackConfig();
  const clientVpn = {
    clientCidr: "10.250.0.0/22",
    serverCertificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/server",
    clientCaCertificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/clients",
    sessionHours: 10,
  } as const;
  const plan = (more: Partial<NonNullable<StackConfig["access"]["clientVpn"]>> = {}, from = config) =>
    access({ ...from, access: { ...from.access, clientVpn: { ...clientVpn, ...more } } }).clientVpn;

  it("is absent where it is not asked for", () => {
    expect(access(config)).not.toHaveProperty("clientVpn");
  });

  it("resolves names in the VPC and is associated in every zone", () => {
    expect(plan()).toMatchObject({
      name: "palisade-test-client-vpn",
      ...clientVpn,
      dnsServer: "10.40.0.2",
      zoneKeys: ["a", "b", "c"],
    });
    expect(plan()).not.toHaveProperty("samlProviderArn");
  });

  it("authorizes what administrators reach by the matrix, and the resolver", () => {
    expect(plan()?.authorizations).toEqual([
      { key: "endpoints", cidr: "10.40.48.0/20", description: "Kubernetes API at the internal load balancer" },
      { key: "control-plane", cidr: "10.40.16.0/20", description: "Talos API of control planes" },
      { key: "worker", cidr: "10.40.128.0/17", description: "Talos API of workers" },
      { key: "resolver", cidr: "10.40.0.2/32", description: "VPC resolver: name of the API" },
    ]);
  });

  it("limits every rule to the group where there is one", () => {
    const samlProviderArn = "arn:aws:iam::111122223333:saml-provider/vpn";
    const limited = plan({ samlProviderArn, accessGroupId: "operators" });
    expect(limited?.samlProviderArn).toBe(samlProviderArn);
    expect(limited?.authorizations.map(({ accessGroupId }) => accessGroupId)).toEqual(Array(4).fill("operators"));
  });

  it.each([["public-egress"], ["isolated"]] as const)("never authorizes the VPC or more, %s", (mode) => {
    const from = stackConfig({ mode });
    const cidrs = plan({}, from)?.authorizations.map(({ cidr }) => cidr) ?? [];
    expect(cidrs).toHaveLength(4);
    expect(cidrs.filter((cidr) => cidrContains(cidr, from.network.vpcCidr))).toEqual([]);
    expect(cidrs.filter((cidr) => !cidrContains(from.network.vpcCidr, cidr))).toEqual([]);
  });
});
