import { ClientVpn } from "../../components/client-vpn";
import type { StackConfig } from "../../config/schema";
import { planAccess } from "../../model/access";
import { baseTags } from "../../model/names";
import { planNetwork } from "../../model/network";
import { stackConfig } from "../model/stack-config";
import { Recording } from "./recording";

const ENDPOINT = "aws:ec2clientvpn/endpoint:Endpoint";
const ASSOCIATION = "aws:ec2clientvpn/networkAssociation:NetworkAssociation";
const RULE = "aws:ec2clientvpn/authorizationRule:AuthorizationRule";
const STREAM = "aws:cloudwatch/logStream:LogStream";

type Options = NonNullable<StackConfig["access"]["clientVpn"]>;

const clientVpn: Options = {
  clientCidr: "10.250.0.0/22",
  serverCertificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/server",
  clientCaCertificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/clients",
  sessionHours: 8,
};
const config = { ...stackConfig(), tags: { owner: "platform" } };
const tags = baseTags(config);

function build(more: Partial<Options> = {}): Promise<Recording> {
  const from = { ...config, access: { ...config.access, clientVpn: { ...clientVpn, ...more } } };
  const plan = planAccess(from, planNetwork(from)).clientVpn;
  if (plan === undefined) throw new Error("no Client VPN");
  return Recording.of(() => {
    new ClientVpn("client-vpn", {
      clientVpn: plan,
      vpcId: "vpc-0",
      subnetIds: { "management-a": "subnet-a", "management-b": "subnet-b", "management-c": "subnet-c" },
      securityGroupId: "sg-admin",
      logGroupName: "/palisade/test/client-vpn",
      tags,
    });
  });
}

describe("ClientVpn", () => {
  it("is an endpoint with split tunnel, the admin group and the VPC's resolver", async () => {
    const recording = await build();
    expect(recording.all(ENDPOINT)).toHaveLength(1);
    expect(recording.inputs(ENDPOINT, "client-vpn")).toMatchObject({
      clientCidrBlock: "10.250.0.0/22",
      serverCertificateArn: clientVpn.serverCertificateArn,
      splitTunnel: true,
      transportProtocol: "udp",
      vpnPort: 443,
      dnsServers: ["10.40.0.2"],
      vpcId: "vpc-0",
      securityGroupIds: ["sg-admin"],
      selfServicePortal: "disabled",
    });
    expect(recording.orphans()).toEqual([]);
  });

  it("asks for a client certificate, and for SAML besides where it is configured", async () => {
    const mutual = { type: "certificate-authentication", rootCertificateChainArn: clientVpn.clientCaCertificateArn };
    const samlProviderArn = "arn:aws:iam::111122223333:saml-provider/vpn";
    const options = async (more: Partial<Options>) =>
      (await build(more)).inputs(ENDPOINT, "client-vpn")["authenticationOptions"];
    expect(await options({})).toEqual([mutual]);
    expect(await options({ samlProviderArn })).toEqual([mutual, { type: "federated-authentication", samlProviderArn }]);
  });

  it("ends sessions after the configured hours", async () => {
    expect((await build({ sessionHours: 12 })).inputs(ENDPOINT, "client-vpn")).toMatchObject({
      sessionTimeoutHours: 12,
      disconnectOnSessionTimeout: true,
    });
  });

  it("logs every connection", async () => {
    const recording = await build();
    expect(recording.all(STREAM)).toHaveLength(1);
    expect(recording.inputs(STREAM, "client-vpn")).toMatchObject({
      name: "connections",
      logGroupName: "/palisade/test/client-vpn",
    });
    expect(recording.inputs(ENDPOINT, "client-vpn")["connectionLogOptions"]).toEqual({
      enabled: true,
      cloudwatchLogGroup: "/palisade/test/client-vpn",
      cloudwatchLogStream: "connections",
    });
    expect(recording.one(ENDPOINT, "client-vpn").dependencies).toContain(recording.one(STREAM, "client-vpn").urn);
  });

  it("is associated with the management subnet of every zone", async () => {
    const recording = await build();
    const endpoint = recording.one(ENDPOINT, "client-vpn").id;
    expect(recording.all(ASSOCIATION)).toHaveLength(3);
    for (const zoneKey of ["a", "b", "c"]) {
      expect(recording.inputs(ASSOCIATION, `client-vpn-${zoneKey}`)).toEqual({
        clientVpnEndpointId: endpoint,
        subnetId: `subnet-${zoneKey}`,
      });
    }
  });

  it("authorizes four networks by name, never everything", async () => {
    const recording = await build();
    const rules = recording.all(RULE).map(({ inputs }) => [inputs["targetNetworkCidr"], inputs["authorizeAllGroups"]]);
    expect(rules).toEqual([
      ["10.40.48.0/20", true],
      ["10.40.16.0/20", true],
      ["10.40.128.0/17", true],
      ["10.40.0.2/32", true],
    ]);
    expect(recording.inputs(RULE, "client-vpn-worker")["description"]).toBe("Talos API of workers");
  });

  it("authorizes one group only where one is named", async () => {
    const samlProviderArn = "arn:aws:iam::111122223333:saml-provider/vpn";
    const recording = await build({ samlProviderArn, accessGroupId: "operators" });
    expect(recording.all(RULE)).toHaveLength(4);
    for (const { inputs } of recording.all(RULE)) {
      expect(inputs["accessGroupId"]).toBe("operators");
      expect(inputs).not.toHaveProperty("authorizeAllGroups");
    }
  });

  it("tags what takes tags", async () => {
    const recording = await build();
    expect(recording.untagged([ENDPOINT], tags)).toEqual([]);
    expect(recording.inputs(ENDPOINT, "client-vpn")["tags"]).toMatchObject({
      Name: "palisade-test-client-vpn",
      "palisade:role": "admin",
    });
  });
});
