/** What the program registered about the cluster, each fact where it is known. */
import { type Block, parseBlock } from "./block";
import { type Contract, texts } from "./machine-config";
import type { StackView } from "./stack";
import { at, type Value } from "./value";

export interface ClusterFacts {
  readonly contract?: Contract;
  /** Name of the Kubernetes API. */
  readonly apiName?: string;
  readonly vpcBlock?: Block;
  /** Machine configurations that the program makes: each is shown at every preview. */
  readonly shown?: { readonly urn: string; readonly names: readonly string[] };
}

const ENVIRONMENT = "palisade:index:Environment";
/** First minor version whose Kubernetes settings have documents of their own. */
const DOCUMENTS_SINCE = 14;

/** Empty for a stack that Palisade did not make, and where two environments in one stack leave open whose facts hold. */
export function clusterFacts(stack: StackView): ClusterFacts {
  const [environment, ...others] = stack.ofType(ENVIRONMENT);
  if (environment === undefined || others.length > 0) return {};
  const contract = contractOf(at(environment.props, "talosVersion"));
  const apiName = hostOf(at(environment.props, "apiEndpoint"));
  const vpcCidr = at(environment.props, "vpcCidr");
  const vpcBlock = typeof vpcCidr === "string" ? parseBlock(vpcCidr) : undefined;
  const names = at(environment.props, "machineConfigNames");
  return {
    ...(Array.isArray(names) ? { shown: { urn: environment.urn, names: texts(names) } } : {}),
    ...(contract === undefined ? {} : { contract }),
    ...(apiName === undefined ? {} : { apiName }),
    ...(vpcBlock === undefined ? {} : { vpcBlock }),
  };
}

function contractOf(version: Value | undefined): Contract | undefined {
  const minor = typeof version === "string" ? /^v?1\.(\d+)\./.exec(version)?.[1] : undefined;
  if (minor === undefined) return undefined;
  return Number(minor) < DOCUMENTS_SINCE ? "1.13" : "1.14";
}

function hostOf(endpoint: Value | undefined): string | undefined {
  if (typeof endpoint !== "string" || !URL.canParse(endpoint)) return undefined;
  return new URL(endpoint).hostname;
}
