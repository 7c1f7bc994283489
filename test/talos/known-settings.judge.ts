/** What the rules call known, before the real programs: Talos' own configurations hold nothing else, and each name is one that Kubernetes or etcd has. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Component } from "../../policy/view/component-arguments";
import { knownArguments } from "../../policy/view/known-arguments";
import { KUBELET_SETTINGS } from "../../policy/view/known-kubelet-settings";
import { DOCUMENTS, UNWANTED } from "../../policy/view/known-settings";
import { MachineConfig } from "../../policy/view/machine-config";
import { machineConfigText } from "../../policy/view/machine-config-text";
import { refusedArguments } from "../../policy/view/refused-arguments";
import { type SettingItem, unjudgedSettings } from "../../policy/view/unjudged-settings";
import { generated } from "./generated";
import { CONTRACTS, type Contract } from "./judge";
import { pinnedSource, source } from "./sources";

const ITEMS: readonly SettingItem[] = ["K8S-07", "K8S-15", "K8S-17", "K8S-20"];

const KUBERNETES = {
  module: "k8s.io/kubernetes",
  version: "v1.35.3",
  sum: "h1:J3dk2wybKFHwoH4eydDUGHJo4HAD+9CZbSlvk/YQuao=",
};

/** Files of Go below a folder, tests left out. */
function sourcesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".go") && !entry.name.endsWith("_test.go"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}

function matches(folders: readonly string[], pattern: RegExp): ReadonlySet<string> {
  return new Set(
    folders.flatMap(sourcesBelow).flatMap((text) => [...text.matchAll(pattern)].map(([, word = ""]) => word)),
  );
}

function read(contract: Contract, text: string): MachineConfig {
  const answer = machineConfigText(text);
  if (answer.kind !== "documents") throw new Error(`a configuration that is ${answer.kind}`);
  return new MachineConfig(answer.documents, contract);
}

describe.each(
  CONTRACTS.flatMap((contract) => (["controlplane", "worker"] as const).map((role) => [contract, role] as const)),
)("what Talos %s generates for a %s", (contract, role) => {
  it("holds nothing that is not known", () => {
    const text = generated(contract, role);
    expect(parseAllDocuments(text).length).toBeGreaterThan(1);
    const config = read(contract, text);
    expect(ITEMS.flatMap((item) => unjudgedSettings(config, item))).toEqual([]);
    expect(refusedArguments(config)).toEqual([]);
  });
});

describe.each(CONTRACTS)("names of Talos %s", (contract) => {
  it("are what the kinds of documents are called", () => {
    const folder = join(pinnedSource("1.14", "github.com/siderolabs/talos/pkg/machinery"), "config", "types");
    const named = matches([folder], /= "([A-Z][A-Za-z0-9]+Config)"/g);
    expect(named.size).toBeGreaterThan(60);
    const words = [...Object.keys(DOCUMENTS), ...Object.keys(UNWANTED)];
    expect(words.filter((kind) => !named.has(kind))).toEqual([]);
  });

  it("are what the fields of the kubelet's file are called", () => {
    const folder = join(pinnedSource(contract, "k8s.io/kubelet"), "config", "v1beta1");
    const fields = matches([folder], /json:"([A-Za-z0-9]+)[,"]/g);
    expect(fields.size).toBeGreaterThan(100);
    expect(KUBELET_SETTINGS.filter((name) => !fields.has(name))).toEqual([]);
  });
});

describe("names of arguments", () => {
  const kubernetes = source(KUBERNETES);
  const server = ["k8s.io/apiserver", "k8s.io/component-base"].map((module) => pinnedSource("1.13", module));
  const folders: Readonly<Record<Component, readonly string[]>> = {
    "kube-apiserver": ["cmd/kube-apiserver", "pkg/controlplane", "pkg/kubeapiserver", "plugin/pkg/admission"],
    "kube-controller-manager": ["cmd/kube-controller-manager"],
    "kube-scheduler": ["cmd/kube-scheduler"],
    kubelet: ["cmd/kubelet"],
    etcd: [],
  };
  /** Put together from parts. */
  const PARTS = ["audit-log-mode"];
  /** Of the modules controller-manager and cloud-provider, from which nothing here is built. */
  const ELSEWHERE = [
    "allocate-node-cidrs",
    "cloud-provider",
    "cluster-cidr",
    "cluster-name",
    "configure-cloud-routes",
    "controllers",
    "kube-api-burst",
    "kube-api-qps",
    "min-resync-period",
    "node-monitor-period",
    "use-service-account-credentials",
  ];

  it.each(Object.entries(folders))("are arguments of %s", (component, own) => {
    const etcd = ["go.etcd.io/etcd/server/v3", "go.etcd.io/etcd/pkg/v3"].map((module) => pinnedSource("1.13", module));
    const all = component === "etcd" ? etcd : [...own.map((folder) => join(kubernetes, folder)), ...server];
    const flags = matches(all, /"([a-z][a-z0-9-]*)"/g);
    const names = knownArguments(component as Component);
    expect(names.length).toBeGreaterThan(5);
    expect(new Set(names).size).toBe(names.length);
    const other = component === "kube-controller-manager" ? ELSEWHERE : PARTS;
    expect(names.filter((name) => !flags.has(name) && !other.includes(name))).toEqual([]);
  });
});
