import { AgeError, checkRecipients, decryptWith, encryptFor, isAgeFile, lineOfAge } from "../../pki/age";

const age = () => require("age-encryption") as typeof import("age-encryption");

interface Pair {
  readonly identity: string;
  readonly recipient: string;
}

async function pair(hybrid = false): Promise<Pair> {
  const identity = await (hybrid ? age().generateHybridIdentity() : age().generateX25519Identity());
  return { identity, recipient: await age().identityToRecipient(identity) };
}

let own: Pair;
let other: Pair;
let quantum: Pair;

beforeAll(async () => {
  [own, other, quantum] = await Promise.all([pair(), pair(), pair(true)]);
});

const TEXT = "cluster:\n    id: Zürich\n";
/** age encrypts in pieces of 64 KiB. */
const PIECE = 64 * 1024;
const LONG = "x".repeat(PIECE + 100);
const bytes = (text: string) => Buffer.from(text, "latin1");

async function fault(work: () => Promise<unknown> | unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AgeError) return `${error.about}: ${error.message}; ${error.fix}`;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("encryption", () => {
  it("is for every recipient and nobody else", async () => {
    const file = await encryptFor(TEXT, [own.recipient, other.recipient, own.recipient]);
    expect(file).toMatch(
      /^-----BEGIN AGE ENCRYPTED FILE-----\n(?:\S{64}\n)*\S{1,64}\n-----END AGE ENCRYPTED FILE-----\n$/,
    );
    expect(await decryptWith(bytes(file), own.identity)).toBe(TEXT);
    expect(await decryptWith(bytes(file), other.identity)).toBe(TEXT);
    const { identity } = await pair();
    expect(await fault(() => decryptWith(bytes(file), identity))).toBe(
      "identity: is none of those the file was encrypted to; give the identity of one of them",
    );
  });

  it("may be against a quantum computer", async () => {
    const file = await encryptFor(TEXT, [quantum.recipient]);
    expect(await decryptWith(bytes(file), quantum.identity)).toBe(TEXT);
  });

  const FORM =
    "must be a recipient of age (age1... or age1pq1...); give one that age-keygen prints; keys of SSH and of plugins are not taken";
  const CHECKSUM = "has a character wrong: its checksum does not hold; copy it again from its owner";

  it.each<[string, () => readonly string[], string]>([
    ["nobody", () => [], "is missing; give at least one, as age-keygen prints it"],
    ["an empty text", () => [""], FORM],
    ["a cut one", () => [own.recipient.slice(0, -1)], FORM],
    ["one in capitals", () => [own.recipient.toUpperCase()], FORM],
    ["a key of SSH", () => ["ssh-ed25519 AAAA"], FORM],
    ["one of a plugin", () => [`age1yubikey1${own.recipient.slice(4)}`], FORM],
    ["one with a wrong character", () => [swapped(own.recipient)], CHECKSUM],
    ["a second one with a wrong character", () => [own.recipient, swapped(other.recipient)], `number 2 ${CHECKSUM}`],
    [
      "an identity",
      () => [own.identity],
      "is an identity, and so a secret that now stands in the history of your shell; make another one with age-keygen, and give the recipient that it prints (age1...)",
    ],
    [
      "two kinds",
      () => [own.recipient, quantum.recipient],
      "is post-quantum beside one that is not: the file would be no safer than by the weaker; give recipients of one kind",
    ],
  ])("is not for %s", async (_, recipients, message) => {
    expect(await fault(() => checkRecipients(recipients()))).toBe(`recipient: ${message}`);
    expect(await fault(() => encryptFor(TEXT, recipients()))).toBe(`recipient: ${message}`);
  });
});

/** With another last character. */
function swapped(text: string): string {
  return text.slice(0, -1) + (text.endsWith("q") ? "p" : "q");
}

describe("decryption", () => {
  let armored: string;
  let binary: Uint8Array;
  let long: Uint8Array;
  let locked: string;
  let lockedArmor: string;
  beforeAll(async () => {
    const encrypter = new (age().Encrypter)();
    encrypter.setPassphrase("correct horse");
    encrypter.setScryptWorkFactor(2);
    const file = await encrypter.encrypt(own.identity);
    locked = Buffer.from(file).toString("latin1");
    lockedArmor = age().armor.encode(file);
    long = age().armor.decode(await encryptFor(LONG, [own.recipient]));
    armored = await encryptFor(TEXT, [own.recipient]);
    binary = age().armor.decode(armored);
  });

  it("takes armor, binary, and armor with the line ends of Windows", async () => {
    expect(await decryptWith(bytes(armored), own.identity)).toBe(TEXT);
    expect(await decryptWith(binary, own.identity)).toBe(TEXT);
    expect(await decryptWith(bytes(`\n${armored.replaceAll("\n", "\r\n")}`), own.identity)).toBe(TEXT);
  });

  it("takes the file of age-keygen, with several identities in it", async () => {
    const file = `# created: 2030\n# public key: ${own.recipient}\r\n\n${other.identity}\r\n${own.identity}\n`;
    expect(await decryptWith(bytes(armored), file)).toBe(TEXT);
  });

  const DECRYPT = "decrypt it first (age -d), into a file that only you can read";
  const KEYGEN = "give a file that age-keygen wrote (AGE-SECRET-KEY-1...); keys of SSH and of plugins are not taken";

  it.each<[string, () => string, string]>([
    ["nothing", () => "", "holds no identity; give a file that age-keygen wrote"],
    ["comments alone", () => `# ${own.identity}\n`, "holds no identity; give a file that age-keygen wrote"],
    ["a recipient", () => `#\n${own.recipient}\n`, `line 2 is a recipient, which only encrypts; ${KEYGEN}`],
    [
      "a key of SSH",
      () => `${own.identity}\n-----BEGIN OPENSSH ${"PRIVATE"} KEY-----\n`,
      `line 2 is no identity of age; ${KEYGEN}`,
    ],
    ["an identity of a plugin", () => "AGE-PLUGIN-YUBIKEY-1QQQQ\n", `line 1 is no identity of age; ${KEYGEN}`],
    [
      "an identity with a wrong character",
      () => `\n${own.identity.slice(0, -1)}\n`,
      "line 2 is damaged; take it from the original again",
    ],
    ["itself encrypted", () => armored, `is encrypted itself; ${DECRYPT}`],
    ["itself encrypted, in binary", () => Buffer.from(binary).toString("latin1"), `is encrypted itself; ${DECRYPT}`],
    ["itself encrypted and damaged", () => armored.replace(/\n\w/, "\n!"), `is encrypted itself; ${DECRYPT}`],
    ["encrypted with a passphrase", () => locked, `is encrypted with a passphrase; ${DECRYPT}`],
    ["encrypted with a passphrase, with armor", () => lockedArmor, `is encrypted with a passphrase; ${DECRYPT}`],
  ])("needs an identity file that is not %s", async (_, identities, message) => {
    expect(await fault(() => decryptWith(bytes(armored), identities()))).toBe(`identity: ${message}`);
  });

  const DAMAGED = "file: is damaged: not all of it is as age wrote it; take it from a copy";

  it.each<[string, () => Uint8Array]>([
    ["that is cut", () => binary.subarray(0, -1)],
    ["that is cut in its header", () => binary.subarray(0, 60)],
    ["that is cut before its text", () => binary.subarray(0, -Buffer.byteLength(TEXT) - 16)],
    ["that is cut between two of its pieces", () => long.subarray(0, long.length - (LONG.length - PIECE) - 16)],
    ["with a byte more", () => Buffer.concat([binary, Buffer.alloc(1)])],
    ["with another last byte", () => Buffer.concat([binary.subarray(0, -1), Buffer.from([(binary.at(-1) ?? 0) ^ 1])])],
    [
      "with another header",
      () => Buffer.from(Buffer.from(binary).toString("latin1").replace("--- ", "--- A"), "latin1"),
    ],
    ["of a later version", () => bytes("age-encryption.org/v2\n")],
    ["without the end of its armor", () => bytes(armored.replace(/-----END.*/, ""))],
    ["with text behind its armor", () => bytes(`${armored}more`)],
    ["with a wrong character in its armor", () => bytes(armored.replace(/\n\w/, "\n!"))],
  ])("refuses a file %s", async (_, file) => {
    expect(isAgeFile(file())).toBe(true);
    expect(await fault(() => decryptWith(file(), own.identity))).toBe(DAMAGED);
  });

  it("refuses a file that holds no text", async () => {
    const encrypter = new (age().Encrypter)();
    encrypter.addRecipient(own.recipient);
    const file = await encrypter.encrypt(new Uint8Array([0xff, 0xfe]));
    expect(await fault(() => decryptWith(file, own.identity))).toBe(DAMAGED);
  });

  it("says that a file is encrypted with a passphrase", async () => {
    const encrypter = new (age().Encrypter)();
    encrypter.setPassphrase("correct horse");
    encrypter.setScryptWorkFactor(2);
    const file = await encrypter.encrypt(TEXT);
    expect(await fault(() => decryptWith(file, own.identity))).toBe(
      "file: is encrypted with a passphrase; encrypt it to a recipient",
    );
  });
});

it.each([
  ["cluster:\n", false],
  ["", false],
  ["# age-encryption.org/v1\n", false],
  ["-----BEGIN CERTIFICATE-----\n", false],
  ["age-encryption.org/v1\n", true],
  ["\n\n-----BEGIN AGE ENCRYPTED FILE-----\n", true],
])("knows whether %j is a file of age", (text, expected) => {
  expect(isAgeFile(bytes(text))).toBe(expected);
});

it.each([
  ["> palisade@0.1.0 secrets\n> node\n\n-----BEGIN AGE ENCRYPTED FILE-----\n", 4],
  ["\r\nage-encryption.org/v1\r\n", 2],
  ["-----BEGIN AGE ENCRYPTED FILE-----\n", undefined],
  ["age-encryption.org/v1\n", undefined],
  ["cluster: # -----BEGIN AGE ENCRYPTED FILE-----\n", undefined],
  ["", undefined],
])("knows the line of %j with which age begins behind other text", (text, line) => {
  expect(lineOfAge(bytes(text))).toBe(line);
});
