/** The resources of a real stack that rules about machine configurations look at, with one configuration changed. */
import { parseAllDocuments } from "yaml";
import type { State } from "../../policy/judge";
import type { StateResource } from "../../policy/view/stack";
import type { EnvironmentName } from "../stack/recorded-environment";
import type { MachineConfigMutation } from "./machine-config/mutation";
import { type Change, type Contract, changed, type TalosDocument, yamlOf } from "./machine-config-fixture";
import { MACHINE_CONFIG_MUTATIONS } from "./machine-config-mutations";

const MACHINE_CONFIGS = "palisade:talos:MachineConfigs";
const ENVIRONMENT = "palisade:index:Environment";
const CONTRACTS: Readonly<Record<EnvironmentName, Contract>> = { staging: "1.14", prod: "1.13" };

type Texts = Readonly<Record<string, string>>;

/** Mutations in the contract of the environment. */
export function mutationsOf(environment: EnvironmentName): readonly MachineConfigMutation[] {
  return MACHINE_CONFIG_MUTATIONS.filter(({ contract }) => contract === CONTRACTS[environment]);
}

/** With the first configuration of the role changed; without changes it is only written anew. */
export function withConfiguration({ deployment }: State, role: string, changes: readonly Change[]): State {
  const environment = one(deployment.resources, ENVIRONMENT);
  const configs = one(deployment.resources, MACHINE_CONFIGS);
  const texts = configs.outputs["documents"] as Texts;
  const name = Object.keys(texts).find((candidate) => candidate.startsWith(role));
  if (name === undefined) throw new Error(`no configuration of a ${role}`);
  const documents = parseAllDocuments(texts[name] ?? "").map((document) => document.toJS() as TalosDocument);
  const outputs = { ...configs.outputs, documents: { ...texts, [name]: yamlOf(changed(documents, ...changes)) } };
  return { deployment: { resources: [environment, { ...configs, outputs }] } };
}

function one(resources: readonly StateResource[], type: string): StateResource {
  const found = resources.filter((resource) => resource.type === type);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} resources of type ${type}`);
  return found[0];
}
