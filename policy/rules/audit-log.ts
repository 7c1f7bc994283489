import { type Check, fail, PASS, type StackRule } from "../rule";
import { type ComponentArguments, componentArguments } from "../view/component-arguments";
import { decimal, type MachineConfig } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { refusedArguments } from "../view/refused-arguments";

/** Days, files and megabytes that CIS asks for, and that Talos sets. */
const LEAST = [
  ["audit-log-maxage", 30],
  ["audit-log-maxbackup", 10],
  ["audit-log-maxsize", 100],
] as const;

/** Talos mounts this directory into kube-apiserver, and no other: elsewhere the log ends with the container. No "." begins a name. */
const FILE = /^\/var\/log\/audit\/kube(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;

export const auditLog: StackRule = {
  id: "K8S-05",
  name: "audit-log-must-be-kept",
  statement: "The Kubernetes API writes its audit log to a file and keeps 30 days, 10 files and 100 MB of it",
  severity: "high",
  level: "mandatory",
  references: [
    "CIS Kubernetes: Ensure that the --audit-log-path argument is set",
    "CIS Kubernetes: Ensure that the --audit-log-maxage argument is set to 30 or as appropriate",
    "CIS Kubernetes: Ensure that the --audit-log-maxbackup argument is set to 10 or as appropriate",
    "CIS Kubernetes: Ensure that the --audit-log-maxsize argument is set to 100 or as appropriate",
  ],
  remediation: "Take the arguments away, which leaves Talos' own, or give 30, 10 and 100 or more.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "control-plane", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const args = componentArguments(config, "kube-apiserver");
  const refused = refusedArguments(config).filter(({ item }) => item === "K8S-05");
  return [
    ...LEAST.map(([name, least]) => atLeast(args, name, least)),
    toFile(args),
    ...refused.map(({ message }) => fail(message)),
  ];
}

/** 0 would keep everything until the disk is full, and then nothing is written any more. */
function atLeast(args: ComponentArguments, name: string, least: number): Check {
  return decimal(args.last(name)) >= least ? PASS : fail(`${args.nameOf(name)} must be at least ${least}`);
}

function toFile(args: ComponentArguments): Check {
  const name = "audit-log-path";
  const path = args.last(name);
  if (path === undefined) return fail(`${args.nameOf(name)} is empty, so there is no audit log`);
  return FILE.test(path)
    ? PASS
    : fail(`${args.nameOf(name)} must be a file below /var/log/audit/kube: it is lost anywhere else`);
}
