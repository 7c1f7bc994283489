/**
 * The competitor: the same program, run the way Pulumi documents for tests (`pulumi.runtime.setMocks`). It records and judges nothing. A process
 * of its own: `mocked-program.ts <stack> [stack file]`; prints the number of resources and the peak memory as JSON.
 */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parseStackFile, readStackFile } from "../../config/stack-file";
import { ROOT } from "../root";

async function run(environment: string, file: string | undefined): Promise<void> {
  const stackFile =
    file === undefined
      ? readStackFile(ROOT, environment)
      : parseStackFile(basename(file), environment, readFileSync(file, "utf8"));
  let resources = 0;
  await pulumi.runtime.setMocks(
    {
      call: () => ({ id: "ami-0123456789abcdef0" }),
      newResource: ({ name, inputs }) => {
        resources++;
        return { id: `${name}-id`, state: inputs };
      },
    },
    "palisade",
    environment,
    true,
  );
  pulumi.runtime.setAllConfig({ ...stackFile.values }, [...stackFile.secretKeys]);
  await pulumi.runtime.runInPulumiStack(async () => require(join(ROOT, "index.ts")));
  await pulumi.runtime.disconnect();
  const peakMemoryMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`${JSON.stringify({ resources, peakMemoryMiB })}\n`);
}

const [environment = "staging", file] = process.argv.slice(2);
run(environment, file).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
