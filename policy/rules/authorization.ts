import { type Check, fail, PASS, type StackRule } from "../rule";
import { componentArguments } from "../view/component-arguments";
import { items, type MachineConfig, type Section, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { refusedArguments } from "../view/refused-arguments";

const ALLOWED = ["Node", "RBAC"];
const WEBHOOK_ARGUMENTS = "authorization-webhook-";

/**
 * An argument authorization-mode only adds to Node and RBAC, and it switches the list of authorizers off. Talos adds the two to the list of a
 * v1alpha1 document where they are missing, to documents of 1.14 it adds nothing.
 */
export const authorization: StackRule = {
  id: "K8S-02",
  name: "authorization-must-be-by-node-and-role",
  statement: "The Kubernetes API asks the Node and RBAC authorizers and no other",
  severity: "critical",
  level: "mandatory",
  references: [
    "CIS Kubernetes: Ensure that the --authorization-mode argument is not set to AlwaysAllow",
    "CIS Kubernetes: Ensure that the --authorization-mode argument includes Node",
    "CIS Kubernetes: Ensure that the --authorization-mode argument includes RBAC",
  ],
  remediation: "Name the authorizers Node and RBAC alone, and take arguments that begin with authorization- away.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "control-plane", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const refused = refusedArguments(config).filter(({ item }) => item === "K8S-02");
  if (refused.length > 0) return refused.map(({ message }) => fail(message));
  return config.has("KubeAPIServerConfig") ? ofDocuments(config) : ofV1alpha1(config);
}

function ofV1alpha1(config: MachineConfig): readonly Check[] {
  const args = componentArguments(config, "kube-apiserver");
  if (Object.keys(args.given).some((name) => name.startsWith(WEBHOOK_ARGUMENTS)))
    return [fail(`${args.field}.${WEBHOOK_ARGUMENTS}* must not be there: a webhook decides`)];
  const mode = "authorization-mode";
  if (args.has(mode))
    return args.elements(mode).every((value) => ALLOWED.includes(value))
      ? [PASS]
      : [fail(`${args.nameOf(mode)} adds an authorizer that is neither Node nor RBAC`)];
  return authorizers(config).map(allowed);
}

function ofDocuments(config: MachineConfig): readonly Check[] {
  const named = authorizers(config);
  const types = named.map((authorizer) => within(authorizer, "type").value);
  return [
    ...named.map(allowed),
    ...ALLOWED.filter((type) => !types.includes(type)).map((type) =>
      fail(`KubeAuthorizerConfig of type ${type} is missing, and Talos adds none`),
    ),
  ];
}

function authorizers(config: MachineConfig): readonly Section[] {
  const documents = config.all("KubeAuthorizerConfig");
  return documents.length > 0 ? documents : items(config.main("cluster", "apiServer", "authorizationConfig"));
}

function allowed(authorizer: Section): Check {
  const type = within(authorizer, "type");
  return ALLOWED.some((candidate) => candidate === type.value) ? PASS : fail(`${type.field} must be Node or RBAC`);
}
