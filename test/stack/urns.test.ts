/**
 * URNs of both environments as files. A URN that is gone is a resource that Pulumi deletes, and one of another name makes again: no refactoring may do that to a
 * running environment by accident. `UPDATE_GOLDEN=1 npm test -- urns` adds new ones; one that is gone needs an alias, or a line with its reason in gone.txt.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeploymentResource } from "../../sandbox/deployment";
import { ENVIRONMENTS, type EnvironmentName, recordedResources } from "./recorded-environment";

const FOLDER = join(__dirname, "../golden/urns");
const update = process.env["UPDATE_GOLDEN"] === "1" && process.env["CI"] === undefined;

const linesOf = (name: string): readonly string[] => {
  const file = join(FOLDER, name);
  return existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
    : [];
};

/** "<urn> <reason>" a line. */
const gone = new Map(linesOf("gone.txt").map((line) => [line.split(" ")[0] ?? "", line.split(" ").slice(1).join(" ")]));

/** URNs of the list that no resource has, and that nothing speaks for. */
function lost(listed: readonly string[], resources: readonly DeploymentResource[]): readonly string[] {
  const known = new Set(resources.flatMap(({ urn, aliases = [] }) => [urn, ...aliases]));
  return listed.filter((urn) => !known.has(urn) && !gone.has(urn));
}

describe.each(ENVIRONMENTS)("the URNs of %s", (environment: EnvironmentName) => {
  let resources: readonly DeploymentResource[] = [];
  const file = `${environment}.txt`;

  beforeAll(async () => {
    resources = await recordedResources(environment);
    if (!update) return;
    mkdirSync(FOLDER, { recursive: true });
    const all = new Set([...linesOf(file), ...resources.map(({ urn }) => urn)]);
    for (const urn of gone.keys()) all.delete(urn);
    writeFileSync(join(FOLDER, file), `${[...all].sort().join("\n")}\n`);
  });

  it("are all in the list: UPDATE_GOLDEN=1 npm test -- urns adds them", () => {
    const listed = new Set(linesOf(file));
    expect(listed.size).toBeGreaterThan(300);
    expect(resources.map(({ urn }) => urn).filter((urn) => !listed.has(urn))).toEqual([]);
  });

  it("of the list are all there, or have an alias or a reason: Pulumi would delete what they name", () => {
    expect(lost(linesOf(file), resources)).toEqual([]);
  });

  it("are missed when they change, and not where an alias names the old one", () => {
    const [first, ...others] = resources;
    if (first === undefined) throw new Error("nothing was recorded");
    const renamed = { ...first, urn: `${first.urn}-renamed` };
    expect(lost(linesOf(file), [renamed, ...others])).toEqual([first.urn]);
    expect(lost(linesOf(file), [{ ...renamed, aliases: [first.urn] }, ...others])).toEqual([]);
  });
});

it("names a reason for each URN that is gone", () => {
  expect([...gone].filter(([, reason]) => reason.length < 20).map(([urn]) => urn)).toEqual([]);
});
