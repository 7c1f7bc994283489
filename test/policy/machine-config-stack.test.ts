/** The rules about machine configurations on the configurations that the real program makes: each weakening of them is refused. */
import { parseAllDocuments } from "yaml";
import { RULES } from "../../policy/catalogue";
import { judge } from "../../policy/judge";
import type { StateResource } from "../../policy/view/stack";
import { ENVIRONMENTS } from "../stack/recorded-environment";
import { type Contract, changed, type TalosDocument, yamlOf } from "./machine-config-fixture";
import { MACHINE_CONFIG_MUTATIONS } from "./machine-config-mutations";
import { recorded } from "./recorded";

const MACHINE_CONFIGS = "palisade:talos:MachineConfigs";
const ENVIRONMENT = "palisade:index:Environment";
const CONTRACTS: Readonly<Record<(typeof ENVIRONMENTS)[number], Contract>> = { staging: "1.14", prod: "1.13" };

/** The rule that advises and is not content with the environments as they are. */
const ADVISED = ["volume-keys-must-not-follow-from-the-node"];

type Texts = Readonly<Record<string, string>>;

describe.each(ENVIRONMENTS)("configurations of %s", (environment) => {
  let environmentResource: StateResource;
  let configs: StateResource;

  beforeAll(async () => {
    const { resources } = (await recorded(environment, "unknown")).deployment;
    const one = (type: string) => {
      const found = resources.filter((resource) => resource.type === type);
      if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources of type ${type}`);
      return found[0];
    };
    environmentResource = one(ENVIRONMENT);
    configs = one(MACHINE_CONFIGS);
  });

  /** Rules that fail where the configuration has another text. */
  function failing(name: string, text: string, rule: string): readonly string[] {
    const documents = { ...(configs.outputs["documents"] as Texts), [name]: text };
    const outputs = { ...configs.outputs, documents };
    const verdict = judge(
      { deployment: { resources: [environmentResource, { ...configs, outputs }] } },
      RULES.filter((candidate) => candidate.name === rule),
    );
    return verdict.rules.filter(({ outcome }) => outcome === "fail").map(({ policy }) => policy);
  }

  const cases = MACHINE_CONFIG_MUTATIONS.filter(({ contract }) => contract === CONTRACTS[environment]);

  test.each(cases.map((mutation) => [mutation.rule, mutation.change, mutation] as const))(
    "%s refuses %s",
    (_, __, { rule, role, changes }) => {
      const texts = configs.outputs["documents"] as Texts;
      const name = Object.keys(texts).find((candidate) => candidate.startsWith(role));
      if (name === undefined) throw new Error(`no configuration of a ${role}`);
      const documents = parseAllDocuments(texts[name] ?? "").map((document) => document.toJS() as TalosDocument);
      expect(failing(name, yamlOf(documents), rule)).toEqual(ADVISED.filter((name) => name === rule));
      expect(failing(name, yamlOf(changed(documents, ...changes)), rule)).toEqual([rule]);
    },
  );
});
