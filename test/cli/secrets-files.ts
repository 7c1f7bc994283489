/** Bundles in files, and a folder of its own for each test, in which the commands are given. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExpectedError } from "../../cli/exit";
import { ROOT } from "../../cli/root";
import { decryptWith, encryptFor } from "../../pki/age";
import type { SecretsBundle } from "../../pki/bundle";
import { renderBundle } from "../../pki/bundle-yaml";
import { newBundle } from "../../pki/new-bundle";
import type { Ended } from "./command";

export const START = join(ROOT, "cli", "start.mjs");

/** good.yaml and good.age, the same with three problems (bad.yaml), the identity of the recipient (key.txt) and another one (other.txt). */
interface Files {
  /** The folder that they are in. */
  readonly shared: string;
  /** The test's own folder. */
  readonly folder: string;
  readonly bundle: SecretsBundle;
  readonly recipient: string;
}

let shared = "";
let folder = "";
let bundle: SecretsBundle;
let recipient = "";

export function files(): Files {
  return { shared, folder, bundle, recipient };
}

/** Called once in a file of tests, outside of them. */
export function useFiles(): void {
  const callersFolder = process.env["INIT_CWD"];

  beforeAll(async () => {
    shared = mkdtempSync(join(tmpdir(), "palisade-secrets-"));
    const age = require("age-encryption") as typeof import("age-encryption");
    const [own, other] = await Promise.all([age.generateX25519Identity(), age.generateX25519Identity()]);
    recipient = await age.identityToRecipient(own);
    bundle = await newBundle(new Date());
    const text = renderBundle(bundle);
    keep("key.txt", `# public key: ${recipient}\n${own}\n`);
    keep("other.txt", `${other}\n`);
    keep("good.yaml", text);
    keep("good.age", await encryptFor(text, [recipient]));
    keep("bad.yaml", text.replace(/id: .*/, "id: abc").replace(/token: .*/g, "token: def"));
  });

  afterAll(() => {
    rmSync(shared, { recursive: true, force: true });
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "palisade-secrets-"));
    // Where the person is, for what runs within this process.
    process.env["INIT_CWD"] = folder;
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    if (callersFolder === undefined) delete process.env["INIT_CWD"];
    else process.env["INIT_CWD"] = callersFolder;
  });
}

function keep(name: string, text: string): void {
  writeFileSync(join(shared, name), text, { mode: 0o600 });
}

/** The path of a shared file. */
export function at(name: string): string {
  return join(shared, name);
}

/** A shared file in the test's own folder. */
export function copy(name: string, as: string, mode = 0o600): void {
  writeFileSync(join(folder, as), readFileSync(at(name)));
  chmodSync(join(folder, as), mode);
}

export function inFolder(): readonly string[] {
  return readdirSync(folder).sort();
}

export function textOf(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

export function modeOf(name: string): number {
  return statSync(join(folder, name)).mode & 0o777;
}

/** The command as a process. */
export function secrets(...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [START, "secrets", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

/** What a command that cannot judge says; that this ends it with 2 is the same for all of them. */
export async function refusal(work: Promise<number>): Promise<string> {
  try {
    return `exit code ${await work}`;
  } catch (error) {
    if (error instanceof ExpectedError) return error.message;
    throw error;
  }
}

export async function decrypted(text: string): Promise<string> {
  return await decryptWith(Buffer.from(text), readFileSync(at("key.txt"), "utf8"));
}

/** Values of the bundle that a text holds. */
export function secretsIn(text: string): readonly string[] {
  const { cluster, bootstrapToken, trustdToken, secretboxEncryptionSecret, certs } = bundle;
  const keys = Object.values(certs).flatMap(({ key }) => key.split("\n").filter((line) => /^[^-]{20,}$/.test(line)));
  const values = [cluster.id, cluster.secret, bootstrapToken, trustdToken, secretboxEncryptionSecret, ...keys];
  return values.filter((value) => text.includes(value));
}
