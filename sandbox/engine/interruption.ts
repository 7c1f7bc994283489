/** Ends the engine in the middle of an operation, as a lost laptop does: for rehearsals of what comes after. */
import type { CloudOperation } from "./cloud";

/** The variable of the environment that says where, as JSON of `Interruption`. */
export const INTERRUPTION = "PALISADE_REHEARSAL_INTERRUPTION";

export interface Interruption {
  /** The operation itself, or the first one that the plugin of a provider is asked for. */
  readonly at: { readonly operation: CloudOperation; readonly urn: string } | "first";
  /** Before the cloud has done it, or after it has and before the engine hears of it. */
  readonly moment: "before" | "after";
}

export async function atOperation<T>(operation: CloudOperation, urn: string, work: () => T | Promise<T>): Promise<T> {
  const moment = momentOf(operation, urn);
  if (moment === "before") return await endEngine();
  const result = await work();
  return moment === "after" ? await endEngine() : result;
}

function momentOf(operation: CloudOperation, urn: string): Interruption["moment"] | undefined {
  const text = process.env[INTERRUPTION] ?? "";
  if (text === "") return undefined;
  const { at, moment } = JSON.parse(text) as Interruption;
  return at === "first" || (at.operation === operation && at.urn === urn) ? moment : undefined;
}

/** Never answers: the engine is gone, and this process with it. */
function endEngine(): Promise<never> {
  process.kill(process.ppid, "SIGKILL");
  return new Promise(() => {});
}
