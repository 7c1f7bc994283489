import { loadEnvironment } from "../../cli/environment";
import { renderHardening } from "../../cli/render/hardening";
import { broken, WIDTH } from "../../cli/terminal";
import { machineDocuments } from "../../model/machine/documents";
import { HARDENING, placeText, valueAt } from "../../model/machine/hardening";
import { NAMED_SECRETS } from "../../model/machine/redaction";

describe.each(["staging", "prod"])("the hardening table of %s", (environment) => {
  const { machines } = loadEnvironment({ environment }).plan;
  const text = renderHardening(machines);
  const lines = text.split("\n");

  it("fits 80 columns, and cuts nothing off", () => {
    expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
    expect(text).not.toContain("…");
  });

  it("has every measure, section by section, in its order", () => {
    const sections = [...new Set(HARDENING.map(({ section }) => section))];
    expect(lines.filter((line) => sections.includes(line))).toEqual(sections);
    // A row begins where the first column does; a measure that takes several lines has its words on all of them.
    const measures = lines.map((line) => line.slice(0, 26).trim()).join(" ");
    const missing = HARDENING.filter(({ measure }) => !measures.includes(measure));
    expect(missing.map(({ measure }) => measure)).toEqual([]);
  });

  it("names a field that is there and its value, or what Talos does by itself, in every row", () => {
    const [node] = machines.controlPlanes;
    if (node === undefined) throw new Error("no control plane");
    const documents = machineDocuments(machines.cluster, node, NAMED_SECRETS);
    const fields = lines.map((line) => line.slice(26, 61).trim()).join("");
    const values = lines.map((line) => line.slice(61).trim()).join("");
    for (const { measure, at, setting } of HARDENING) {
      const place = at[machines.cluster.contract];
      const field = "own" in place ? `Talos' own: ${place.own}` : placeText(place);
      expect([measure, fields.includes(broken(field, 34).replaceAll("\n", ""))]).toEqual([measure, true]);
      if ("own" in place) continue;
      const value = valueAt(documents, place) ?? (setting === undefined ? undefined : `off: ${setting}`);
      expect([measure, value === undefined || value === null || value === ""]).toEqual([measure, false]);
      if (typeof value === "object") continue;
      expect([measure, values.includes(broken(String(value), 18).replaceAll("\n", ""))]).toEqual([measure, true]);
    }
    expect(text).not.toMatch(/undefined|null|\[object|NaN/);
  });

  it("shows lists by their items, and secrets by their names", () => {
    expect(text).toMatch(/kube-system/);
    expect(text).toMatch(/^etcd for control planes +NetworkRuleConfig etcd ingress +10\.\d+\.16\.0\/20$/m);
    expect(text).toMatch(/secret:/);
    expect(text).toMatch(/ 6 rules$/m);
    expect(text).toMatch(/machine\.certSANs +none$/m);
  });
});
