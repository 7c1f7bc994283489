import {
  type Check,
  fail,
  inconclusive,
  type Judgement,
  judged,
  PASS,
  type ResourceRule,
  type RuleFacts,
  type StackRule,
} from "../rule";
import { certificatesIn, hasStrongKey, isStrongCurve, isStrongRsa, STRONG_KEYS } from "../view/key-strength";
import { items, type MachineConfig, type Section, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import type { ResourceView } from "../view/stack";
import { at, isHidden } from "../view/value";

const PRIVATE_KEY = "tls:index/privateKey:PrivateKey";

const FACTS: Omit<RuleFacts, "name" | "statement"> = {
  id: "CRT-09",
  severity: "high",
  level: "mandatory",
  references: ["FSBP ACM.2"],
  remediation: `Make a new key: ${STRONG_KEYS}.`,
};

/** Before a key is made. The provider's own defaults, RSA of 2048 bits and the curve P224, are too weak. */
export const generatedKey: ResourceRule = {
  ...FACTS,
  name: "generated-key-must-be-strong",
  statement: `Keys are made as ${STRONG_KEYS}`,
  scope: "resource",
  types: [PRIVATE_KEY],
  judge: judgeKey,
};

/** Certificates that a configuration names as authorities. What stands for a certificate in a shown configuration is left alone. */
export const authorityKey: StackRule = {
  ...FACTS,
  name: "certificate-authority-must-have-a-strong-key",
  statement: `Certificate authorities of Talos and Kubernetes have keys of ${STRONG_KEYS}`,
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "complete", check: checkAuthorities }),
};

function judgeKey({ urn, props }: ResourceView): readonly Judgement[] {
  const algorithm = at(props, "algorithm");
  const strength = algorithm === "RSA" ? "rsaBits" : algorithm === "ECDSA" ? "ecdsaCurve" : "algorithm";
  const value = at(props, strength);
  const check =
    isHidden(algorithm) || isHidden(value) ? inconclusive(`${strength} is not known`) : checkKey(strength, value);
  return judged(urn, [check]);
}

function checkKey(strength: string, value: ReturnType<typeof at>): Check {
  switch (strength) {
    case "rsaBits":
      return typeof value === "number" && isStrongRsa(value) ? PASS : fail("rsaBits must be at least 3072");
    case "ecdsaCurve":
      return typeof value === "string" && isStrongCurve(value) ? PASS : fail("ecdsaCurve must be P256, P384 or P521");
    default:
      return value === "ED25519" ? PASS : fail("algorithm must be RSA, ECDSA or ED25519");
  }
}

function checkAuthorities(config: MachineConfig): readonly Check[] {
  const main = (...path: readonly string[]) => config.main(...path);
  const sections: readonly Section[] = [
    main("machine", "ca", "crt"),
    ...items(main("machine", "acceptedCAs")).map((authority) => within(authority, "crt")),
    main("cluster", "ca", "crt"),
    ...items(main("cluster", "acceptedCAs")).map((authority) => within(authority, "crt")),
    main("cluster", "aggregatorCA", "crt"),
    main("cluster", "etcd", "ca", "crt"),
    ...["KubeAPIServerCAConfig", "KubeAggregatorCAConfig"].flatMap((kind) => [
      within(config.document(kind), "issuingCA", "cert"),
      ...items(within(config.document(kind), "acceptedCAs")),
    ]),
  ];
  return sections.flatMap(({ field, value }) =>
    typeof value === "string" ? certificatesIn(value).map((certificate) => checkAuthority(field, certificate)) : [],
  );
}

function checkAuthority(field: string, certificate: string): Check {
  switch (hasStrongKey(certificate)) {
    case true:
      return PASS;
    case false:
      return fail(`${field} has a key that is weaker than ${STRONG_KEYS}`);
    case undefined:
      return inconclusive(`${field} has a certificate that cannot be read`);
  }
}
