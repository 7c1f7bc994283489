/** What every rule about machine configurations must tell, whatever it looks at. */
import { gzipSync } from "node:zlib";
import { RULES } from "../../policy/catalogue";
import { judge } from "../../policy/judge";
import type { StackRule } from "../../policy/rule";
import { failed, NOT_APPLICABLE, PASS, resource, stateOf, told, UNKNOWN, undecided } from "./fixture";
import {
  bootFirewall,
  CONTRACTS,
  type Contract,
  carried,
  changed,
  facts,
  hardened,
  machineConfigs,
  ROLES,
  type Role,
  type TalosDocument,
  yamlOf,
} from "./machine-config-fixture";
import { MACHINE_CONFIG_MUTATIONS } from "./machine-config-mutations";

interface Looks {
  readonly roles?: readonly Role[];
  readonly contracts?: readonly Contract[];
  /** At documents without a v1alpha1 document too. */
  readonly partial?: true;
}

const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
/** As the recorder and `pulumi stack export` write a secret, without its value. */
export const SECRET = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "AAAA",
};

export function userData(documents: readonly TalosDocument[]): string {
  return gzipSync(yamlOf(documents)).toString("base64");
}

export function describeMachineConfigRule(rule: StackRule, looks: Looks = {}): void {
  const { roles = ROLES, contracts = CONTRACTS, partial = false } = looks;
  const forms = CONTRACTS.flatMap((contract) => ROLES.map((role) => ({ contract, role })));
  const [contract = "1.14"] = contracts;
  const clean = hardened(contract, roles[0]);

  describe(rule.name, () => {
    test.each(forms)("passes a hardened $role of $contract that it looks at, with facts and without", (form) => {
      const node = carried(hardened(form.contract, form.role));
      const answer = roles.includes(form.role) && contracts.includes(form.contract) ? PASS : NOT_APPLICABLE;
      expect(told(rule, node)).toEqual(answer);
      expect(told(rule, node, facts(form.contract))).toEqual(answer);
    });

    const mutations = MACHINE_CONFIG_MUTATIONS.filter((mutation) => mutation.rule === rule.name);

    test("has changes that it refuses", () => {
      expect(new Set(mutations.map((mutation) => mutation.contract))).toEqual(new Set(contracts));
    });

    test.each(mutations)("alone refuses $change in $contract", ({ contract: form, role, changes, findings }) => {
      const documents = changed(hardened(form, role), ...changes);
      const state = stateOf(carried(documents), facts(form));
      const messages = findings.map((message) => `node: ${message}`);
      expect(
        judge(state, RULES).findings.map(({ policy, outcome, message }) => ({ policy, outcome, message })),
      ).toEqual(messages.map((message) => ({ policy: rule.name, outcome: "fail", message })));
    });

    test("finds a configuration wherever it is carried, and once", () => {
      const [mutation] = mutations;
      if (mutation === undefined) throw new Error(`${rule.name} has no mutation`);
      const documents = changed(hardened(mutation.contract, mutation.role), ...mutation.changes);
      const text = yamlOf(documents);
      const messages = (name: string, on: string) => mutation.findings.map((message) => `${on}: ${name}: ${message}`);
      const carriers = [
        resource(INSTANCE, "instance", { userDataBase64: userData(documents) }),
        resource(TEMPLATE, "template", { userData: Buffer.from(text).toString("base64") }),
        resource(SECRET_VERSION, "secret", { secretString: text }),
        machineConfigs({ "worker-a": text }, { redacted: { "worker-a": text } }),
      ];
      expect(told(rule, facts(mutation.contract), ...carriers)).toEqual(
        failed(
          ...messages("userDataBase64", "instance"),
          ...messages("userData", "template"),
          ...messages("secretString", "secret"),
          ...messages("worker-a", "machine-configs"),
        ),
      );
    });

    test("has nothing to say of other resources, other texts and values that are hidden", () => {
      const yaml = "users:\n  - name: somebody\ncluster: of another kind\n";
      const others = [
        resource("pulumi:pulumi:Stack", "stack", { machineConfigs: { a: yamlOf(clean) } }),
        resource("palisade:index:Nodes", "component", { userData: yamlOf(clean) }),
        resource(INSTANCE, "bastion", { userData: "#!/bin/sh\nexit 0\n" }),
        resource(TEMPLATE, "none", {}),
        resource(TEMPLATE, "later", { userData: UNKNOWN }),
        resource(SECRET_VERSION, "password", { secretString: '{"password":"x"}' }),
        resource(SECRET_VERSION, "other", { secretString: yaml }),
        resource(SECRET_VERSION, "hidden", { secretString: SECRET }),
        machineConfigs({}, { redacted: UNKNOWN }),
      ];
      expect(told(rule, facts(contract), ...others)).toEqual(NOT_APPLICABLE);
    });

    test("cannot judge what is hidden in the component or cannot be read", () => {
      expect(told(rule, machineConfigs(UNKNOWN))).toEqual(
        undecided("machine-configs: documents is not known, so it cannot be judged"),
      );
      expect(told(rule, machineConfigs({ a: SECRET, b: "machine:\n  type: [\n" }))).toEqual(
        undecided(
          "machine-configs: a is not known, so it cannot be judged",
          "machine-configs: b cannot be read as YAML",
        ),
      );
    });

    test(partial ? "looks at boot documents" : "leaves boot documents alone", () => {
      expect(told(rule, resource(INSTANCE, "node", { userDataBase64: userData(bootFirewall()) }))).toEqual(
        partial ? PASS : NOT_APPLICABLE,
      );
    });
  });
}
