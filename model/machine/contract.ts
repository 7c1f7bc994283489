/** The Talos minor version decides the form of a machine configuration; documents.ts is the one place that asks for it. */
import type { StackConfig } from "../../config/schema";

export type Contract = "1.13" | "1.14";

const CONTRACTS: readonly Contract[] = ["1.13", "1.14"];

/** Throws for a release that the configuration's schema refuses. */
export function contractOf({ talos }: Pick<StackConfig, "talos">): Contract {
  const minor = /^v(\d+\.\d+)\./.exec(talos.version)?.[1];
  const contract = CONTRACTS.find((candidate) => candidate === minor);
  if (contract === undefined) throw new Error(`Talos ${talos.version} has no contract`);
  return contract;
}
