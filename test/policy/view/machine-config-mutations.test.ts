/** That no weakening of a machine configuration is missing from the table; the rules' own tests apply each. */
import { RULES } from "../../../policy/catalogue";
import { MACHINE_CONFIG_MUTATIONS } from "../machine-config-mutations";

describe("the changes of machine configurations", () => {
  test("are many, each once", () => {
    const names = MACHINE_CONFIG_MUTATIONS.map(({ rule, contract, change }) => `${rule} ${contract} ${change}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(200);
  });

  test("are of every rule about them, in each contract that it looks at", () => {
    const items = new Set([
      "INF-19",
      "CRT-10",
      "ACC-01",
      "ACC-03",
      ...[...Array(20).keys()].map((index) => `K8S-${String(index + 1).padStart(2, "0")}`),
    ]);
    const forms = (name: string) =>
      new Set(MACHINE_CONFIG_MUTATIONS.filter(({ rule }) => rule === name).map(({ contract }) => contract));
    for (const { id, name } of RULES.filter((rule) => items.has(rule.id)))
      expect([name, [...forms(name)].sort()]).toEqual([name, id === "K8S-19" ? ["1.14"] : ["1.13", "1.14"]]);
  });
});
