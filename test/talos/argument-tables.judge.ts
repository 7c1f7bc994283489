import { apiServerArguments } from "../../model/machine/api-server";
import { MERGE_POLICIES } from "../../model/machine/arguments";
import { RULES } from "../../policy/catalogue";
import { judge as judgeState } from "../../policy/judge";
import { full, machinesOf } from "../model/machine/clusters";
import { argument, type Component as PolicyComponent } from "../policy/machine-config/mutation";
import { carried, changed, hardened } from "../policy/machine-config-fixture";
import { argumentRules, COMPUTED, type Component, componentOf, merged, sourceRows } from "./arguments";
import { CONTRACTS, type Contract } from "./judge";

const rules = { "1.13": argumentRules("1.13"), "1.14": argumentRules("1.14") };

function count(contract: Contract, component: Component) {
  const own = rules[contract].filter((rule) => rule.component === component);
  return {
    denied: own.filter(({ policy, conditional }) => policy === "denied" && !conditional).length,
    additive: own.filter(({ policy, conditional }) => policy === "additive" && !conditional).length,
    conditional: own.filter(({ conditional }) => conditional).map(({ argument }) => argument),
  };
}

describe("the tables in the sources of Talos", () => {
  it.each<[Contract, Component, number, number, readonly string[]]>([
    ["1.13", "kube-apiserver", 16, 4, []],
    ["1.13", "kube-controller-manager", 6, 2, []],
    ["1.13", "kube-scheduler", 4, 0, []],
    ["1.13", "kube-proxy", 1, 0, []],
    ["1.13", "kubelet", 6, 0, []],
    ["1.13", "etcd", 17, 0, []],
    ["1.14", "kube-apiserver", 17, 3, ["authentication-config"]],
    ["1.14", "kube-controller-manager", 6, 2, []],
    ["1.14", "kube-scheduler", 4, 0, []],
    // Only where there is a file of configuration.
    ["1.14", "kube-proxy", 0, 0, ["config", "kubeconfig"]],
    ["1.14", "kubelet", 6, 0, []],
    ["1.14", "etcd", 18, 0, []],
  ])(
    "of %s say for %s that %d arguments are denied and %d added to",
    (contract, component, denied, additive, conditional) => {
      expect(count(contract, component)).toEqual({ denied, additive, conditional });
    },
  );

  it.each(CONTRACTS)("of %s are all of a component that is known", (contract) => {
    const rows = sourceRows(contract).filter(({ policy }) => policy !== "default");
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => componentOf(contract, row) === undefined)).toEqual([]);
  });

  it.each(CONTRACTS)("of %s are the same for the first control plane and for the others", (contract) => {
    const of = (name: string) =>
      sourceRows(contract)
        .filter((row) => row.function === name && row.policy === "denied")
        .map(({ argument }) => argument)
        .sort();
    expect(of("argsForInit")).toEqual(of("argsForControlPlane"));
    expect(of("argsForInit")).toContain("client-cert-auth");
  });

  it.each(CONTRACTS)("of %s give no argument two policies", (contract) => {
    const seen = rules[contract].map(({ component, argument }) => `${component} ${argument}`);
    expect(seen).toEqual([...new Set(seen)]);
  });

  it("differ by what each version protects", () => {
    const denied = (contract: Contract) =>
      rules[contract]
        .filter(({ component, policy }) => component === "kube-apiserver" && policy === "denied")
        .map(({ argument }) => argument);
    const before = new Set(denied("1.13"));
    expect(denied("1.14").filter((argument) => !before.has(argument))).toEqual([
      "tls-min-version",
      "authentication-config",
    ]);
  });
});

/** Palisade's own table is what its builders are held to. */
describe.each(CONTRACTS)("the table that Palisade holds its arguments to in %s", (contract) => {
  it.each(Object.entries(MERGE_POLICIES[contract]))("is Talos' own for %s", (component, policies) => {
    const own = rules[contract].filter((rule) => rule.component === component);
    expect(own.length).toBeGreaterThan(0);
    expect(Object.fromEntries(own.map(({ argument, policy }) => [argument, policy]))).toEqual(policies);
  });

  it("lets what Palisade writes through the real merge", () => {
    const { cluster } = machinesOf(full(contract));
    const given = apiServerArguments(cluster);
    const extra = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value]]));
    const { error, args } = merged(contract, "kube-apiserver", extra);
    expect(error).toBeNull();
    for (const [name, value] of Object.entries(given)) expect(args).toContain(`--${name}=${value}`);
    expect(args).toContain("--tls-min-version=VersionTLS13");
  });
});

/** A denied argument passes validation and breaks the node: the policies must know every one, from lists of their own. */
describe.each(CONTRACTS)("the policies in %s", (contract) => {
  const COMPONENTS: Readonly<Partial<Record<Component, PolicyComponent>>> = {
    etcd: "etcd",
    "kube-apiserver": "apiServer",
    "kube-controller-manager": "controllerManager",
    "kube-scheduler": "scheduler",
    kubelet: "kubelet",
  };
  const denied = rules[contract].flatMap(({ component, argument: name, policy }) => {
    const place = COMPONENTS[component];
    return policy === "denied" && place !== undefined ? [[component, name, place] as const] : [];
  });

  it("are asked about all components that there are rules for", () => {
    expect(new Set(denied.map(([component]) => component)).size).toBe(5);
    expect(denied.length).toBeGreaterThan(45);
  });

  it.each(denied)("refuse for %s the denied argument %s", (_, name, place) => {
    const documents = changed(hardened(contract), argument(contract, place, name, "x"));
    const state = { deployment: { resources: [carried(documents)] } };
    const failing = judgeState(state).rules.filter(({ outcome, level }) => outcome === "fail" && level === "mandatory");
    expect(failing.map(({ id }) => id).filter((id) => id.startsWith("K8S-"))).not.toEqual([]);
    expect(judgeState(state, RULES).passed).toBe(false);
  });
});

describe("the merge of Talos", () => {
  it.each(CONTRACTS)("of %s refuses each argument that is denied", (contract) => {
    for (const { component, argument, policy } of rules[contract]) {
      if (policy !== "denied") continue;
      expect(merged(contract, component, { [argument]: ["x"] }).error).toBe(`extra arg "${argument}" is not allowed`);
    }
  });

  it.each(CONTRACTS)("of %s keeps its own value beside one that is added", (contract) => {
    expect(merged(contract, "kube-apiserver", { "enable-admission-plugins": ["AlwaysPullImages"] }).args).toContain(
      `--enable-admission-plugins=${COMPUTED},AlwaysPullImages`,
    );
  });

  it.each(CONTRACTS)("of %s overwrites what has no policy", (contract) => {
    const { args } = merged(contract, "kube-apiserver", { profiling: ["true"] });
    expect(args.filter((argument) => argument.startsWith("--profiling"))).toEqual(["--profiling=true"]);
  });
});
