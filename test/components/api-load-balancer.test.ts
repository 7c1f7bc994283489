import { ApiLoadBalancer } from "../../components/api-load-balancer";
import { Dns } from "../../components/dns";
import { InterfaceEndpoints } from "../../components/interface-endpoints";
import { planApiLoadBalancers } from "../../model/api-load-balancer";
import { planDns } from "../../model/dns";
import { planEndpoints } from "../../model/endpoints";
import { baseTags } from "../../model/names";
import { stackConfig } from "../model/stack-config";
import { Recording } from "./recording";

const config = stackConfig();
const tags = baseTags(config);
const targets = [
  { identity: "a", address: "10.40.16.10" },
  { identity: "b", address: "10.40.18.10" },
];

function build(deletionProtection: boolean): Promise<Recording> {
  return Recording.of(() => {
    for (const loadBalancer of planApiLoadBalancers({
      ...config,
      protection: { deletionProtection, disposable: false },
    })) {
      const made = new ApiLoadBalancer("api-load-balancer-internal", {
        loadBalancer,
        vpcId: "vpc-1",
        subnetIds: ["subnet-a", "subnet-b"],
        securityGroupId: "sg-1",
        after: [],
        targets,
        tags,
      });
      new Dns("dns", { dns: planDns(config), vpcId: "vpc-1", loadBalancer: made, tags });
    }
  });
}

describe("planApiLoadBalancers", () => {
  it("has an internal one only, unless networks are listed", () => {
    expect(planApiLoadBalancers(config).map((one) => [one.key, one.internal, one.segment])).toEqual([
      ["internal", true, "endpoints"],
    ]);
    const listed = planApiLoadBalancers(stackConfig({ clients: ["198.51.100.0/24"] }));
    expect(listed.map((one) => [one.key, one.internal, one.segment])).toEqual([
      ["internal", true, "endpoints"],
      ["public", false, "public"],
    ]);
  });

  it("stays within 32 characters for the longest environment name", () => {
    const longest = { ...stackConfig({ clients: ["198.51.100.0/24"] }), environment: "abcdefghijkl" };
    for (const one of planApiLoadBalancers(longest)) {
      expect(one.name.length).toBeLessThanOrEqual(32);
      expect(one.targetGroupName.length).toBeLessThanOrEqual(32);
    }
  });
});

describe("ApiLoadBalancer", () => {
  it("is private, listens on 6443 only, and has its security group from the start", async () => {
    const made = await build(true);
    expect(made.inputs("aws:lb/loadBalancer:LoadBalancer", "api-load-balancer-internal")).toMatchObject({
      loadBalancerType: "network",
      internal: true,
      subnets: ["subnet-a", "subnet-b"],
      securityGroups: ["sg-1"],
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: true,
    });
    expect(
      made.all("aws:lb/listener:Listener").map((listener) => [listener.inputs["port"], listener.inputs["protocol"]]),
    ).toEqual([[6443, "TCP"]]);
    const unprotected = (await build(false)).inputs("aws:lb/loadBalancer:LoadBalancer", "api-load-balancer-internal");
    expect(unprotected["enableDeletionProtection"]).toBe(false);
  });

  it("preserves client addresses and registers control planes by planned address", async () => {
    const made = await build(true);
    expect(made.inputs("aws:lb/targetGroup:TargetGroup", "api-load-balancer-internal")).toMatchObject({
      targetType: "ip",
      protocol: "TCP",
      port: 6443,
      preserveClientIp: "true",
      healthCheck: { protocol: "TCP", port: "6443" },
    });
    const attached = made.all("aws:lb/targetGroupAttachment:TargetGroupAttachment");
    expect(attached.map((one) => [one.urn.split("::").at(-1), one.inputs["targetId"]])).toEqual([
      ["api-load-balancer-internal-a", "10.40.16.10"],
      ["api-load-balancer-internal-b", "10.40.18.10"],
    ]);
  });

  it("tags everything and leaves nothing outside its component", async () => {
    const made = await build(true);
    const types = ["loadBalancer:LoadBalancer", "targetGroup:TargetGroup", "listener:Listener"].map(
      (type) => `aws:lb/${type}`,
    );
    expect(made.untagged([...types, "aws:route53/zone:Zone"], tags)).toEqual([]);
    expect(made.orphans()).toEqual([]);
  });
});

describe("Dns", () => {
  it("answers the API's name in the VPC only, with the internal load balancer", async () => {
    const made = await build(true);
    expect(made.inputs("aws:route53/zone:Zone", "dns")).toMatchObject({
      vpcs: [{ vpcId: "vpc-1" }],
      forceDestroy: false,
    });
    const balancer = made.one("aws:lb/loadBalancer:LoadBalancer", "api-load-balancer-internal");
    expect(made.inputs("aws:route53/record:Record", "dns-api")).toMatchObject({
      name: planDns(config).apiName,
      type: "A",
      aliases: [{ name: balancer.outputs["dnsName"], evaluateTargetHealth: false }],
    });
  });
});

describe("InterfaceEndpoints", () => {
  it("makes one endpoint a planned service, with private DNS, its group and its policy", async () => {
    const { interfaces } = planEndpoints(config);
    const made = await Recording.of(() => {
      new InterfaceEndpoints("interface-endpoints", {
        endpoints: interfaces,
        vpcId: "vpc-1",
        subnetIds: ["subnet-a", "subnet-b"],
        securityGroupId: "sg-endpoint",
        prefix: "palisade-test",
        tags,
      });
    });
    expect(made.all("aws:ec2/vpcEndpoint:VpcEndpoint")).toHaveLength(interfaces.length);
    for (const plan of interfaces) {
      const inputs = made.inputs("aws:ec2/vpcEndpoint:VpcEndpoint", `interface-endpoints-${plan.service}`);
      expect(inputs).toMatchObject({
        vpcEndpointType: "Interface",
        serviceName: plan.serviceName,
        subnetIds: ["subnet-a", "subnet-b"],
        securityGroupIds: ["sg-endpoint"],
        privateDnsEnabled: true,
      });
      expect(JSON.parse(String(inputs["policy"]))).toEqual(plan.policy);
    }
    expect(made.untagged(["aws:ec2/vpcEndpoint:VpcEndpoint"], tags)).toEqual([]);
  });
});
