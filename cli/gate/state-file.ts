/** A state that somebody exported: `pulumi stack export`, of any program. */
import { readFileSync, statSync } from "node:fs";
import type { State } from "../../policy/judge";
import { callersPath } from "../callers-path";
import { ExpectedError } from "../exit";

/** Bytes. 5,000 resources are about 30 million. */
const LARGEST = 512 * 1024 * 1024;

export interface StateFile {
  /** As its URNs say; "state" where there is none. */
  readonly stack: string;
  readonly state: State;
}

/** Throws ExpectedError: where, what is wrong, what to do. */
export function readStateFile(file: string): StateFile {
  const text = readText("--state", file, "name the file that `pulumi stack export` wrote");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ExpectedError("--state: is not JSON; name the file that `pulumi stack export` wrote");
  }
  const resources = (json as { deployment?: { resources?: unknown } } | null)?.deployment?.resources;
  const wrong = wrongIn(json, resources);
  if (wrong !== undefined)
    throw new ExpectedError(`--state: ${wrong}; name the file that \`pulumi stack export\` wrote`);
  const list = (resources ?? []) as readonly Partial<State["deployment"]["resources"][number]>[];
  const whole = list.map((resource) => ({
    ...resource,
    inputs: resource.inputs ?? {},
    outputs: resource.outputs ?? {},
  }));
  const [, , stack = "state"] = (list[0]?.urn ?? "").split(":");
  return { stack, state: { deployment: { resources: whole as State["deployment"]["resources"] } } };
}

function wrongIn(json: unknown, resources: unknown): string | undefined {
  if (typeof json !== "object" || json === null || !("deployment" in json)) return 'has no "deployment"';
  // A stack that was never deployed has none.
  if (resources === undefined || resources === null) return undefined;
  if (!Array.isArray(resources)) return '"deployment.resources" is no list';
  const place = resources.findIndex(
    (one: unknown) =>
      typeof one !== "object" ||
      one === null ||
      !("urn" in one && typeof one.urn === "string" && one.urn.startsWith("urn:pulumi:")) ||
      !("type" in one && typeof one.type === "string"),
  );
  return place < 0 ? undefined : `resource ${place + 1} has no urn or type`;
}

/** Text of a file that an option names. Throws ExpectedError. */
export function readText(option: string, file: string, fix: string): string {
  const path = callersPath(file);
  try {
    const status = statSync(path);
    if (!status.isFile()) throw new ExpectedError(`${option}: is not a regular file; ${fix}`);
    if (status.size > LARGEST) throw new ExpectedError(`${option}: is larger than 512 MiB; ${fix}`);
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    if (error instanceof TypeError) throw new ExpectedError(`${option}: is not UTF-8 text; ${fix}`);
    throw new ExpectedError(
      `${option}: cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"}); ${fix}`,
    );
  }
}
