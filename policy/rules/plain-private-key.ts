import {
  type Check,
  fail,
  inconclusive,
  type Judgement,
  judged,
  type ResourceRule,
  type RuleFacts,
  type StackRule,
} from "../rule";
import { findPrivateKey } from "../view/private-key";
import type { ResourceView } from "../view/stack";
import { isHidden, isObject, UNKNOWN, type Value } from "../view/value";

/**
 * Where private keys belong, or never leave Pulumi's encrypted state: Secrets Manager (CRT-02 judges its key), the providers that make keys,
 * and providers' own settings. The policy SDK does not tell which values are secrets, so these are named by type.
 */
const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const KEY_MAKERS = /^(?:tls|random|pulumi:providers):/;

/** Their files are read when they are uploaded, not before. */
const OBJECTS = ["aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"];

/** Properties that AWS or Kubernetes shows to whoever may describe the resource: what they hold must be known to be judged. */
const EXPOSED = new Set([
  "content",
  "contentBase64",
  "containerDefinitions",
  "data",
  "binaryData",
  "definition",
  "environment",
  "input",
  "templateBody",
  "userData",
  "userDataBase64",
  "value",
]);

/**
 * User data of workers holds tokens that are made in the same deployment, so at its first preview it is not known. It is known when `pulumi up`
 * asks the same rule again, before the resource is made; and a preview judges the machine configurations that it is made of. A secret that
 * only its mark is there of stays undecided: no later question would show it either.
 */
const KNOWN_LATER = new Set(["userData", "userDataBase64"]);

const FACTS: Omit<RuleFacts, "name" | "statement"> = {
  id: "CRT-01",
  severity: "critical",
  level: "mandatory",
  references: [],
  remediation:
    "Remove the key and replace it: whoever could read it has it. Private keys belong in Secrets Manager under a key of their own.",
};

/** Before a resource is made: what the program gives it. */
export const plainPrivateKeyInput: ResourceRule = {
  ...FACTS,
  name: "private-key-must-not-be-in-inputs",
  statement: "No private key is in the inputs of a resource: user data, environment, documents, parameters, objects",
  scope: "resource",
  judge: judgeResource,
};

/** Outputs of components are stack outputs and state in clear. */
export const plainPrivateKeyOutput: StackRule = {
  ...FACTS,
  name: "private-key-must-not-be-in-outputs",
  statement: "No private key is in the outputs of a resource or component",
  scope: "stack",
  judge: (stack) => stack.resources.flatMap(judgeResource),
};

function judgeResource(resource: ResourceView): readonly Judgement[] {
  if (KEY_MAKERS.test(resource.type)) return [];
  const skipped = resource.type === SECRET_VERSION ? ["secretString", "secretStringWo", "secretBinary"] : [];
  const checks: Check[] = [];
  for (const [property, value] of Object.entries(resource.props)) {
    if (!skipped.includes(property)) search(value, property, property, checks);
  }
  if (OBJECTS.includes(resource.type) && resource.props["source"] !== undefined && resource.props["source"] !== null) {
    checks.push(
      inconclusive("source is a file that is not searched for a private key; give the object's text as content"),
    );
  }
  return judged(resource.urn, checks);
}

/** `path` names where the key is, by names of properties and never by a value. */
function search(value: Value, property: string, path: string, checks: Check[]): void {
  if (typeof value === "string") {
    const key = findPrivateKey(value);
    if (key === "found") checks.push(fail(`${path} holds a private key`));
    if (key === "unread")
      checks.push(
        inconclusive(
          `${path} is packed and not searched for a private key: it unpacks to more than is looked at, or not at all`,
        ),
      );
  } else if (isHidden(value)) {
    if (EXPOSED.has(property) && !(value === UNKNOWN && KNOWN_LATER.has(property)))
      checks.push(
        inconclusive(
          `${path} is ${value === UNKNOWN ? "not known" : "a secret that is not shown"}, but anybody who may describe the resource reads it`,
        ),
      );
  } else if (Array.isArray(value)) {
    (value as readonly Value[]).forEach((item, index) => {
      search(item, property, `${path}.${index}`, checks);
    });
  } else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      // A name that holds a key is in no message either.
      if (findPrivateKey(key) === "found") checks.push(fail(`${path} holds a private key in a name`));
      else search(child, EXPOSED.has(property) ? property : key, `${path}.${key}`, checks);
    }
  }
}
