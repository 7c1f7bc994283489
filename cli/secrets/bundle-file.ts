/** Secrets bundles in files, plain or encrypted with age, for every command that needs one. */
import { formatProblem, type Problem } from "../../config/error";
import { visible } from "../../config/visible-text";
import { AgeError, decryptWith, isAgeFile } from "../../pki/age";
import type { SecretsBundle } from "../../pki/bundle";
import { readBundle } from "../../pki/bundle-yaml";
import { ExpectedError } from "../exit";
import { openModeWarning, type PrivateFile, readPrivateFile, refusal } from "./private-file";

export interface BundleText {
  readonly text: string;
  readonly encrypted: boolean;
  /** Lines for standard error: who else can read the files. */
  readonly warnings: readonly string[];
}

/** The text of a bundle that nobody has judged yet. Throws ExpectedError where it cannot be read. */
export async function readBundleText(file: string, identityFile?: string): Promise<BundleText> {
  const read = readPrivateFile(file);
  if (!isAgeFile(read.bytes)) {
    const unused = identityFile === undefined ? [] : [`${visible(file)}: is not encrypted; --identity was not needed`];
    return plainText(file, read, unused);
  }
  if (identityFile === undefined) {
    throw refusal(file, "is encrypted", "give the file with the identity that decrypts it (--identity FILE)");
  }
  const identity = readPrivateFile(identityFile);
  const identities = decoded(identityFile, identity.bytes);
  const text = await decryptWith(read.bytes, identities).catch((error: unknown) => {
    if (!(error instanceof AgeError)) throw error;
    throw refusal(error.about === "identity" ? identityFile : file, error.message, error.fix);
  });
  return { text, encrypted: true, warnings: openModeWarning(identityFile, identity) };
}

/** The same where an encrypted bundle is of no use. */
export function readPlainBundleText(file: string): BundleText {
  const read = readPrivateFile(file);
  if (isAgeFile(read.bytes)) throw refusal(file, "is encrypted already", "name a plain file");
  return plainText(file, read);
}

function plainText(file: string, read: PrivateFile, warnings: readonly string[] = []): BundleText {
  return {
    text: decoded(file, read.bytes),
    encrypted: false,
    warnings: [...openModeWarning(file, read), ...warnings],
  };
}

/**
 * A bundle that is good, and what to tell on standard error besides: each warning is one line. Paths are relative to where the command was
 * given. Throws ExpectedError with every problem.
 */
export async function readBundleFile(
  file: string,
  identityFile: string | undefined,
  now: Date,
): Promise<{ readonly bundle: SecretsBundle; readonly warnings: readonly string[] }> {
  const { text, warnings } = await readBundleText(file, identityFile);
  const reading = readBundle(text, now);
  if ("problems" in reading) throw new ExpectedError(problemList(file, reading.problems));
  return { bundle: reading.bundle, warnings: [...warnings, ...reading.warnings.map(formatProblem)] };
}

/** "secrets.yaml has 2 problems:", and each on a line of its own. */
export function problemList(file: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return [`${visible(file)} has ${count}:`, ...problems.map((problem) => `  ${formatProblem(problem)}`)].join("\n");
}

function decoded(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refusal(file, "is not UTF-8 text", "name a secrets bundle or an identity file");
  }
}
