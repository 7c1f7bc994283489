/** `npm run machine-configs`: complete machine configurations from a stack file and a secrets bundle, for nodes on AWS, without calling it. */
import { visible } from "../config/visible-text";
import { renderMachineConfig } from "../model/machine/documents";
import { allMachines } from "../model/machine/plan";
import { encodeUserData, USER_DATA_LIMIT } from "../model/user-data";
import { type EnvironmentSelection, loadEnvironment } from "./environment";
import { ExitCode } from "./exit";
import { writePrivateFolder } from "./private-folder";
import { readBundleFile } from "./secrets/bundle-file";
import { heading, paint, table } from "./terminal";

export interface MachineConfigsOptions extends EnvironmentSelection {
  /** Secrets bundle in talosctl's format, plain or encrypted with age. */
  readonly secrets: string;
  /** age identity file, for an encrypted bundle. */
  readonly identity?: string;
  /** Folder that is not there yet, or empty and its owner's alone. */
  readonly out: string;
}

/** All configurations or none: everything is read and rendered before anything is written. */
export async function machineConfigs(options: MachineConfigsOptions): Promise<number> {
  const { plan } = loadEnvironment(options);
  const { bundle, warnings } = await readBundleFile(options.secrets, options.identity, new Date());
  const { cluster } = plan.machines;
  const configs = allMachines(plan.machines).map((node) => ({
    node,
    text: renderMachineConfig(cluster, node, bundle),
  }));
  const rows = configs.map(({ node, text }) => [
    `${node.name}.yaml`,
    node.role === "control-plane" ? node.address : "-",
    String(Buffer.byteLength(text)),
    node.role === "worker"
      ? String(Buffer.from(encodeUserData(text, `workers (${node.pool})`), "base64").length)
      : "never user data",
  ]);
  // All of it was one turn of the event loop: a signal that came meanwhile ends the process here, before anything is there.
  await new Promise((resolve) => setImmediate(resolve));
  writePrivateFolder(options.out, Object.fromEntries(configs.map(({ node, text }) => [`${node.name}.yaml`, text])));
  for (const warning of warnings) process.stderr.write(`${paint.yellow("warning:")} ${warning}\n`);
  process.stdout.write(
    `${[
      `${plan.environment}: Talos ${plan.versions.talos}, Kubernetes ${plan.versions.kubernetes}, ${cluster.endpoint}`,
      heading(`Machine configurations (${configs.length})`),
      table(
        [
          { title: "FILE", width: 32 },
          { title: "ADDRESS", width: 16 },
          { title: "BYTES", width: 8 },
          { title: "AS USER DATA", width: 20 },
        ],
        rows,
      ),
      "",
      `In ${visible(options.out)}, for their owner alone: they hold keys of the cluster.`,
      `User data may have ${USER_DATA_LIMIT} bytes.`,
      "Apply each to its node over a network that you trust, with the fingerprint from",
      "the node's console:",
      "  talosctl apply-config --insecure --cert-fingerprint <sha256> \\",
      "    -n <address> -f <file>",
    ].join("\n")}\n`,
  );
  return ExitCode.passed;
}
