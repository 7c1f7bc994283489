/** Each edit of a rehearsal makes a configuration that is one, or says why the environment cannot have it. */
import { anotherImage, EDITS } from "../../../cli/rehearsal/edits";
import { ENVIRONMENTS } from "../../stack/recorded-environment";
import { type Edited, editsOf } from "./situations";

const names = EDITS.map(({ name }) => name);

it("have a name of their own that fits the table", () => {
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name.length).toBeLessThan(24);
  expect(names).toEqual(
    expect.arrayContaining([
      "a new AMI",
      "one more zone",
      "one more pool",
      "an admin CIDR",
      "a flow of the matrix",
      "a sysctl",
      "log retention",
    ]),
  );
});

describe.each(ENVIRONMENTS)("%s", (environment) => {
  // Throws where a configuration is refused.
  const all = editsOf(environment);
  const here = all.filter(({ prepared }) => !("notHere" in prepared));
  const named = (name: string): Edited => {
    const found = all.find(({ edit }) => edit.name === name);
    if (found === undefined) throw new Error(`${name}: is no edit`);
    return found;
  };

  it("can have most of them, and is told why not the others", () => {
    const absent = all.flatMap(({ edit, prepared }) => ("notHere" in prepared ? [[edit.name, prepared.notHere]] : []));
    expect(Object.fromEntries(absent)).toEqual(
      environment === "prod"
        ? {
            "one more zone": expect.stringContaining("has no further zone"),
            "an admin CIDR": "no network arrives by a transit gateway",
          }
        : { "deletion lock off": "nothing of it is locked", "deletion lock on": "nothing of it is locked" },
    );
  });

  it.each(here.map(({ edit }) => edit.name))("%s changes the stack file or a source, and nothing else", (name) => {
    const { before, prepared } = named(name);
    if ("notHere" in prepared) throw new Error(prepared.notHere);
    const { values, ...others } = prepared.stackFile;
    const { values: old, ...same } = before.stackFile;
    const own = before.first.stackFile.values;
    expect(others).toEqual(same);
    const changed = Object.keys(values).filter((key) => values[key] !== old[key]);
    expect(changed.length > 0 || prepared.source !== undefined).toBe(true);
    expect(Object.keys(values)).toEqual(expect.arrayContaining(Object.keys(own)));
    expect(changed.every((key) => key.startsWith("palisade:"))).toBe(true);
  });

  it("has another image at each of its two changes", () => {
    const image = named("a new AMI");
    const other = anotherImage.prepare(image.before);
    if ("notHere" in image.prepared || "notHere" in other) throw new Error("cannot have an image");
    const of = (values: Readonly<Record<string, string>>) => values["palisade:talos"];
    const images = [image.before.stackFile, image.prepared.stackFile, other.stackFile].map(({ values }) => of(values));
    expect(new Set(images).size).toBe(3);
  });

  it("has the zone and the pool that were added", () => {
    const zone = named("one more zone");
    if (!("notHere" in zone.prepared)) {
      expect(zone.after.config.account.zones).toHaveLength(zone.before.config.account.zones.length + 1);
      const used = new Set(zone.after.plan.controlPlane.nodes.map(({ zoneKey }) => zoneKey));
      expect(used.size).toBe(
        Math.min(zone.after.plan.controlPlane.nodes.length, zone.after.config.account.zones.length),
      );
    }
    const pool = named("one more pool");
    expect(pool.after.config.workers.map(({ name }) => name)).toEqual([
      ...pool.before.config.workers.map(({ name }) => name),
      "batch",
    ]);
  });

  it("has what it had at first, once what was added is taken away", () => {
    const { before, after } = named("zone to flow taken away");
    for (const section of ["account", "controlPlane", "workers", "access"] as const) {
      expect(after.config[section]).toEqual(before.first.config[section]);
    }
    expect(after.config.logs).toEqual(before.config.logs);
  });

  it("is disposable and unlocked at its end, so that it can go", () => {
    expect(named("protection lifted").after.config.protection).toMatchObject({
      deletionProtection: false,
      disposable: true,
    });
  });
});
