/** The stand-in of the Kubernetes provider. */
import type { PropertyMap } from "../../../sandbox/deployment";
import type { Cloud } from "../../../sandbox/engine/cloud";
import { KubernetesModel } from "../../../sandbox/engine/kubernetes-model";
import type { ResourceKnown } from "../../../sandbox/engine/provider-model";
import { ownCloud } from "./cloud-folder";

const openedCloud = ownCloud();
let cloud: Cloud;
let kubernetes: KubernetesModel;
beforeEach(() => {
  cloud = openedCloud();
  kubernetes = new KubernetesModel("4.0.0", cloud);
});

/** "apps/v1:Deployment", with fields beside its metadata. */
function object(of: string, metadata: PropertyMap, fields: PropertyMap = {}): PropertyMap {
  const [apiVersion = "", kind = ""] = of.split(":");
  return { apiVersion, kind, metadata, ...fields };
}

function created(inputs: PropertyMap, urn = "urn:a"): ResourceKnown {
  const type = `kubernetes:${String(inputs["apiVersion"])}:${String(inputs["kind"])}`;
  return { urn, type, inputs, ...kubernetes.create({ urn, type, inputs }) };
}

const known = (inputs: PropertyMap): ResourceKnown => ({ urn: "urn:a", type: "t", id: "x", inputs, outputs: inputs });
const config = (data: PropertyMap, metadata: PropertyMap = { name: "c" }) => object("v1:ConfigMap", metadata, { data });

it("makes, reads, changes and deletes", () => {
  const made = created(object("v1:ServiceAccount", { name: "a", namespace: "kube-system" }));
  expect(made.id).toBe("kube-system/a");
  expect(made.outputs["metadata"]).toMatchObject({ name: "a", namespace: "kube-system", resourceVersion: "1" });
  expect(kubernetes.read(made)).toMatchObject({ inputs: made.inputs, outputs: made.outputs });
  const inputs = { ...made.inputs, automountServiceAccountToken: false };
  const outputs = kubernetes.update(made, inputs);
  const { uid } = made.outputs["metadata"] as PropertyMap;
  expect(outputs).toMatchObject({ automountServiceAccountToken: false, metadata: { uid, resourceVersion: "2" } });
  expect(kubernetes.read({ ...made, inputs, outputs })).toMatchObject({ inputs, outputs });
  kubernetes.delete(made);
  kubernetes.delete(made);
  expect(cloud.resources).toEqual([]);
  expect(kubernetes.read(made)).toBeUndefined();
  expect(() => kubernetes.update(made, inputs)).toThrow('serviceaccounts "a" not found');
  expect(cloud.journal().map(({ operation }) => operation)).toEqual(["create", "update", "delete", "delete"]);
});

it.each([
  ["v1:ConfigMap", {}, "default/x"],
  ["v1:ConfigMap", { namespace: "kube-system" }, "kube-system/x"],
  ["v1:Namespace", {}, "x"],
  ["rbac.authorization.k8s.io/v1:ClusterRole", {}, "x"],
  ["rbac.authorization.k8s.io/v1:Role", {}, "default/x"],
  ["cilium.io/v2:CiliumClusterwideNetworkPolicy", {}, "x"],
  ["cilium.io/v2:CiliumNetworkPolicy", { namespace: "default" }, "default/x"],
] as const)("a %s with %j is %s", (of, metadata, id) => {
  expect(created(object(of, { name: "x", ...metadata })).id).toBe(id);
});

it("puts objects into the provider's namespace where they name none", () => {
  kubernetes.configure({ namespace: "kube-public" });
  expect(created(config({})).id).toBe("kube-public/c");
});

it("refuses what the API server refuses", () => {
  const inNamespace = config({}, { name: "c", namespace: "apps" });
  expect(() => created(inNamespace)).toThrow('namespaces "apps" not found');
  created(object("v1:Namespace", { name: "apps" }));
  created(inNamespace);
  expect(() => created(inNamespace, "urn:b")).toThrow('configmaps "c" already exists');
  created(object("v1:Secret", { name: "c", namespace: "apps" }));
  created(object("example.com/v1:ConfigMap", { name: "c", namespace: "apps" }));
  created(object("apps/v1:Deployment", { name: "d" }));
  expect(() => created(object("apps/v1beta1:Deployment", { name: "d" }))).toThrow("already exists");
});

it.each([
  [{ kind: "ConfigMap", metadata: { name: "c" } }, "apiVersion: is no text, got null"],
  [{ apiVersion: "v1", metadata: { name: "c" } }, "kind: is no text, got null"],
  [{ apiVersion: "v1", kind: "ConfigMap" }, "metadata.name: is no text, got null; give the stand-in a whole object"],
  [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "" } }, 'metadata.name: is no text, got ""'],
])("refuses %j, which is no whole object", (inputs, message) => {
  expect(() => kubernetes.create({ urn: "u", type: "t", inputs })).toThrow(message);
});

it("takes with a namespace what is in it, and nothing else", () => {
  const namespace = created(object("v1:Namespace", { name: "apps" }));
  created(config({}, { name: "inside", namespace: "apps" }));
  created(config({}, { name: "outside" }));
  created(object("v1:Namespace", { name: "other" }));
  kubernetes.delete(namespace);
  expect(cloud.resources.map(({ id }) => id).sort()).toEqual(["default/outside", "other"]);
});

const selector = { matchLabels: { app: "a" } };
const template = { spec: { containers: [{ image: "a" }] } };

it.each<[string, PropertyMap, PropertyMap, readonly string[]]>([
  ["v1:ConfigMap", { data: { a: "1" } }, { data: { a: "2" } }, ["data.a"]],
  ["v1:ConfigMap", {}, { binaryData: { a: "1" } }, ["binaryData"]],
  ["v1:Secret", { stringData: { a: "1" } }, { stringData: { a: "2" } }, ["stringData.a"]],
  ["v1:Secret", { type: "Opaque" }, { type: "kubernetes.io/tls" }, ["type"]],
  ["v1:Service", { spec: { clusterIP: "10.0.0.1" } }, { spec: { clusterIP: "None" } }, ["spec.clusterIP"]],
  ["v1:Service", { spec: { ports: [{ port: 1 }] } }, { spec: { ports: [{ port: 2 }] } }, []],
  ["v1:Pod", { spec: { a: 1 } }, { spec: { a: 2 } }, ["spec.a"]],
  ["v1:PersistentVolume", { spec: { csi: { driver: "a" } } }, { spec: { csi: { driver: "b" } } }, ["spec.csi.driver"]],
  [
    "v1:PersistentVolumeClaim",
    { spec: { storageClassName: "a" } },
    { spec: { storageClassName: "b" } },
    ["spec.storageClassName"],
  ],
  ["v1:PersistentVolumeClaim", { spec: { resources: { a: 1 } } }, { spec: { resources: { a: 2 } } }, []],
  ["v1:ResourceQuota", { spec: { scopes: ["a"] } }, { spec: { scopes: ["b"] } }, ["spec.scopes"]],
  [
    "apps/v1:Deployment",
    { spec: { selector } },
    { spec: { selector: { matchLabels: { app: "b" } } } },
    ["spec.selector.matchLabels.app"],
  ],
  ["apps/v1:Deployment", { spec: { replicas: 1, template } }, { spec: { replicas: 2 } }, []],
  ["apps/v1:Deployment", {}, { spec: { replicas: 1 } }, ["spec"]],
  ["apps/v1:DaemonSet", { spec: {} }, { spec: { selector } }, ["spec.selector"]],
  ["apps/v1:StatefulSet", { spec: { serviceName: "a" } }, { spec: { serviceName: "b" } }, ["spec.serviceName"]],
  [
    "batch/v1:Job",
    { spec: { template } },
    { spec: { template: { spec: { containers: [{ image: "b" }] } } } },
    ["spec.template.spec.containers.image"],
  ],
  [
    "rbac.authorization.k8s.io/v1:RoleBinding",
    { roleRef: { name: "a" } },
    { roleRef: { name: "b" } },
    ["roleRef.name"],
  ],
  [
    "rbac.authorization.k8s.io/v1:ClusterRoleBinding",
    { roleRef: { name: "a" } },
    { roleRef: { name: "b" } },
    ["roleRef.name"],
  ],
  ["storage.k8s.io/v1:StorageClass", { provisioner: "a" }, { provisioner: "b" }, ["provisioner"]],
  ["example.com/v1:Deployment", { spec: { selector } }, { spec: {} }, []],
])("%s: %j to %j replaces by %j", (of, before, after, replacing) => {
  const metadata = { name: "x" };
  const difference = kubernetes.difference(known(object(of, metadata, before)), object(of, metadata, after));
  expect(difference.changed.length).toBeGreaterThan(0);
  expect(difference.replacing).toEqual(replacing);
});

it("replaces an object that would be another one", () => {
  const before = known(object("apps/v1:Deployment", { name: "a", labels: { a: "1" } }));
  const to = (of: string, metadata: PropertyMap) => kubernetes.difference(before, object(of, metadata));
  const same = { name: "a", labels: { a: "1" } };
  expect(to("apps/v1:Deployment", { ...same, labels: { a: "2" } })).toMatchObject({ replacing: [] });
  expect(to("apps/v1:Deployment", { ...same, namespace: "default" })).toMatchObject({ changed: [], replacing: [] });
  expect(to("apps/v2:Deployment", same)).toMatchObject({ replacing: ["apiVersion"] });
  expect(to("apps/v1:DaemonSet", same)).toMatchObject({ replacing: ["kind"] });
  expect(to("apps/v1:Deployment", { ...same, name: "b" })).toMatchObject({ replacing: ["metadata.name"] });
  expect(to("apps/v1:Deployment", { ...same, namespace: "b" })).toMatchObject({ replacing: ["metadata.namespace"] });
});

it("lets the old object go first only where both would have one place", () => {
  const before = known(config({ a: "1" }));
  expect(kubernetes.difference(before, config({ a: "2" }))).toMatchObject({ deleteBeforeReplace: true });
  expect(kubernetes.difference(before, config({ a: "2" }, { name: "d" }))).toMatchObject({
    deleteBeforeReplace: false,
  });
});

it("changes data in place where the provider's settings say so, unless the old object itself says no", () => {
  const [before, after] = [config({ a: "1" }), config({ a: "2" })];
  for (const setting of [true, "true"]) {
    kubernetes.configure({ enableConfigMapMutable: setting });
    expect(kubernetes.difference(known(before), after).replacing).toEqual([]);
    expect(kubernetes.difference(known({ ...before, immutable: true }), after).replacing).toEqual(["data.a"]);
  }
  for (const settings of [{ enableConfigMapMutable: "false" }, { enableSecretMutable: "true" }]) {
    kubernetes.configure(settings);
    expect(kubernetes.difference(known(before), after).replacing).toEqual(["data.a"]);
  }
});

it("previews what it will make, but for what the API server gives", () => {
  const inputs = config({ a: "1" });
  const told = kubernetes.previewCreate({ urn: "u", type: "t", inputs });
  expect(told).toEqual({ ...inputs, metadata: { name: "c", namespace: "default" } });
  const made = created(inputs);
  const next = { ...inputs, metadata: { name: "c", labels: { a: "1" } } };
  const { uid } = made.outputs["metadata"] as PropertyMap;
  expect(kubernetes.previewUpdate(made, next)["metadata"]).toMatchObject({ uid, labels: { a: "1" } });
});

it("answers no function", () => {
  expect(() => kubernetes.invoke("kubernetes:yaml:decode")).toThrow("no recorded answer for the function");
});
