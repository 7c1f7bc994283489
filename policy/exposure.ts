/** Who a security group lets in to a port: the part that the rules about single ports share. */
import { type Check, fail, inconclusive, type Judgement, judged, PASS } from "./rule";
import { type Block, blockContains, isPrivateBlock } from "./view/block";
import { type EnvironmentFacts, environmentFacts } from "./view/environment";
import { opens } from "./view/ports";
import { type GroupRule, groupRules, type Peer, roleOf } from "./view/security-group-rules";
import type { StackView } from "./view/stack";

export interface GuardedPort {
  /** As messages name it: "50000/tcp (Talos API)". */
  readonly title: string;
  readonly protocol: "tcp" | "udp";
  readonly from: number;
  readonly to: number;
  /** Who may reach it, for messages. */
  readonly allowed: string;
  /** Roles whose security groups may be the source. */
  readonly roles: readonly string[];
  /** Role that the destination group must have; undefined: any. */
  readonly destination?: string;
  /** Address blocks that may be the source at this rule; absent: none. */
  blocks?(facts: EnvironmentFacts, rule: GroupRule): readonly Block[];
}

/**
 * No list of the configuration may be wider than this: the configuration refuses it too, and this does not trust the configuration. A public
 * /16 is more addresses than one organisation's way out has; a private one is a whole site.
 */
const WIDEST_PREFIX = 16;

/** One judgement for each rule that lets anybody in to the port. */
export function judgeExposure(stack: StackView, port: GuardedPort): readonly Judgement[] {
  const facts = environmentFacts(stack);
  return groupRules(stack)
    .filter(({ direction }) => direction === "ingress")
    .flatMap((rule) => {
      const open = opens(rule.ports, port.protocol, port.from, port.to);
      if (open === false) return [];
      const say = (outcome: typeof fail, peer: string) =>
        outcome(`opens ${port.title} to ${peer}; only ${port.allowed} may reach it`);
      if (open === undefined) {
        return judged(rule.resource.urn, [
          inconclusive(`protocol or ports are not known, so ${port.title} may be open`),
        ]);
      }
      return judged(
        rule.resource.urn,
        rule.peers.map((peer) => checkPeer(port, rule, peer, facts, say)),
      );
    });
}

type Say = (outcome: (message: string) => Check, peer: string) => Check;

function checkPeer(
  port: GuardedPort,
  rule: GroupRule,
  peer: Peer,
  facts: EnvironmentFacts | undefined,
  say: Say,
): Check {
  switch (peer.kind) {
    case "unknown":
      return say(inconclusive, "a source that is not known");
    case "prefix-list":
      return say(fail, "a prefix list, whose networks change elsewhere");
    case "external-group":
      return say(inconclusive, "a security group that is not in the stack");
    case "group": {
      const role = roleOf(peer.group);
      if (role === undefined || !port.roles.includes(role)) return say(fail, groupText(role));
      if (port.destination === undefined || roleOf(rule.group) === port.destination) return PASS;
      return rule.group === undefined
        ? inconclusive(`opens ${port.title} on a security group that is not in the stack or not known`)
        : fail(`opens ${port.title} on ${groupText(roleOf(rule.group))}, where nothing may listen to it`);
    }
    case "block":
      return checkBlock(port, rule, peer.block, facts, say);
  }
}

function groupText(role: string | undefined): string {
  return role === undefined ? "a security group without a role" : `the security group of role ${role}`;
}

function checkBlock(
  port: GuardedPort,
  rule: GroupRule,
  block: Block,
  facts: EnvironmentFacts | undefined,
  say: Say,
): Check {
  if (block.prefix === 0) return say(fail, `every IPv${block.version} address`);
  const kind = `${isPrivateBlock(block) ? "a private" : "a public"} IPv${block.version} block`;
  if (block.version === 6) return say(fail, kind);
  if (block.prefix < WIDEST_PREFIX) return say(fail, `${kind} wider than /${WIDEST_PREFIX}`);
  if (port.blocks === undefined) return say(fail, kind);
  if (facts === undefined) return say(inconclusive, `${kind}, and the stack does not say which networks are meant`);
  const within = port.blocks(facts, rule).some((allowed) => blockContains(allowed, block));
  return within ? PASS : say(fail, `${kind} outside the listed networks`);
}
