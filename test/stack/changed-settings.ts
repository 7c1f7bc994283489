import type { StackFile } from "../../config/stack-file";

/** A stack file as somebody would change it: with other settings in one section. */
export function changed(stackFile: StackFile, section: string, settings: Readonly<Record<string, unknown>>): StackFile {
  const key = `palisade:${section}`;
  const before = JSON.parse(stackFile.values[key] ?? "{}") as Readonly<Record<string, unknown>>;
  return { ...stackFile, values: { ...stackFile.values, [key]: JSON.stringify({ ...before, ...settings }) } };
}
