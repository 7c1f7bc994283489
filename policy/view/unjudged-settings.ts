/** What a configuration has that no rule judges, or that gives the node away: by the checklist item that it belongs to. */
import * as component from "./known-component-settings";
import { DOCUMENTS, UNWANTED, V1ALPHA1 } from "./known-settings";
import { isName, known, type Tree, UNJUDGED, wrongIn } from "./known-tree";
import type { MachineConfig, Section } from "./machine-config";
import { isObject } from "./value";

/** Items whose rules tell of such settings. */
export type SettingItem = "K8S-07" | "K8S-15" | "K8S-17" | "K8S-20";

/** Sections that have an item of their own: in the v1alpha1 document, and as a document. */
const SECTIONS: readonly (readonly [item: SettingItem, tree: Tree, path: readonly string[], kind?: string])[] = [
  ["K8S-07", component.API_SERVER, ["cluster", "apiServer"], "KubeAPIServerConfig"],
  ["K8S-07", component.CONTROLLER_MANAGER, ["cluster", "controllerManager"], "KubeControllerManagerConfig"],
  ["K8S-07", component.SCHEDULER, ["cluster", "scheduler"], "KubeSchedulerConfig"],
  ["K8S-07", component.PROXY, ["cluster", "proxy"], "KubeProxyConfig"],
  ["K8S-07", component.ETCD, ["cluster", "etcd"]],
  ["K8S-07", component.AUTHENTICATION, [], "KubeAuthenticationConfig"],
  ["K8S-07", component.SERVICE_ACCOUNT, [], "KubeServiceAccountConfig"],
  ["K8S-15", component.KUBELET, ["machine", "kubelet"], "KubeletConfig"],
  ["K8S-20", component.INSTALL, ["machine", "install"]],
  ["K8S-20", component.UNATTENDED_INSTALL, [], "UnattendedInstallConfig"],
];

/** In every document. */
const FRAME: Tree = { apiVersion: known, kind: known, name: known };

/** Messages, each beginning with its field. */
export function unjudgedSettings(config: MachineConfig, item: SettingItem): readonly string[] {
  const sections = SECTIONS.filter(([of]) => of === item).flatMap(([, tree, path, kind]) => [
    ...(path.length === 0 ? [] : wrongIn(config.main(...path), tree)),
    ...(kind === undefined ? [] : wrongIn(config.document(kind), { ...FRAME, ...(tree as object) })),
  ]);
  return item === "K8S-17" ? [...wrongIn(config.main(), V1ALPHA1), ...documents(config)] : sections;
}

function documents(config: MachineConfig): readonly string[] {
  return config.kinds().flatMap((kind) => {
    const why = Object.hasOwn(UNWANTED, kind) ? UNWANTED[kind] : undefined;
    if (why !== undefined) return [`${kind} must not be there: ${why}`];
    const tree = Object.hasOwn(DOCUMENTS, kind) ? DOCUMENTS[kind] : undefined;
    if (tree === undefined) return [isName(kind) ? `${kind} ${UNJUDGED}` : `a document's kind names nothing`];
    if (typeof tree === "function") return [];
    return config.all(kind).flatMap((document) => {
      const section = isNamed(document) ? document : { ...document, field: kind };
      return wrongIn(section, { ...FRAME, ...tree });
    });
  });
}

/** A kind that has names can be there more than once. */
function isNamed({ value }: Section): boolean {
  return isObject(value) && Object.hasOwn(value, "name");
}
