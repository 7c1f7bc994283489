import * as pulumi from "@pulumi/pulumi";
import { SecurityGroups } from "../../components/security-groups";
import { planSecurityGroups } from "../../model/firewall";
import { baseTags } from "../../model/names";
import { planFlows } from "../../model/ports";
import { stackConfig } from "../model/stack-config";
import { Recording } from "./recording";

const config = stackConfig({ adminCidrs: ["10.200.0.0/16"], clients: ["198.51.100.0/24"], wireGuard: true });
const groups = planSecurityGroups(config, planFlows(config));
const tags = baseTags(config);

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

function build(): Promise<Recording> {
  return Recording.of(() => {
    new SecurityGroups("security-groups", { groups, vpcId: "vpc-1", s3PrefixListId: pulumi.output("pl-s3"), tags });
  });
}

describe("SecurityGroups", () => {
  it("makes one group a role, with nothing inline", async () => {
    const made = await build();
    expect(
      made
        .all(GROUP)
        .map((group) => (group.inputs["tags"] as Record<string, string>)["palisade:role"])
        .sort(),
    ).toEqual(groups.map((group) => group.role).sort());
    for (const group of made.all(GROUP)) {
      expect(group.inputs["ingress"]).toBeUndefined();
      expect(group.inputs["egress"]).toBeUndefined();
    }
  });

  it("makes one resource a planned rule, with the matrix's reason", async () => {
    const made = await build();
    const rules = groups.flatMap((group) => group.rules.map((rule) => ({ role: group.role, ...rule })));
    expect(made.all(INGRESS).length + made.all(EGRESS).length).toBe(rules.length);
    const idOf = (role: string) => made.one(GROUP, `security-groups-${role}`).id;
    for (const rule of rules) {
      const type = rule.direction === "ingress" ? INGRESS : EGRESS;
      const inputs = made.inputs(type, `security-groups-${rule.role}-${rule.direction}-${rule.key}`);
      expect(inputs).toMatchObject({
        securityGroupId: idOf(rule.role),
        ipProtocol: rule.protocol,
        fromPort: rule.fromPort,
        toPort: rule.toPort,
        description: rule.description,
      });
      const peer = [inputs["referencedSecurityGroupId"], inputs["cidrIpv4"], inputs["prefixListId"]];
      const expected = {
        "security-group": [
          rule.peer.kind === "security-group" ? idOf(rule.peer.role) : undefined,
          undefined,
          undefined,
        ],
        cidr: [undefined, rule.peer.kind === "cidr" ? rule.peer.cidr : undefined, undefined],
        "prefix-list": [undefined, undefined, "pl-s3"],
      }[rule.peer.kind];
      expect(peer).toEqual(expected);
    }
  });

  it("opens no protocol in full and no ingress to the world", async () => {
    const made = await build();
    for (const rule of [...made.all(INGRESS), ...made.all(EGRESS)])
      expect(["tcp", "udp"]).toContain(rule.inputs["ipProtocol"]);
    expect(made.all(INGRESS).filter((rule) => rule.inputs["cidrIpv4"] === "0.0.0.0/0")).toEqual([]);
  });

  it("tags everything, refuses an unknown role and leaves nothing outside its component", async () => {
    const made = await build();
    expect(made.untagged([GROUP, INGRESS, EGRESS], tags)).toEqual([]);
    expect(made.orphans()).toEqual([]);
    await Recording.of(() => {
      const without = new SecurityGroups("security-groups", {
        groups: groups.filter((group) => group.role !== "api-public-load-balancer" && group.rules.length === 0),
        vpcId: "vpc-1",
        s3PrefixListId: "pl-s3",
        tags,
      });
      expect(() => without.id("api-public-load-balancer")).toThrow(
        "security groups: the plan has none for api-public-load-balancer",
      );
    });
  });
});
