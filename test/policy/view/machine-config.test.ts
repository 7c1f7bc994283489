import { decimal, items, MachineConfig, texts, truth, within } from "../../../policy/view/machine-config";
import { machineConfigText, type TalosDocument } from "../../../policy/view/machine-config-text";
import { CONTRACTS, hardened, ROLES, yamlOf } from "../machine-config-fixture";

function documentsOf(text: string): readonly TalosDocument[] {
  const read = machineConfigText(text);
  if (read.kind !== "documents") throw new Error(read.kind);
  return read.documents;
}

const config = (text: string, contract?: "1.13" | "1.14") => new MachineConfig(documentsOf(text), contract);

describe("a machine configuration", () => {
  test.each(CONTRACTS.flatMap((contract) => ROLES.map((role) => [contract, role] as const)))(
    "has the contract %s and the role %s by its form",
    (contract, role) => {
      expect(config(yamlOf(hardened(contract, role)))).toMatchObject({ contract, role, problem: undefined });
    },
  );

  test("has the contract that is known, whatever its form", () => {
    expect(config(yamlOf(hardened("1.13")), "1.14").contract).toBe("1.14");
    expect(config(yamlOf(hardened("1.14")), "1.13").contract).toBe("1.13");
    expect(config("machine: {}\n---\napiVersion: v1alpha1\nkind: KubeSpanConfig\n").contract).toBe("1.13");
  });

  test.each([
    ["machine: {type: init}", "control-plane"],
    ["machine: {type: join}", "worker"],
    ["machine: {}", "worker"],
    ["version: v1alpha1\ncluster: {}", "worker"],
    ["apiVersion: v1alpha1\nkind: HostnameConfig", undefined],
  ])("of %j has the role %s", (text, role) => {
    expect(config(text)).toMatchObject({ role, problem: undefined });
  });

  test.each(["machine: {type: boss}", "machine: {type: [worker]}", "machine: {type: toString}"])(
    "cannot be judged as %j",
    (text) => {
      expect(config(text)).toMatchObject({ role: undefined, problem: "machine.type is none that Talos knows" });
    },
  );

  test("prefers a document to the part of the v1alpha1 document that it replaces", () => {
    const both = config("machine: {kubelet: {image: a}}\n---\napiVersion: v1alpha1\nkind: KubeletConfig\nimage: b\n");
    expect(within(both.section("KubeletConfig", "machine", "kubelet"), "image")).toEqual({
      field: "KubeletConfig.image",
      value: "b",
    });
    const old = config("machine: {kubelet: {image: a}}");
    expect(within(old.section("KubeletConfig", "machine", "kubelet"), "image")).toEqual({
      field: "machine.kubelet.image",
      value: "a",
    });
    expect(old.document("KubeletConfig").value).toBeUndefined();
  });

  test("names elements by their place", () => {
    const list = items(config("machine: {certSANs: [a, b]}").main("machine", "certSANs"));
    expect(list).toEqual([
      { field: "machine.certSANs.0", value: "a" },
      { field: "machine.certSANs.1", value: "b" },
    ]);
    expect(items({ field: "x", value: "a" })).toEqual([]);
  });
});

describe("values as Talos reads them", () => {
  test.each([
    ["true", true],
    ["False", false],
    ["yes", true],
    ["On", true],
    ["TRUE", true],
    [true, true],
    ["n", false],
    ["off", false],
    [false, false],
    [undefined, undefined],
    [null, undefined],
    ["1", "other"],
    ["", "other"],
    [["true"], "other"],
  ] as const)("the switch %j is %s", (value, expected) => {
    expect(truth(value)).toBe(expected);
  });

  test.each([
    ["0", 0],
    ["-1", -1],
    ["4096", 4096],
    ["010", Number.NaN],
    ["1e3", Number.NaN],
    ["", Number.NaN],
    [undefined, Number.NaN],
  ] as const)("the number %j is %s", (value, expected) => {
    expect(decimal(value)).toBe(expected);
  });

  test("a list of texts has its texts", () => {
    expect(texts(["a", null, true, "b"])).toEqual(["a", "b"]);
    expect(texts("a")).toEqual([]);
  });
});
