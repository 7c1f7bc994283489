import { componentArguments } from "../../../policy/view/component-arguments";
import { MachineConfig } from "../../../policy/view/machine-config";
import type { Properties, Value } from "../../../policy/view/value";

function of(extraArgs: Value, contract: "1.13" | "1.14" = "1.13") {
  const body: Properties = {
    machine: { type: "controlplane" },
    cluster: { apiServer: { extraArgs }, controllerManager: { extraArgs } },
  };
  return componentArguments(new MachineConfig([{ kind: "", body }], contract), "kube-apiserver");
}

describe("component-arguments", () => {
  test("are Talos' own where nothing is given", () => {
    expect(of({}).values("anonymous-auth")).toEqual(["false"]);
    expect(of({}).values("enable-admission-plugins")).toEqual(["NodeRestriction"]);
    expect(of({}).values("tls-min-version")).toEqual(["VersionTLS12"]);
    expect(of({}, "1.14").values("tls-min-version")).toEqual(["VersionTLS13"]);
    expect(of({}).values("disable-admission-plugins")).toEqual([]);
    expect(of({}).values("constructor")).toEqual([]);
  });

  test("replace Talos' own, once or several times, and the last counts", () => {
    expect(of({ profiling: "true" }).values("profiling")).toEqual(["true"]);
    expect(of({ profiling: ["false", true] }).last("profiling")).toBe("true");
    expect(of({ profiling: ["false", "true"] }).flag("profiling")).toBe(true);
  });

  test.each([[""], [null], [[]]])("take Talos' own away by %j", (value) => {
    expect(of({ "anonymous-auth": value }).values("anonymous-auth")).toEqual([]);
    expect(of({ "anonymous-auth": value }).flag("anonymous-auth")).toBeUndefined();
  });

  test("are joined with Talos' own where Talos joins them", () => {
    const name = "enable-admission-plugins";
    expect(of({ [name]: "A, NodeRestriction,B," }).values(name)).toEqual(["NodeRestriction,A,B"]);
    expect(of({ [name]: ["A", "B,C"] }).elements(name)).toEqual(["NodeRestriction", "A", "B", "C"]);
    expect(of({ [name]: "" }).elements(name)).toEqual(["NodeRestriction"]);
  });

  test("are read as switches as the components read them", () => {
    for (const value of ["1", "t", "T", "TRUE", "true"]) expect(of({ x: value }).flag("x")).toBe(true);
    for (const value of ["0", "f", "F", "FALSE", "false"]) expect(of({ x: value }).flag("x")).toBe(false);
    for (const value of ["yes", "no", "2", "tRuE "]) expect(of({ x: value }).flag("x")).toBeUndefined();
  });

  test("are none where something else than a map is given", () => {
    expect(of(["--profiling=true"]).values("profiling")).toEqual(["false"]);
    expect(of("x").given).toEqual({});
  });
});
