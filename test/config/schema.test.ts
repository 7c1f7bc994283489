import { keyRows } from "../../cli/config-docs";
import { contractOf } from "../../config/contracts";
import { architectureOf, isBurstable } from "../../config/instance-type";
import { REGIONS, zonesOf } from "../../config/regions";
import { configSchema } from "../../config/schema";

const rows = keyRows(configSchema);

test("every key says what it means, and every leaf shows an example", () => {
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.filter((row) => row.doc === undefined).map((row) => row.path)).toEqual([]);
  const sections = (path: string) =>
    rows.some((row) => row.path.startsWith(`${path}.`) || row.path.startsWith(`${path}[]`));
  expect(rows.filter((row) => row.doc?.example === undefined && !sections(row.path)).map((row) => row.path)).toEqual(
    [],
  );
});

test.each([
  "m7g.large",
  "c7gn.large",
  "m6gd.metal",
  "t4g.nano",
  "im4gn.large",
  "is4gen.large",
  "g5g.xlarge",
  "x2gd.large",
  "a1.large",
])("%s is arm64", (type) => {
  expect(architectureOf(type)).toBe("arm64");
});

test.each(["m7i.large", "g4dn.xlarge", "c6a.large", "t3.micro", "i4i.large", "g6.xlarge", "u-6tb1.metal"])(
  "%s is amd64",
  (type) => {
    expect(architectureOf(type)).toBe("amd64");
  },
);

test("T families are burstable, others that begin with t are not", () => {
  expect(["t2.micro", "t3a.large", "t4g.large"].every(isBurstable)).toBe(true);
  expect(["trn1.2xlarge", "m7i.large"].some(isBurstable)).toBe(false);
});

test("zones of a region and contracts of a release", () => {
  expect(zonesOf("ca-central-1")).toEqual(["ca-central-1a", "ca-central-1b", "ca-central-1d"]);
  expect(zonesOf("toString")).toEqual([]);
  expect(REGIONS.every((region) => zonesOf(region).length >= 3)).toBe(true);
  expect(contractOf("v1.13.7")?.kubernetes).toEqual({ lowest: 31, highest: 36 });
  expect(contractOf("v1.14.0")?.kubernetes).toEqual({ lowest: 32, highest: 37 });
  expect(["v1.12.0", "v1.15.0", "1.14.0", "v1.14.0-rc.1"].map(contractOf)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
