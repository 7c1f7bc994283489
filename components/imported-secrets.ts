import * as pulumi from "@pulumi/pulumi";
import { AgeError, decryptWith, isAgeFile } from "../pki/age";
import type { SecretsBundle } from "../pki/bundle";
import type { BundleProblem } from "../pki/bundle-problem";
import { readBundle } from "../pki/bundle-yaml";

export interface ImportedBundle {
  /** talosctl's secrets.yaml, plain or encrypted with age. */
  readonly text: pulumi.Output<string>;
  /** age identity, where it is encrypted. */
  readonly identity?: pulumi.Output<string>;
  /** What certificates are judged by. */
  readonly now: Date;
}

/** The secrets bundle of a cluster that exists. Rejects with every problem of it, each by its part and without its value. */
export function importedSecrets({ text, identity, now }: ImportedBundle): pulumi.Output<SecretsBundle> {
  return pulumi.secret(
    pulumi.all([text, identity ?? pulumi.output("")]).apply(async ([file, key]) => await read(file, key, now)),
  );
}

async function read(file: string, identity: string, now: Date): Promise<SecretsBundle> {
  const read = readBundle(await plainText(file, identity), now);
  if ("bundle" in read) {
    for (const warning of read.warnings) await pulumi.log.warn(`palisade:secretsBundle: ${line(warning)}`);
    return read.bundle;
  }
  throw refusal(["palisade:secretsBundle has problems:", ...read.problems.map((one) => `  ${line(one)}`)].join("\n"));
}

function line({ path, message, got, fix }: BundleProblem): string {
  return `${path} ${message}${got === undefined ? "" : `, got ${got}`}; ${fix}`;
}

async function plainText(file: string, identity: string): Promise<string> {
  const bytes = Buffer.from(file, "utf8");
  if (!isAgeFile(bytes)) return file;
  try {
    return await decryptWith(bytes, identity);
  } catch (error) {
    if (!(error instanceof AgeError)) throw error;
    const key = error.about === "identity" ? "palisade:secretsBundleIdentity" : "palisade:secretsBundle";
    throw refusal(`${key}: ${error.message}; ${error.fix}`);
  }
}

/** The SDK writes the name of every property that it meets on the way in front of an error's message, a dozen of them: here it stays as it is. */
function refusal(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  return Object.defineProperty(error, "message", { get: () => message, set: () => {} });
}
