import { type Check, fail, PASS, type StackRule } from "../rule";
import { type MachineConfig, type Section, truth, within } from "../view/machine-config";
import { judgeMachineConfigs } from "../view/machine-config-judgement";
import { unjudgedSettings } from "../view/unjudged-settings";

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/**
 * Without an image Talos installs its own release. Discovery: absent, it is off; but a v1alpha1 document that does not say so is read as an
 * oversight, because the configuration that `talosctl` generates has it on, with a public service.
 */
export const machineInstallation: StackRule = {
  id: "K8S-20",
  name: "machine-installation-must-be-pinned",
  statement:
    "The installer image is pinned, no installation wipes the disk or gives the kernel switches, and whether nodes use a discovery service is written down",
  severity: "medium",
  level: "mandatory",
  references: [],
  remediation: "Name the image with a release or a digest, set wipe to false, and set cluster.discovery.enabled.",
  scope: "stack",
  judge: (stack) => judgeMachineConfigs(stack, { of: "complete", check }),
};

function check(config: MachineConfig): readonly Check[] {
  const kind = "UnattendedInstallConfig";
  const document = config.document(kind);
  const install = config.has(kind)
    ? { image: within(document, "installer", "image"), wipe: within(document, "provisioning", "wipe"), wipes: true }
    : {
        image: config.main("machine", "install", "image"),
        wipe: config.main("machine", "install", "wipe"),
        wipes: false,
      };
  return [
    pinned(install.image),
    kept(install.wipe, install.wipes),
    discovery(config),
    ...unjudgedSettings(config, "K8S-20").map(fail),
  ];
}

function pinned({ field, value }: Section): Check {
  if (value === undefined || value === "") return PASS;
  if (typeof value !== "string") return fail(`${field} must be an image`);
  // A registry's port is before the last "/".
  const [, tag] = value.slice(value.lastIndexOf("/") + 1).split(":");
  return DIGEST.test(value) || (tag !== undefined && tag !== "" && tag !== "latest")
    ? PASS
    : fail(`${field} must have a release as its tag, or a digest`);
}

/** What is not said is Talos' own: the v1alpha1 document keeps the disk, the document of 1.14 wipes it. */
function kept({ field, value }: Section, otherwise: boolean): Check {
  return (truth(value) ?? otherwise) === false ? PASS : fail(`${field} must be false`);
}

function discovery(config: MachineConfig): Check {
  if (config.contract === "1.14" && config.main("cluster", "discovery").value === undefined) return PASS;
  const { field, value } = config.main("cluster", "discovery", "enabled");
  return typeof truth(value) === "boolean" ? PASS : fail(`${field} must say whether nodes use a discovery service`);
}
