/** What AWS authorizes an action against: taken from AWS's Service Authorization Reference, which the policies know nothing of. */
import reference from "./authorization-reference.json";

export interface AuthorizedType {
  /** As AWS names it: "vpc", "loadbalancer/net/"; "*" for an action that no resource limits. */
  readonly type: string;
  readonly required: boolean;
  /** Condition keys that AWS fills in for it, of those that the policies use; tag keys without the tag's name. */
  readonly keys: readonly string[];
}

const ACTIONS: Readonly<Record<string, string>> = reference.actions;
const ARNS: Readonly<Record<string, string>> = reference.arns;

/** Throws for an action that AWS does not have. */
export function authorizedTypes(action: string): readonly AuthorizedType[] {
  const text = ACTIONS[action];
  if (text === undefined) throw new Error(`AWS has no action ${action}`);
  return text.split("; ").map((part) => {
    const [name = "", keys = ""] = part.split(" ");
    return {
      type: name.replace("!", ""),
      required: name.endsWith("!"),
      keys: keys.split(",").filter((key) => key !== ""),
    };
  });
}

/** Whether an ARN has the form that AWS gives for a type of a service. */
export function hasForm(arn: string, service: string, type: string): boolean {
  const form = ARNS[`${service}:${type}`];
  if (form === undefined) return false;
  const pattern = form
    .split(/\$\{[^}]+\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^]*");
  return new RegExp(`^${pattern}$`).test(arn);
}
