/**
 * Requests that show what an audit policy does not record: those that matter, by everybody and about everything that a rule of the policy
 * names, and by and about somebody whom none names.
 */
import type { AuditPolicy, AuditRequest, AuditRule } from "./audit-policy";

/** Named by no rule, unless somebody wants to be found. */
const NOBODY = "palisade:nobody";
const NOTHING = "palisade-nothing";
const AUTHENTICATED = "system:authenticated";
const UNAUTHENTICATED = "system:unauthenticated";

const WRITES = ["create", "update", "patch"];
const DELETES = ["delete", "deletecollection"];
const READS = ["get", "list", "watch"];

type Target = AuditRequest["target"];
type Identity = Pick<AuditRequest, "user" | "groups">;

export interface RequestGroup {
  /** For messages: "writes of secrets". */
  readonly what: string;
  /** Levels that are enough and not too much. */
  readonly levels: readonly AuditRule["level"][];
  readonly requests: readonly AuditRequest[];
}

/** Users times objects. Policies name some of each; each is tried with about sixty requests. */
const MOST_REQUESTERS = 2000;

/** Undefined where the policy names more than is tried. */
export function requestGroups(policy: AuditPolicy): readonly RequestGroup[] | undefined {
  const identities = identitiesOf(policy);
  const places = placesOf(policy);
  const made = (verbs: readonly string[], targets: readonly Target[]): readonly AuditRequest[] =>
    identities.flatMap((identity) =>
      verbs.flatMap((verb) => targets.map((target): AuditRequest => ({ ...identity, verb, target }))),
    );
  const on = (group: string, ...resources: readonly string[]): readonly Target[] =>
    resources.flatMap((resource) => places.map((place) => ({ group, resource, ...place })));
  const everything = [...on("", NOTHING), ...on("palisade.invalid", NOTHING), { path: `/${NOTHING}` }];
  if (identities.length * places.length > MOST_REQUESTERS) return undefined;
  return [
    { what: "writes of secrets", levels: ["Metadata"], requests: made(WRITES, on("", "secrets")) },
    {
      what: "reads and deletions of secrets",
      levels: ["Metadata", "Request"],
      requests: made([...READS, ...DELETES], on("", "secrets")),
    },
    {
      what: "tokens of service accounts",
      levels: ["Metadata"],
      requests: made(["create"], on("", "serviceaccounts/token")),
    },
    {
      what: "token reviews",
      levels: ["Metadata"],
      requests: made(["create"], on("authentication.k8s.io", "tokenreviews")),
    },
    {
      what: "commands in pods",
      levels: RECORDED,
      requests: made(["create", "get"], on("", "pods/exec", "pods/attach", "pods/portforward")),
    },
    {
      what: "changes of roles and bindings",
      levels: RECORDED,
      requests: made(
        [...WRITES, ...DELETES],
        on("rbac.authorization.k8s.io", "roles", "rolebindings", "clusterroles", "clusterrolebindings"),
      ),
    },
    {
      what: "other requests",
      levels: RECORDED,
      requests: [...made([...READS, ...WRITES, ...DELETES, NOTHING], everything), ...policy.rules.flatMap(examples)],
    },
  ];
}

const RECORDED = ["Metadata", "Request", "RequestResponse"] as const;

function unique<Item>(list: readonly Item[]): readonly Item[] {
  return [...new Map(list.map((item) => [JSON.stringify(item), item])).values()];
}

function or(list: readonly string[], otherwise: string): readonly string[] {
  return list.length > 0 ? list : [otherwise];
}

/** Whoever is signed in is in one group more; nobody else is. */
function identity(user: string, group: string): Identity {
  return { user, groups: group === UNAUTHENTICATED ? [group] : unique([group, AUTHENTICATED]) };
}

function identitiesOf({ rules }: AuditPolicy): readonly Identity[] {
  return unique([
    identity(NOBODY, AUTHENTICATED),
    identity("system:anonymous", UNAUTHENTICATED),
    ...rules.flatMap(identitiesOfRule),
  ]);
}

function identitiesOfRule({ users, userGroups }: AuditRule): readonly Identity[] {
  return or(users, NOBODY).flatMap((user) => or(userGroups, AUTHENTICATED).map((group) => identity(user, group)));
}

function placesOf({ rules }: AuditPolicy): readonly { readonly namespace: string; readonly name: string }[] {
  const namespaces = unique([NOTHING, "", ...rules.flatMap((rule) => rule.namespaces)]);
  const names = unique([NOTHING, ...rules.flatMap(({ resources }) => resources.flatMap((item) => item.resourceNames))]);
  return namespaces.flatMap((namespace) => names.map((name) => ({ namespace, name })));
}

/** Requests that a rule is for, as a rule of level None may be for anything. */
function examples(rule: AuditRule): readonly AuditRequest[] {
  const verbs = or(rule.verbs, "get");
  const targets = unique(targetsOf(rule));
  return identitiesOfRule(rule).flatMap((who) =>
    verbs.flatMap((verb) => targets.map((target): AuditRequest => ({ ...who, verb, target }))),
  );
}

function targetsOf({ namespaces, nonResourceURLs, resources }: AuditRule): readonly Target[] {
  const paths = nonResourceURLs.map((spec) => ({ path: spec === "*" ? "/" : spec.replace(/\*$/, "") }));
  if (paths.length > 0) return paths;
  const specs = resources.length > 0 ? resources : [{ group: "", resources: [], resourceNames: [] }];
  return or(namespaces, NOTHING).flatMap((namespace) =>
    specs.flatMap(({ group, resources: named, resourceNames }) =>
      or(named, NOTHING).flatMap((spec) =>
        or(resourceNames, NOTHING).map((name) => ({ group, resource: exampleOf(spec), namespace, name })),
      ),
    ),
  );
}

function exampleOf(spec: string): string {
  return spec === "*" ? NOTHING : spec.replace(/^\*(?=\/)/, NOTHING).replace(/(?<=\/)\*$/, NOTHING);
}
