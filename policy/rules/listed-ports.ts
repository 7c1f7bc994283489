import { fail, inconclusive, judged, PASS, type StackRule } from "../rule";
import { opensEverything } from "../view/ports";
import { groupRules } from "../view/security-group-rules";

export const listedPorts: StackRule = {
  id: "INF-09",
  name: "ingress-must-list-its-ports",
  statement: "No ingress rule admits every protocol or port from outside its own security group",
  severity: "high",
  level: "mandatory",
  references: ["AWS FSBP EC2.13", "AWS FSBP EC2.14", "AWS FSBP EC2.19"],
  remediation: "Replace the rule by one for each port that is needed.",
  scope: "stack",
  judge: (stack) =>
    groupRules(stack)
      .filter(({ direction }) => direction === "ingress")
      .flatMap(({ resource, ports, peers }) => {
        const everything = opensEverything(ports);
        if (everything === false) return judged(resource.urn, [PASS]);
        if (everything === undefined) return judged(resource.urn, [inconclusive("protocol or ports are not known")]);
        return judged(
          resource.urn,
          peers.map((peer) => {
            if (peer.kind === "unknown")
              return inconclusive("admits every protocol or port, and its source is not known");
            return peer.kind === "group" && peer.self
              ? PASS
              : fail(
                  "admits every protocol or port from outside its own security group; list the ports that are needed",
                );
          }),
        );
      }),
};
