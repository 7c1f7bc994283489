/** What the AWS provider does with a changed input: the Diff of its stand-in. Measured in `aws-change-tables.ts`, and what a table cannot say. */
import { REPLACED_BY, UPDATED_BY } from "./aws-change-tables";
import type { PropertyMap, PropertyValue } from "./deployment";

export { REPLACED_BY, UPDATED_BY };

const TABLES = "sandbox/aws-change-tables.ts";

/** Inputs of the last run and of this one, secrets in clear. */
export interface Change {
  readonly olds: PropertyMap;
  readonly news: PropertyMap;
}

/** Value before, value now, and all inputs now. */
type Condition = (old: PropertyValue | undefined, now: PropertyValue | undefined, news: PropertyMap) => boolean;

/** EC2 changes the value of a rule's peer, never its kind: address, prefix list or group. */
const appearsOrGoes: Condition = (old, now) => (old === undefined) !== (now === undefined);

/** An unknown list may have lost anything. */
const losesOne: Condition = (old, now) =>
  !Array.isArray(old) || !Array.isArray(now) || old.some((item) => !now.includes(item));

/** A network load balancer gets its first groups, and loses its last, by being another one. */
const emptyOrNot: Condition = (old, now) =>
  !Array.isArray(old) || !Array.isArray(now) || (old.length === 0) !== (now.length === 0);

const RULE_PEERS = {
  cidrIpv4: appearsOrGoes,
  prefixListId: appearsOrGoes,
  referencedSecurityGroupId: appearsOrGoes,
};

/** Inputs that replace the resource at some changes and update it at others. */
export const SOMETIMES: Readonly<Record<string, Readonly<Record<string, Condition>>>> = {
  "aws:ec2/instance:Instance": { userDataBase64: (_old, _now, news) => news["userDataReplaceOnChange"] === true },
  // Documented for provider 6 only.
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    privateDnsEnabled: (_old, _now, news) => news["vpcEndpointType"] !== "Interface",
  },
  "aws:lb/loadBalancer:LoadBalancer": { subnets: losesOne, securityGroups: emptyOrNot },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": RULE_PEERS,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": RULE_PEERS,
};

/**
 * Those of the changed inputs that replace the resource. Paths as the engine has them: "tags.Name", "rules[0].id", 'tags["a:b"]'. An object that
 * changed as a whole counts as all its inputs, and without `change` an input that replaces sometimes counts as replacing.
 *
 * A removed input that AWS fills in by itself (the provider's "optional and computed", such as a subnet's zone) changes nothing in a real plan; here
 * it counts like any other change.
 *
 * @throws Error for a type or an input that nobody has measured.
 */
export function replacingInputs(type: string, changed: readonly string[], change?: Change): readonly string[] {
  const [replaced, updated] = [REPLACED_BY[type], UPDATED_BY[type]];
  if (replaced === undefined || updated === undefined) {
    throw new Error(`${TABLES}: nobody measured which inputs replace a resource, got ${type}; measure it, then add it`);
  }
  const sometimes = SOMETIMES[type] ?? {};
  return changed.filter((spelled) => {
    const path = plain(spelled);
    if (path === "region") return true;
    const input = top(path);
    const condition = sometimes[input];
    if (condition !== undefined) {
      return change === undefined || condition(change.olds[input], change.news[input], change.news);
    }
    if (replaced.some((entry) => within(path, entry) || within(entry, path))) return true;
    if (updated.some((entry) => within(path, entry))) return false;
    throw new Error(`${TABLES}: nobody measured what a change does, got ${path} of ${type}; measure it, then add it`);
  });
}

/** Outputs that an update sets anew: unknown in its preview. */
interface NewOutputs {
  readonly outputs: readonly string[];
  /** Inputs whose change does it; with `except`, the change of any other input. */
  readonly by: readonly string[] | { readonly except: readonly string[] };
}

/** Measured with the tables. All other outputs keep their value in the preview of an update. */
export const COMPUTED_ON_CHANGE: Readonly<Record<string, NewOutputs>> = {
  "aws:ec2/instance:Instance": {
    outputs: ["publicDns", "publicIp"],
    by: ["instanceType", "userDataBase64"],
  },
  // Tags too, although they make no new version: a preview shows more than there will be.
  "aws:ec2/launchTemplate:LaunchTemplate": {
    outputs: ["defaultVersion", "latestVersion"],
    by: { except: ["description", "updateDefaultVersion"] },
  },
  "aws:lb/loadBalancer:LoadBalancer": { outputs: ["subnetMappings"], by: ["subnets"] },
  "aws:ssm/document:Document": {
    outputs: ["defaultVersion", "documentVersion", "hash", "latestVersion", "parameters"],
    by: ["content"],
  },
};

/** Outputs that are unknown in the preview of an update of these inputs. */
export function outputsSetAnew(type: string, changed: readonly string[]): readonly string[] {
  const rule = COMPUTED_ON_CHANGE[type];
  if (rule === undefined) return [];
  const { by } = rule;
  const sets = (input: string) => ("except" in by ? !by.except.includes(input) : by.includes(input));
  return changed.some((path) => sets(top(plain(path)))) ? rule.outputs : [];
}

/**
 * The input that Pulumi names a resource by when the program does not; everywhere else it is `name`, and undefined is none. From pulumi-aws's
 * resources.go, as far as it is public: version 6.
 */
const AUTONAMED: Readonly<Record<string, string | undefined>> = {
  "aws:cloudwatch/eventTarget:EventTarget": "targetId",
  "aws:route53/record:Record": undefined,
  "aws:s3/bucket:Bucket": "bucket",
};

/** Marked so in the same file, whatever their inputs. */
const DELETED_FIRST: ReadonlySet<string> = new Set(["aws:ec2transitgateway/vpcAttachment:VpcAttachment"]);

/**
 * Whether a replacement of this resource deletes the old one first, by the provider's own word: it does when the program, and not Pulumi, chose the
 * name, even when it is the name that changed (pulumi-terraform-bridge 3.120.0, nameRequiresDeleteBeforeReplace). The option `deleteBeforeReplace` of
 * a resource is the engine's.
 */
export function deletesBeforeReplace(type: string, news: PropertyMap): boolean {
  if (DELETED_FIRST.has(type)) return true;
  const input = type in AUTONAMED ? AUTONAMED[type] : "name";
  if (input === undefined || news[input] === undefined) return false;
  const defaults = news["__defaults"];
  return !(Array.isArray(defaults) && defaults.includes(input));
}

/** Without the indices of lists, and with dots for quoted keys. */
function plain(path: string): string {
  return path.replace(/\[\d+\]/g, "").replace(/\["([^"]*)"\]/g, ".$1");
}

function top(path: string): string {
  return path.split(".")[0] ?? path;
}

function within(path: string, entry: string): boolean {
  return path === entry || path.startsWith(`${entry}.`);
}
