/**
 * Programs that import bundles, run one after the other in this process: Jest keeps rejections of its own process from the recorder. Reads
 * cases from standard input as JSON, and writes what each program failed with.
 */
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { importedSecrets } from "../../components/imported-secrets";
import { KubernetesAccess } from "../../components/kubernetes-access";
import { record } from "../../sandbox/recorder";

export interface ImportCase {
  readonly text: string;
  readonly identity?: string;
  /** ISO 8601. */
  readonly now: string;
}

export interface ImportOutcome {
  /** "none" where the bundle was taken. */
  readonly message: string;
  /** Whether Pulumi prints it without a stack trace. */
  readonly isRunError: boolean;
}

async function outcomeOf({ text, identity, now }: ImportCase): Promise<ImportOutcome> {
  try {
    await record({ project: "palisade", stack: "test" }, () => {
      const bundle = importedSecrets({
        text: pulumi.secret(text),
        ...(identity === undefined ? {} : { identity: pulumi.secret(identity) }),
        now: new Date(now),
      });
      // What is made of it fails with it, as in the real program.
      const access = { bundle, endpoint: "https://api.test.internal:6443", cluster: "test", now: new Date(now) };
      new KubernetesAccess("kubernetes-access", access);
      return { exported: bundle.certs.os.crt };
    });
    return { message: "none", isRunError: false };
  } catch (error) {
    return {
      message: error instanceof Error ? error.message : String(error),
      isRunError: pulumi.RunError.isInstance(error),
    };
  }
}

async function main(): Promise<void> {
  const outcomes: ImportOutcome[] = [];
  for (const one of JSON.parse(readFileSync(0, "utf8")) as readonly ImportCase[]) outcomes.push(await outcomeOf(one));
  process.stdout.write(JSON.stringify(outcomes));
}

if (require.main === module) void main();
