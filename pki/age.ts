/** Files encrypted with age (age-encryption.org/v1): to recipients, never to passphrases. No message holds an identity or a plain text. */

/** Something is wrong with what was given, not with the program. */
export class AgeError extends Error {
  override readonly name = "AgeError";
  /** Which of the things that were given. */
  readonly about: "recipient" | "identity" | "file";
  /** What to do. */
  readonly fix: string;

  constructor(about: AgeError["about"], message: string, fix: string) {
    super(message);
    this.about = about;
    this.fix = fix;
  }
}

const ARMOR = "-----BEGIN AGE ENCRYPTED FILE-----";
const VERSION = "age-encryption.org/";
/** More than any armor or version line that white space may precede. */
const HEAD_BYTES = 4096;

export function isAgeFile(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1");
  return head.startsWith(VERSION) || head.trimStart().startsWith(ARMOR);
}

/** Where a file of age begins that has text before it, such as what another program wrote into the same output: its first line, from 1. */
export function lineOfAge(bytes: Uint8Array): number | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1");
  const start = new RegExp(`^(?:${VERSION}v|${ARMOR})`, "m").exec(head)?.index ?? 0;
  return start === 0 ? undefined : head.slice(0, start).split("\n").length;
}

/** Throws AgeError for the first recipient to whom nothing can be encrypted; quick, so that it can be asked before keys are made. */
export function checkRecipients(recipients: readonly string[]): void {
  encrypterFor(recipients);
}

/** The armored file. Recipients are `age1...` or, against a future quantum computer, `age1pq1...`; of one kind, as in age itself. */
export async function encryptFor(text: string, recipients: readonly string[]): Promise<string> {
  const encrypter = encrypterFor(recipients);
  return loadAge().armor.encode(await encrypter.encrypt(text));
}

/** `identities` is the text of an identity file of age-keygen: one to a line, and comments. */
export async function decryptWith(file: Uint8Array, identities: string): Promise<string> {
  const age = loadAge();
  const decrypter = new age.Decrypter();
  for (const identity of identityLines(identities)) {
    try {
      decrypter.addIdentity(identity.text);
    } catch {
      throw new AgeError("identity", `line ${identity.line} is damaged`, "take it from the original again");
    }
  }
  const bytes = withoutArmor(file);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await decrypter.decrypt(bytes));
  } catch (error) {
    if (!(error instanceof Error && error.message === NO_MATCH)) throw DAMAGED;
    if (needsPassphrase(bytes)) {
      throw new AgeError("file", "is encrypted with a passphrase", "encrypt it to a recipient");
    }
    throw new AgeError("identity", "is none of those the file was encrypted to", "give the identity of one of them");
  }
}

/** The library's own words; a test holds it to them. */
const NO_MATCH = "no identity matched any of the file's recipients";

const DAMAGED = new AgeError("file", "is damaged: not all of it is as age wrote it", "take it from a copy");

/** 110 ms, most of it for post-quantum keys: loaded when something is encrypted or decrypted. */
function loadAge(): typeof import("age-encryption") {
  return require("age-encryption") as typeof import("age-encryption");
}

type Encrypter = InstanceType<ReturnType<typeof loadAge>["Encrypter"]>;

const RECIPIENT = /^age1(?:pq1)?[02-9ac-hj-np-z]{58,4000}$/;
const POST_QUANTUM = "age1pq1";

function encrypterFor(recipients: readonly string[]): Encrypter {
  if (recipients.length === 0)
    throw new AgeError("recipient", "is missing", "give at least one, as age-keygen prints it");
  const encrypter = new (loadAge().Encrypter)();
  for (const [index, recipient] of [...new Set(recipients)].entries()) {
    const fault = recipientFault(recipient) ?? added(encrypter, recipient);
    const which = recipients.length === 1 ? "" : `number ${index + 1} `;
    if (fault !== undefined) throw new AgeError("recipient", `${which}${fault.message}`, fault.fix);
  }
  if (new Set(recipients.map((recipient) => recipient.startsWith(POST_QUANTUM))).size > 1) {
    throw new AgeError(
      "recipient",
      "is post-quantum beside one that is not: the file would be no safer than by the weaker",
      "give recipients of one kind",
    );
  }
  return encrypter;
}

function added(encrypter: Encrypter, recipient: string): ReturnType<typeof recipientFault> {
  try {
    encrypter.addRecipient(recipient);
    return undefined;
  } catch {
    return { message: "has a character wrong: its checksum does not hold", fix: "copy it again from its owner" };
  }
}

function recipientFault(text: string): { readonly message: string; readonly fix: string } | undefined {
  if (/^AGE-(?:SECRET-KEY|PLUGIN)-/i.test(text)) {
    return {
      message: "is an identity, and so a secret that now stands in the history of your shell",
      fix: "make another one with age-keygen, and give the recipient that it prints (age1...)",
    };
  }
  if (RECIPIENT.test(text)) return undefined;
  return {
    message: "must be a recipient of age (age1... or age1pq1...)",
    fix: "give one that age-keygen prints; keys of SSH and of plugins are not taken",
  };
}

interface IdentityLine {
  readonly line: number;
  readonly text: string;
}

function identityLines(text: string): readonly IdentityLine[] {
  refuseEncrypted(text);
  const lines = text
    .split("\n")
    .map((line, index) => ({ line: index + 1, text: line.trim() }))
    .filter((line) => line.text !== "" && !line.text.startsWith("#"));
  if (lines.length === 0) throw new AgeError("identity", "holds no identity", "give a file that age-keygen wrote");
  const wrong = lines.find((line) => !/^AGE-SECRET-KEY-(?:PQ-)?1/.test(line.text));
  if (wrong === undefined) return lines;
  throw new AgeError(
    "identity",
    wrong.text.startsWith("age1")
      ? `line ${wrong.line} is a recipient, which only encrypts`
      : `line ${wrong.line} is no identity of age`,
    "give a file that age-keygen wrote (AGE-SECRET-KEY-1...); keys of SSH and of plugins are not taken",
  );
}

/** As `age -p` makes of an identity file, armored or not. */
function refuseEncrypted(identities: string): void {
  const bytes = Buffer.from(identities, "latin1");
  if (!isAgeFile(bytes)) return;
  let how = "itself";
  try {
    if (needsPassphrase(withoutArmor(bytes))) how = "with a passphrase";
  } catch {
    // It is damaged besides, which whoever decrypts it will be told.
  }
  throw new AgeError(
    "identity",
    `is encrypted ${how}`,
    "decrypt it first (age -d), into a file that only you can read",
  );
}

function needsPassphrase(bytes: Uint8Array): boolean {
  return /^-> scrypt /m.test(Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1"));
}

function withoutArmor(file: Uint8Array): Uint8Array {
  const text = Buffer.from(file).toString("latin1");
  if (!text.trimStart().startsWith(ARMOR)) return file;
  try {
    return loadAge().armor.decode(text);
  } catch {
    throw DAMAGED;
  }
}
