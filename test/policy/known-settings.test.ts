/** The lists of what is known, held to what Palisade's own model renders with every setting: the pack may not import it, a test may. */
import { parseAllDocuments } from "yaml";
import { renderMachineConfig } from "../../model/machine/documents";
import { allMachines } from "../../model/machine/plan";
import { NAMED_SECRETS } from "../../model/machine/redaction";
import { MachineConfig } from "../../policy/view/machine-config";
import { machineConfigText } from "../../policy/view/machine-config-text";
import { refusedArguments } from "../../policy/view/refused-arguments";
import { type SettingItem, unjudgedSettings } from "../../policy/view/unjudged-settings";
import { CONTRACTS, type Contract, full, machinesOf, plain } from "../model/machine/clusters";
import { changed, type TalosDocument, yamlOf } from "./machine-config-fixture";

const ITEMS: readonly SettingItem[] = ["K8S-07", "K8S-15", "K8S-17", "K8S-20"];

const RENDERED = CONTRACTS.flatMap((contract) =>
  [plain(contract), full(contract)].flatMap((config, index) => {
    const machines = machinesOf(config);
    return allMachines(machines).map((node) => ({
      contract,
      settings: index === 0 ? "few" : "all",
      node: node.name,
      text: renderMachineConfig(machines.cluster, node, NAMED_SECRETS),
    }));
  }),
);

function findings(contract: Contract, text: string): readonly string[] {
  const answer = machineConfigText(text);
  if (answer.kind !== "documents") throw new Error(`a configuration that is ${answer.kind}`);
  const config = new MachineConfig(answer.documents, contract);
  return [
    ...ITEMS.flatMap((item) => unjudgedSettings(config, item)),
    ...refusedArguments(config).map(({ message }) => message),
  ];
}

test("there is a configuration of each contract and role, with few settings and with all", () => {
  expect(new Set(RENDERED.map(({ contract, settings }) => `${contract} ${settings}`)).size).toBe(4);
  expect(RENDERED.some(({ node }) => node.startsWith("worker-"))).toBe(true);
});

describe.each(RENDERED)("$node of $contract with $settings settings", ({ contract, text }) => {
  const documents = parseAllDocuments(text).map((document) => document.toJS() as TalosDocument);

  test("holds nothing that is not known", () => {
    expect(findings(contract, text)).toEqual([]);
  });

  /** Sections whose every key is in the list, of the v1alpha1 document. */
  const SECTIONS = [
    "",
    "machine",
    "machine/features",
    "machine/features/hostDNS",
    "machine/kubelet",
    "machine/install",
    "machine/network",
    "machine/registries",
    "machine/time",
    "cluster",
    "cluster/network",
    "cluster/network/cni",
    "cluster/discovery",
    "cluster/apiServer",
    "cluster/controllerManager",
    "cluster/scheduler",
    "cluster/proxy",
    "cluster/etcd",
    "cluster/externalCloudProvider",
  ];

  test.each(SECTIONS)("would be told of anything else in '%s'", (section) => {
    const path = [section, "ofTomorrow"].filter((part) => part !== "");
    const told = findings(contract, yamlOf(changed(documents, ["", path.join("/"), "x"])));
    expect(told).toEqual([`${path.join(".").replaceAll("/", ".")} must not be there: no rule judges what it does`]);
  });

  test("would be told of any other document", () => {
    const told = findings(contract, yamlOf(changed(documents, ["TomorrowConfig", "", { name: "x" }])));
    expect(told).toEqual(["TomorrowConfig must not be there: no rule judges what it does"]);
  });
});
