import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { secretsCheck } from "../../cli/secrets";
import { readBundleFile } from "../../cli/secrets/bundle-file";
import { renderBundle } from "../../pki/bundle-yaml";
import {
  at,
  copy,
  decrypted,
  files,
  inFolder,
  modeOf,
  refusal,
  secrets,
  secretsIn,
  textOf,
  useFiles,
} from "./secrets-files";

useFiles();

/** As `age -p` writes it: in binary. */
async function locked(bytes: Uint8Array): Promise<Uint8Array> {
  const { Encrypter } = require("age-encryption") as typeof import("age-encryption");
  const encrypter = new Encrypter();
  encrypter.setPassphrase("correct horse");
  encrypter.setScryptWorkFactor(2);
  return await encrypter.encrypt(bytes);
}

describe("secrets check", () => {
  it.each([
    ["plain", ["good.yaml"]],
    ["encrypted", ["good.age", "--identity", "key.txt"]],
  ])("shows what may be told of a good bundle, %s, within 80 columns", (_, [file = "", ...options]) => {
    const args = options.map((option) => (option.startsWith("--") ? option : at(option)));
    const { code, stdout, stderr } = secrets("check", at(file), ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(secretsIn(stdout)).toEqual([]);
    const table = stdout.split("\n").slice(0, -2);
    expect(table.filter((line) => line.length > 80)).toEqual([]);
    const year = new Date().getUTCFullYear() + 10;
    expect(stdout).toMatch(
      new RegExp(
        `^PART +ALGORITHM +SUBJECT +EXPIRES +DAYS\ncerts.etcd +ECDSA P-256 O=etcd +(?:${year}|${year - 1})-\\d\\d-\\d\\d 36\\d\\d\n`,
      ),
    );
    expect(stdout).toMatch(/\ncerts\.k8sserviceaccount RSA 4096 +- +- +-\n/);
    expect(stdout).toMatch(/\nPART +SHA-256 OF THE CERTIFICATE\netcd +[0-9a-f]{64}\n/);
    expect(stdout.endsWith(`\nPASSED ${at(file)}: all keys of a cluster, each with its certificate\n`)).toBe(true);
  });

  it("prints the same as JSON", () => {
    const { code, stdout } = secrets("check", at("good.age"), "--identity", at("key.txt"), "--json");
    expect(code).toBe(0);
    expect(secretsIn(stdout)).toEqual([]);
    const summary = JSON.parse(stdout) as { readonly keys: readonly unknown[] };
    expect(summary).toMatchObject({ file: at("good.age"), encrypted: true, passed: true, problems: [], warnings: [] });
    expect(summary.keys).toHaveLength(5);
    expect(summary.keys[4]).toMatchObject({
      place: "certs.os",
      algorithm: "Ed25519",
      certificate: { subject: "O=talos" },
    });
  });

  it("tells every problem of a bad bundle, and ends with 1", () => {
    const { code, stdout, stderr } = secrets("check", at("bad.yaml"));
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    const ORIGINAL = "take it from the bundle's original";
    expect(stdout.split("\n").slice(-6)).toEqual([
      `problem cluster.id: must be 32 bytes in base64, of either alphabet, with the padding; ${ORIGINAL}`,
      `problem secrets.bootstraptoken: must be 6 and 16 digits and lower-case letters, joined by a dot; ${ORIGINAL}`,
      `problem trustdinfo.token: must be 6 and 16 digits and lower-case letters, joined by a dot; ${ORIGINAL}`,
      "",
      `FAILED ${at("bad.yaml")}: 3 problems`,
      "",
    ]);
    const json = secrets("check", at("bad.yaml"), "--json");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ passed: false, problems: [{ path: "cluster.id" }, {}, {}] });
  });

  it("warns on standard error where others can read a plain bundle, or an identity", () => {
    copy("good.yaml", "a.yaml", 0o640);
    copy("good.age", "a.age", 0o644);
    copy("key.txt", "key.txt", 0o604);
    const warning = (file: string, mode: string) =>
      `${file}: can be read by others than its owner, got mode ${mode}; take that right away (chmod 600), and think of who has read it\n`;
    expect(secrets("check", "a.yaml")).toMatchObject({ code: 0, stderr: warning("a.yaml", "0640") });
    expect(secrets("check", "a.age", "--identity", "key.txt")).toMatchObject({
      code: 0,
      stderr: warning("key.txt", "0604"),
    });
  });

  it("says that a bundle is not encrypted where an identity is given", () => {
    const { code, stderr } = secrets("check", at("good.yaml"), "--identity", at("key.txt"));
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `${at("good.yaml")}: is not encrypted; --identity was not needed\n`,
    });
  });

  it.each<[string, () => readonly string[], string]>([
    ["a missing file", () => ["none.yaml"], "none.yaml: cannot be read (ENOENT); name an existing file"],
    ["a folder", () => ["."], ".: is neither a file nor a pipe; name a file"],
    [
      "an encrypted file without an identity",
      () => [at("good.age")],
      "good.age: is encrypted; give the file with the identity that decrypts it (--identity FILE)",
    ],
    [
      "a missing identity",
      () => [at("good.age"), "none.txt"],
      "none.txt: cannot be read (ENOENT); name an existing file",
    ],
    [
      "the wrong identity",
      () => [at("good.age"), at("other.txt")],
      "other.txt: is none of those the file was encrypted to; give the identity of one of them",
    ],
    [
      "a bundle as identity",
      () => [at("good.age"), at("good.yaml")],
      "good.yaml: line 1 is no identity of age; give a file that age-keygen wrote (AGE-SECRET-KEY-1...); keys of SSH and of plugins are not taken",
    ],
    [
      "a damaged file",
      () => ["damaged.age", at("key.txt")],
      "damaged.age: is damaged: not all of it is as age wrote it; take it from a copy",
    ],
    ["bytes that are no text", () => ["bytes"], "bytes: is not UTF-8 text; name a secrets bundle or an identity file"],
    ["a large file", () => ["large"], "large: is larger than 2 MiB; name a secrets bundle or an identity file"],
    [
      "a pipe without a writer, for which it does not wait",
      () => ["pipe"],
      "pipe: is a pipe into which nobody writes; look at the command that should",
    ],
    [
      "a descriptor that was closed on the way",
      () => ["/dev/fd/11"],
      "/dev/fd/11: was closed on the way to this command; pipe it into the command, and name - in its place",
    ],
    ["a device", () => ["/dev/null"], "/dev/null: is neither a file nor a pipe; name a file"],
    [
      "an identity that needs a passphrase",
      () => [at("good.age"), "locked"],
      "locked: is encrypted with a passphrase; decrypt it first (age -d), into a file that only you can read",
    ],
    [
      "an encrypted file with npm's lines before it",
      () => ["redirected", at("key.txt")],
      "redirected: has text before line 5, with which age begins, such as npm's own lines; delete that text, or make the file again: -o FILE, or npm run --silent",
    ],
    [
      "bundle and identity that are both standard input",
      () => ["-", "-"],
      "--identity: is - like the bundle; name a file for one of them: standard input holds one",
    ],
    [
      "something else",
      () => [at("key.txt")],
      "key.txt has 1 problem:\n  the text: has none of the parts of a secrets bundle (cluster, secrets, trustdinfo, certs); give what npm run secrets -- new or talosctl gen secrets wrote",
    ],
  ])("cannot judge %s", async (_, args, message) => {
    writeFileSync(join(files().folder, "damaged.age"), readFileSync(at("good.age"), "utf8").slice(0, 500));
    writeFileSync(join(files().folder, "bytes"), new Uint8Array([0x63, 0xff]));
    writeFileSync(join(files().folder, "large"), Buffer.alloc(2 * 1024 * 1024 + 1));
    spawnSync("mkfifo", [join(files().folder, "pipe")]);
    writeFileSync(join(files().folder, "locked"), await locked(readFileSync(at("key.txt"))));
    const npm = "\n> palisade@0.1.0 secrets\n> node cli/start.mjs secrets new\n\n";
    writeFileSync(join(files().folder, "redirected"), npm + readFileSync(at("good.age"), "utf8"));
    const [file = "", identity] = args();
    const told = await refusal(secretsCheck({ file, json: false, ...(identity === undefined ? {} : { identity }) }));
    expect(told.replace(`${files().shared}/`, "")).toBe(message);
  });

  it("ends with 2 where it cannot judge", () => {
    expect(secrets("check", "none.yaml")).toEqual({
      code: 2,
      stdout: "",
      stderr: "none.yaml: cannot be read (ENOENT); name an existing file\n",
    });
  });
});

describe("secrets encrypt", () => {
  it("writes the same text, encrypted, beside the plain file, and says that this one is still there", async () => {
    copy("good.yaml", "a.yaml");
    expect(secrets("encrypt", "a.yaml", "--recipient", files().recipient)).toEqual({
      code: 0,
      stdout: "written: a.yaml.age (encrypted to 1 recipient)\n",
      stderr:
        "a.yaml: is still there in plain text; remove it, and every copy of it, once you have decrypted the other\n",
    });
    expect(inFolder()).toEqual(["a.yaml", "a.yaml.age"]);
    expect(modeOf("a.yaml.age")).toBe(0o600);
    expect(await decrypted(textOf("a.yaml.age"))).toBe(textOf("a.yaml"));
  });

  it("takes the file behind the recipients too", () => {
    copy("good.yaml", "a.yaml");
    expect(secrets("encrypt", "--recipient", files().recipient, "a.yaml")).toMatchObject({
      code: 0,
      stdout: "written: a.yaml.age (encrypted to 1 recipient)\n",
    });
  });

  it("takes another name, and prints to standard output", async () => {
    expect(secrets("encrypt", at("good.yaml"), "--recipient", files().recipient, "-o", "b.age").code).toBe(0);
    expect(inFolder()).toEqual(["b.age"]);
    const { code, stdout } = secrets("encrypt", at("good.yaml"), "--recipient", files().recipient, "-o", "-");
    expect(code).toBe(0);
    expect(await decrypted(stdout)).toBe(renderBundle(files().bundle));
  });

  it("encrypts nothing that is bad, and ends with 1", () => {
    copy("bad.yaml", "a.yaml");
    const { code, stdout, stderr } = secrets("encrypt", "a.yaml", "--recipient", files().recipient);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^a\.yaml has 3 problems:\n {2}cluster\.id: .*\n(?: {2}.*\n){2}nothing was encrypted\n$/);
    expect(inFolder()).toEqual(["a.yaml"]);
  });

  it("refuses what is encrypted already, what is no bundle, and a name that is taken", () => {
    copy("good.age", "a.age");
    copy("key.txt", "key.txt");
    copy("good.yaml", "b.yaml");
    copy("key.txt", "b.yaml.age");
    const refused = (file: string) => {
      const { code, stderr } = secrets("encrypt", file, "--recipient", files().recipient);
      return `${code} ${stderr}`;
    };
    expect(refused("a.age")).toBe("2 a.age: is encrypted already; name a plain file\n");
    expect(refused("key.txt")).toMatch(/^2 key\.txt has 1 problem:\n/);
    expect(refused("b.yaml")).toMatch(/^2 b\.yaml\.age: exists already; /);
    expect(inFolder()).toEqual(["a.age", "b.yaml", "b.yaml.age", "key.txt"]);
  });
});

describe("a bundle for other commands", () => {
  it("is read plain and encrypted, with what to warn of", async () => {
    expect(await readBundleFile(at("good.yaml"), undefined, new Date())).toEqual({
      bundle: files().bundle,
      warnings: [],
    });
    expect(await readBundleFile(at("good.age"), at("key.txt"), new Date())).toEqual({
      bundle: files().bundle,
      warnings: [],
    });
    const late = new Date(Date.now() + 3640 * 24 * 3600 * 1000);
    const { warnings } = await readBundleFile(at("good.yaml"), undefined, late);
    expect(warnings).toHaveLength(4);
    expect(warnings[0]).toMatch(
      /^certs\.etcd\.crt: expires within 30 days, got \d{4}-\d\d-\d\d; rotate this CA before/,
    );
  });

  it("is refused with every problem in one expected error", async () => {
    await expect(readBundleFile(at("bad.yaml"), undefined, new Date())).rejects.toMatchObject({
      name: "ExpectedError",
      message: expect.stringMatching(
        / has 3 problems:\n {2}cluster\.id: .*\n {2}secrets\.bootstraptoken: .*\n {2}trustdinfo\.token: .*$/,
      ),
    });
  });

  it("is where the person is who names it", async () => {
    copy("good.yaml", "a.yaml");
    mkdirSync(join(files().folder, "below"));
    expect(existsSync("a.yaml")).toBe(false);
    process.env["INIT_CWD"] = join(files().folder, "below");
    expect((await readBundleFile("../a.yaml", undefined, new Date())).bundle).toEqual(files().bundle);
  });
});
