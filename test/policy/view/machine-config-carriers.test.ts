import { gzipSync } from "node:zlib";
import { carriersOf } from "../../../policy/view/machine-config-carriers";
import { outputsView, StackView } from "../../../policy/view/stack";
import { resource, UNKNOWN } from "../fixture";
import { SECRET } from "../machine-config-cases";
import { hardened, machineConfigs, yamlOf } from "../machine-config-fixture";

const CONFIG = yamlOf(hardened("1.13"));
const packed = gzipSync(CONFIG).toString("base64");

/** What is told of each resource: the role of each configuration that is read, or why it is not. */
function carried(...resources: Parameters<typeof outputsView>[0][]): readonly string[] {
  const stack = new StackView(resources.map((made) => outputsView(made)));
  return carriersOf(stack).carriers.flatMap(({ configs }) =>
    configs.map((one) => ("config" in one ? `${one.name}: ${one.config.role}` : `${one.name} ${one.problem}`)),
  );
}

const environment = (names: unknown) =>
  resource("palisade:index:Environment", "environment", { talosVersion: "v1.13.0", machineConfigNames: names });
const node = (inputs: Parameters<typeof resource>[2]) => resource("aws:ec2/instance:Instance", "node", inputs);

describe("a configuration is found wherever a node may be given it", () => {
  test.each([
    ["aws:ec2/instance:Instance", { userDataBase64: packed }, "userDataBase64"],
    [
      "aws:ec2/spotFleetRequest:SpotFleetRequest",
      { launchSpecifications: [{ userData: CONFIG }] },
      "launchSpecifications.0.userData",
    ],
    [
      "aws:secretsmanager/secretVersion:SecretVersion",
      { secretBinary: Buffer.from(CONFIG).toString("base64") },
      "secretBinary",
    ],
    ["aws:ssm/parameter:Parameter", { value: CONFIG }, "value"],
    ["aws:s3/bucketObject:BucketObject", { content: CONFIG }, "content"],
    ["aws:s3/bucketObjectv2:BucketObjectv2", { contentBase64: packed }, "contentBase64"],
    [
      "talos:machine/configurationApply:ConfigurationApply",
      { machineConfigurationInput: CONFIG },
      "machineConfigurationInput",
    ],
    ["kubernetes:core/v1:ConfigMap", { data: { "node.yaml": CONFIG } }, "data.node.yaml"],
    [
      "another:of/another:Provider",
      { deep: { list: [{ text: "{machine: {type: controlplane}}" }] } },
      "deep.list.0.text",
    ],
  ])("%s", (type, inputs, name) => {
    expect(carried(resource(type, "made", inputs))).toEqual([`${name}: control-plane`]);
  });

  test("but not in what a stack or a component of ours shows again", () => {
    expect(carried(resource("pulumi:pulumi:Stack", "stack", { machineConfigs: { a: CONFIG } }))).toEqual([]);
    expect(carried(resource("palisade:index:Environment", "environment", { machineConfigs: { a: CONFIG } }))).toEqual(
      [],
    );
  });
});

describe("the Talos provider", () => {
  const apply = (inputs: Parameters<typeof resource>[2]) =>
    carried(resource("talos:machine/configurationApply:ConfigurationApply", "apply", inputs));

  test("merges patches, whose result is not known", () => {
    const problem = "configPatches is merged by the provider, so what the node gets cannot be judged";
    expect(apply({ configPatches: ['{"cluster":{}}'] })).toEqual([problem]);
    expect(apply({ configPatches: UNKNOWN })).toEqual([problem]);
    expect(apply({ configPatches: [] })).toEqual([]);
  });

  test("may be given a configuration that is not known", () => {
    expect(apply({ machineConfigurationInput: UNKNOWN })).toEqual([
      "machineConfigurationInput is not known, so it cannot be judged",
    ]);
  });
});

describe("a stack of ours shows every configuration at every preview", () => {
  const names = ["control-plane-a", "worker-general"];

  test("each is judged, and one that is missing is told", () => {
    const documents = { "control-plane-a": CONFIG, "worker-general": yamlOf(hardened("1.13", "worker")) };
    expect(carried(environment(names), machineConfigs(documents))).toEqual([
      "control-plane-a: control-plane",
      "worker-general: worker",
    ]);
    expect(carried(environment(names), machineConfigs({ "control-plane-a": CONFIG }))).toEqual([
      "worker-general is not shown, so it cannot be judged",
      "control-plane-a: control-plane",
    ]);
  });

  test.each([
    ["another role's", CONFIG],
    ["some text", "hello: world"],
    ["nothing", ""],
    ["a number", 1],
    ["boot documents alone", "apiVersion: v1alpha1\nkind: NetworkDefaultActionConfig\ningress: block\n"],
  ])("%s is no configuration of a worker", (_, worker) => {
    const shown = machineConfigs({ "control-plane-a": CONFIG, "worker-general": worker });
    expect(carried(environment(names), shown)).toContain("worker-general shows no whole configuration of its role");
  });

  test("a node boots with a firewall, whatever else it is given", () => {
    const shown = machineConfigs({});
    const boot = "apiVersion: v1alpha1\nkind: NetworkDefaultActionConfig\ningress: block\n";
    const open = "userData is no configuration with a firewall, so the node would boot open to its network";
    const controlPlane = { "palisade:role": "control-plane" };
    const of = (inputs: Parameters<typeof node>[0]) =>
      carried(environment([]), shown, node({ tags: controlPlane, ...inputs }));
    expect(of({})).toEqual([open]);
    expect(of({ userData: "#!/bin/sh\n" })).toEqual([open]);
    expect(of({ userDataBase64: Buffer.from(boot).toString("base64") })).toEqual(["userDataBase64: undefined"]);
    const template = (inputs: Parameters<typeof node>[0]) =>
      resource("aws:ec2/launchTemplate:LaunchTemplate", "workers", { tags: { "palisade:role": "worker" }, ...inputs });
    expect(carried(environment([]), shown, template({ userData: "#cloud-config\n" }))).toEqual([open]);
    expect(carried(environment([]), shown, template({ userData: UNKNOWN }))).toEqual([]);
    expect(carried(template({}))).toEqual([]);
  });

  test("without the component, none is", () => {
    expect(carried(environment(names))).toEqual([
      "control-plane-a is not shown by any component",
      "worker-general is not shown by any component",
    ]);
    expect(carried()).toEqual([]);
  });

  test("user data of an instance is known: a control plane has no configuration in it", () => {
    const shown = machineConfigs({});
    expect(carried(environment([]), shown, node({ userDataBase64: UNKNOWN }))).toEqual([
      "userDataBase64 is not known, so it cannot be judged",
    ]);
    expect(carried(environment([]), shown, node({ userData: SECRET }))).toEqual([
      "userData is not known, so it cannot be judged",
    ]);
    expect(carried(environment([]), shown, node({}))).toEqual([]);
    expect(carried(node({ userDataBase64: UNKNOWN }))).toEqual([]);
  });
});
