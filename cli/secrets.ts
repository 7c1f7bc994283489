/** `npm run secrets -- new|check|encrypt`: the keys of a cluster, made and kept so that only those who may can read them. */
import { formatProblem } from "../config/error";
import { visible } from "../config/visible-text";
import { AgeError, checkRecipients, encryptFor } from "../pki/age";
import { type BadBundle, type GoodBundle, readBundle, renderBundle } from "../pki/bundle-yaml";
import { newBundle } from "../pki/new-bundle";
import { ExitCode, ExpectedError } from "./exit";
import { tellOnlyCopy } from "./output-error";
import { type BundleText, problemList, readBundleText, readPlainBundleText } from "./secrets/bundle-file";
import { fingerprintTable, keyTable } from "./secrets/bundle-table";
import { refuseExisting, writeNewFile } from "./secrets/private-file";
import { inputName, STANDARD_INPUT } from "./secrets/private-input";
import { paint, progress, progressDone } from "./terminal";

const STANDARD_OUTPUT = "-";

/** Makes a bundle; it leaves the program encrypted, unless a plain file was asked for by name. */
export async function secretsNew(options: {
  readonly recipients: readonly string[];
  /** A file that is not there yet; standard output for "-" or none. */
  readonly output?: string;
  readonly plainText: boolean;
}): Promise<number> {
  const { recipients, output = STANDARD_OUTPUT, plainText } = options;
  if (plainText && recipients.length > 0) {
    throw new ExpectedError("--plain-text: contradicts --recipient; leave one of them out");
  }
  if (plainText && output === STANDARD_OUTPUT) {
    throw new ExpectedError("--plain-text: needs a file of its own; give -o FILE: what is printed stays in logs");
  }
  if (!plainText) telling(() => checkRecipients(recipients));
  if (output !== STANDARD_OUTPUT) refuseExisting(output);
  progress("making keys ...");
  const text = renderBundle(await newBundle(new Date()).finally(progressDone));
  put(output, plainText ? text : await encryptFor(text, recipients), recipients);
  if (plainText) {
    warn(
      `${visible(output)}: holds every key of the cluster in plain text; encrypt it (npm run secrets -- encrypt), and remove it`,
    );
  }
  return ExitCode.passed;
}

/** Judges a bundle, and prints what may be told of it. */
export async function secretsCheck(options: {
  readonly file: string;
  /** Identity file of age, for an encrypted bundle. */
  readonly identity?: string;
  readonly json: boolean;
}): Promise<number> {
  const { file, identity, json } = options;
  const read = await readBundleText(file, identity);
  for (const warning of read.warnings) warn(warning);
  const reading = readBundle(read.text, new Date());
  if ("problems" in reading && !reading.isBundle) throw new ExpectedError(problemList(file, reading.problems));
  process.stdout.write(json ? `${JSON.stringify(summary(file, read, reading), null, 2)}\n` : verdict(file, reading));
  return "problems" in reading ? ExitCode.failed : ExitCode.passed;
}

/** Encrypts a plain bundle that is good. */
export async function secretsEncrypt(options: {
  readonly file: string;
  readonly recipients: readonly string[];
  /** FILE.age without one, which standard input needs; standard output for "-". */
  readonly output?: string;
}): Promise<number> {
  const { file, recipients, output = `${file}.age` } = options;
  if (file === STANDARD_INPUT && options.output === undefined) {
    throw new ExpectedError("-o: is missing; give a file, or - for standard output: standard input has no name");
  }
  telling(() => checkRecipients(recipients));
  if (output !== STANDARD_OUTPUT) refuseExisting(output);
  const { text, warnings } = await readPlainBundleText(file);
  for (const warning of warnings) warn(warning);
  const reading = readBundle(text, new Date());
  if ("problems" in reading) {
    if (!reading.isBundle) throw new ExpectedError(problemList(file, reading.problems));
    warn(`${problemList(file, reading.problems)}\nnothing was encrypted`);
    return ExitCode.failed;
  }
  for (const warning of reading.warnings) warn(formatProblem(warning));
  put(output, await encryptFor(text, recipients), recipients);
  if (file !== STANDARD_INPUT) {
    warn(
      `${visible(file)}: is still there in plain text; remove it, and every copy of it, once you have decrypted the other`,
    );
  }
  return ExitCode.passed;
}

type Reading = GoodBundle | BadBundle;

function summary(file: string, { encrypted }: BundleText, reading: Reading) {
  return {
    file,
    encrypted,
    passed: !("problems" in reading),
    keys: reading.keys,
    problems: "problems" in reading ? reading.problems : [],
    warnings: reading.warnings,
  };
}

function verdict(file: string, reading: Reading): string {
  const { keys, warnings } = reading;
  const problems = "problems" in reading ? reading.problems : [];
  const lines = [
    ...(keys.length === 0 ? [] : [keyTable(keys), "", fingerprintTable(keys), ""]),
    ...warnings.map((warning) => `${paint.yellow("warning")} ${formatProblem(warning)}`),
    ...problems.map((problem) => `${paint.red("problem")} ${formatProblem(problem)}`),
    ...(warnings.length + problems.length === 0 ? [] : [""]),
    problems.length === 0
      ? `${paint.green("PASSED")} ${inputName(file)}: all keys of a cluster, each with its certificate`
      : `${paint.red("FAILED")} ${inputName(file)}: ${problems.length === 1 ? "1 problem" : `${problems.length} problems`}`,
  ];
  return `${lines.join("\n")}\n`;
}

function put(output: string, content: string, recipients: readonly string[]): void {
  if (output === STANDARD_OUTPUT) {
    tellOnlyCopy();
    process.stdout.write(content);
    return;
  }
  writeNewFile(output, content, { encrypted: recipients.length > 0 });
  const count = new Set(recipients).size;
  const readers = count === 0 ? "plain text" : `encrypted to ${count === 1 ? "1 recipient" : `${count} recipients`}`;
  process.stdout.write(`written: ${visible(output)} (${readers})\n`);
}

/** The only thing that age refuses here is a recipient. */
function telling(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw error instanceof AgeError ? new ExpectedError(`--recipient: ${error.message}; ${error.fix}`) : error;
  }
}

function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}
