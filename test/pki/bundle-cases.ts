/** A good bundle, made once for each file of tests, and the same with something changed. */
import { parse, stringify } from "yaml";
import type { SecretsBundle } from "../../pki/bundle";
import type { BundleProblem } from "../../pki/bundle-problem";
import { readBundle, renderBundle } from "../../pki/bundle-yaml";
import { newBundle } from "../../pki/new-bundle";

/** When the bundle's life begins, and when it is read. */
export const NOW = new Date("2030-01-01T00:00:00Z");

let made: SecretsBundle | undefined;

/** For `beforeAll`: an RSA key takes its time. */
export async function makeBundle(): Promise<SecretsBundle> {
  made ??= await newBundle(NOW);
  return made;
}

export function bundle(): SecretsBundle {
  if (made === undefined) throw new Error("makeBundle has not been awaited");
  return made;
}

type Tree = { [name: string]: Tree | string };

/** The bundle's file with other texts in it, by part; undefined removes one. */
export function fileWith(changes: Readonly<Record<string, string | undefined>>): string {
  const tree = parse(renderBundle(bundle())) as Tree;
  for (const [place, value] of Object.entries(changes)) {
    const names = place.split(".");
    const last = names.pop() ?? "";
    const parent = names.reduce<Tree>((below, name) => below[name] as Tree, tree);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return stringify(tree, { lineWidth: 0 });
}

/** As the file holds a PEM text. */
export function encoded(pem: string): string {
  return Buffer.from(pem, "latin1").toString("base64");
}

/** The lines that a person reads. */
export function lines(problems: readonly BundleProblem[]): readonly string[] {
  return problems.map(
    ({ path, message, got, fix }) => `${path}: ${message}${got === undefined ? "" : `, got ${got}`}; ${fix}`,
  );
}

export function problemsOf(text: string, now = NOW): readonly string[] {
  const reading = readBundle(text, now);
  return "problems" in reading ? lines(reading.problems) : [];
}
