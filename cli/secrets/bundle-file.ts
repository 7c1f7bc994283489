/** Secrets bundles in files, plain or encrypted with age, for every command that needs one. */
import { formatProblem, type Problem } from "../../config/error";
import { AgeError, decryptWith, isAgeFile, lineOfAge } from "../../pki/age";
import type { SecretsBundle } from "../../pki/bundle";
import { readBundle } from "../../pki/bundle-yaml";
import { ExpectedError } from "../exit";
import {
  inputName,
  openModeWarning,
  type PrivateInput,
  readPrivateInput,
  refusal,
  STANDARD_INPUT,
} from "./private-input";

export interface BundleText {
  readonly text: string;
  readonly encrypted: boolean;
  /** Lines for standard error: who else can read the files. */
  readonly warnings: readonly string[];
}

/** The text of a bundle that nobody has judged yet. Throws ExpectedError where it cannot be read. */
export async function readBundleText(file: string, identityFile?: string): Promise<BundleText> {
  if (file === STANDARD_INPUT && identityFile === STANDARD_INPUT) {
    throw new ExpectedError("--identity: is - like the bundle; name a file for one of them: standard input holds one");
  }
  const read = await readPrivateInput(file);
  if (!isAgeFile(read.bytes)) {
    refuseTextBefore(file, read);
    const unused =
      identityFile === undefined ? [] : [`${inputName(file)}: is not encrypted; --identity was not needed`];
    return plainText(file, read, unused);
  }
  if (identityFile === undefined) {
    throw refusal(file, "is encrypted", "give the file with the identity that decrypts it (--identity FILE)");
  }
  const identity = await readPrivateInput(identityFile);
  // One that is encrypted is no text, and is told as what it is.
  const identities = isAgeFile(identity.bytes)
    ? identity.bytes.toString("latin1")
    : decoded(identityFile, identity.bytes);
  const text = await decryptWith(read.bytes, identities).catch((error: unknown) => {
    if (!(error instanceof AgeError)) throw error;
    throw refusal(error.about === "identity" ? identityFile : file, error.message, error.fix);
  });
  return { text, encrypted: true, warnings: openModeWarning(identityFile, identity) };
}

/** The same where an encrypted bundle is of no use. */
export async function readPlainBundleText(file: string): Promise<BundleText> {
  const read = await readPrivateInput(file);
  if (isAgeFile(read.bytes)) throw refusal(file, "is encrypted already", "name a plain file");
  refuseTextBefore(file, read);
  return plainText(file, read);
}

/** As npm's own lines, where its output became the file. */
function refuseTextBefore(file: string, { bytes }: PrivateInput): void {
  const line = lineOfAge(bytes);
  if (line === undefined) return;
  throw refusal(
    file,
    `has text before line ${line}, with which age begins, such as npm's own lines`,
    "delete that text, or make the file again: -o FILE, or npm run --silent",
  );
}

function plainText(file: string, read: PrivateInput, warnings: readonly string[] = []): BundleText {
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
  return [`${inputName(file)} has ${count}:`, ...problems.map((problem) => `  ${formatProblem(problem)}`)].join("\n");
}

function decoded(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refusal(file, "is not UTF-8 text", "name a secrets bundle or an identity file");
  }
}
