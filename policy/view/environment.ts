/** What the program registered about itself: facts of the configuration that no single resource shows. */
import { type Block, parseBlock } from "./block";
import type { StackView } from "./stack";
import { at, isHidden } from "./value";

export interface EnvironmentFacts {
  /** Networks of administrators. */
  readonly adminBlocks: readonly Block[];
  /** Networks that may call the Kubernetes API from the internet. */
  readonly apiClientBlocks: readonly Block[];
  /** The environment may be lost. */
  readonly disposable: boolean;
}

const ENVIRONMENT = "palisade:index:Environment";

/** Undefined for a stack that Palisade did not make, and where the facts are not all known. */
export function environmentFacts(stack: StackView): EnvironmentFacts | undefined {
  const [environment, ...others] = stack.ofType(ENVIRONMENT);
  // Two environments in one stack: whose facts hold for which resource cannot be said.
  if (environment === undefined || others.length > 0) return undefined;
  const adminBlocks = blocksOf(at(environment.props, "adminCidrs"));
  const apiClientBlocks = blocksOf(at(environment.props, "apiAllowListCidrs"));
  const disposable = at(environment.props, "disposable");
  if (adminBlocks === undefined || apiClientBlocks === undefined || typeof disposable !== "boolean") return undefined;
  return { adminBlocks, apiClientBlocks, disposable };
}

function blocksOf(value: ReturnType<typeof at>): readonly Block[] | undefined {
  if (isHidden(value) || !Array.isArray(value)) return undefined;
  const blocks = value.map((text) => (typeof text === "string" ? parseBlock(text) : undefined));
  return blocks.every((block) => block !== undefined) ? blocks : undefined;
}
