import { createHash, randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { findPrivateKey } from "../../../policy/view/private-key";
import { base64, boundary, KEY, KEYS, PUBLIC_KEYS, packed, wrapped } from "../private-keys";

/** Enough text around a key that base64 of it is several lines. */
const machineConfig = (secret: string) =>
  `version: v1alpha1\nmachine:\n  type: controlplane\n  token: ${"x".repeat(40)}\n  ca:\n    key: ${secret}\n`;

describe("findPrivateKey finds", () => {
  test.each(Object.entries(KEYS))("%s, in clear and in base64", (_, key) => {
    expect(findPrivateKey(key)).toBe("found");
    expect(findPrivateKey(`echo '${key}' > /tmp/key`)).toBe("found");
    expect(findPrivateKey(base64(key))).toBe("found");
    expect(findPrivateKey(base64(base64(key)))).toBe("found");
    expect(findPrivateKey(packed(key))).toBe("found");
  });

  test.each<[string, string]>([
    ["base64 in YAML", machineConfig(base64(KEY))],
    ["base64 in YAML in base64", base64(machineConfig(base64(KEY)))],
    ["base64 in YAML in gzip in base64", packed(machineConfig(base64(KEY)))],
    ["base64 in JSON", JSON.stringify({ ca: base64(KEY) })],
    ["URL-safe base64", Buffer.from(machineConfig(KEY)).toString("base64url")],
    ["a data URL", `data:application/gzip;base64,${packed(machineConfig(KEY))}`],
    ["base64 of a text that a key begins in the middle of a group", `${base64(`x${KEY}`)} ${base64(`xy${KEY}`)}`],
    ["base64 after a path", `/etc/kubernetes/ca.key=${base64(KEY)}`],
    [
      "a config with letters beyond ASCII",
      base64(`# für die Umgebung ${"ä".repeat(10)}\n${machineConfig(base64(KEY))}`),
    ],
    ["text beyond ASCII in gzip", packed(`# ключ\n${machineConfig(base64(KEY))}`)],
    ["a word that looks like base64 before it", `${"a".repeat(33)} ${packed(machineConfig(base64(KEY)))}`],
    [
      "a word of one line before it",
      `${createHash("sha256").update("a").digest("hex")}0\n${packed(machineConfig(KEY))}`,
    ],
  ])("%s", (_, text) => {
    expect(findPrivateKey(text)).toBe("found");
  });

  test.each([48, 60, 64, 76, 100])("base64 that is wrapped into lines of %i", (width) => {
    const cloudInit = (content: string) => `#cloud-config\nwrite_files:\n- encoding: gz+b64\n  content:\n${content}\n`;
    expect(findPrivateKey(cloudInit(wrapped(packed(machineConfig(base64(KEY))), width, "    ")))).toBe("found");
    expect(findPrivateKey(wrapped(base64(machineConfig(base64(KEY))), width))).toBe("found");
    expect(findPrivateKey(wrapped(packed(KEY), width).replaceAll("\n", "\r\n"))).toBe("found");
    expect(findPrivateKey(`content: ${wrapped(packed(KEY), width, "         ").trimStart()}\n`)).toBe("found");
  });

  test("five layers of encoding, and no more: each layer is another chance to stop the judge", () => {
    const layers = (count: number) => Array.from({ length: count }).reduce<string>((text) => base64(text), KEY);
    expect([4, 5, 6].map((count) => findPrivateKey(layers(count)))).toEqual(["found", "found", "none"]);
  });
});

describe("findPrivateKey finds none in", () => {
  const document = JSON.stringify({
    Version: "2012-10-17",
    Statement: Array.from({ length: 200 }, (_, index) => ({
      Sid: `Statement${index}`,
      Effect: "Allow",
      Action: ["kms:DescribeKey", "logs:CreateLogStream"],
      Resource: `arn:aws:kms:eu-central-1:123456789012:key/${createHash("md5").update(String(index)).digest("hex")}`,
    })),
  });

  test.each<[string, string]>([
    ...Object.entries(PUBLIC_KEYS),
    ["an ARN", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:palisade/prod/private-key/ca-0123456789abcdef"],
    ["a digest", createHash("sha512").update("x").digest("hex")],
    ["a digest in base64", createHash("sha512").update("x").digest("base64")],
    ["random bytes in base64", randomBytes(4096).toString("base64")],
    ["a long policy document", document],
    ["an age recipient", `age1${"qpzry9x8".repeat(7)}`],
    ["prose", `The private key of the CA never leaves KMS; ${"BEGIN"} PRIVATE KEY is how a PEM block starts.`],
    ["a path", `/${"a-rather-long-folder-name/".repeat(20)}file`],
    ["what is gzip by its first bytes only", Buffer.from([0x1f, 0x8b, 0, ...randomBytes(64)]).toString("base64")],
    ["nothing", ""],
  ])("%s, in clear, in base64 and in gzip", (_, text) => {
    expect(findPrivateKey(text)).toBe("none");
    expect(findPrivateKey(base64(text))).toBe("none");
    expect(findPrivateKey(packed(text))).toBe("none");
  });

  test("a key that was generated is no constant of this test", () => {
    expect(KEY).toContain(boundary("END", "PRIVATE KEY"));
  });
});

describe("findPrivateKey survives", () => {
  /** Milliseconds in which any of these must be answered, with room for a slow machine. */
  const SOON = 10_000;
  const timed = (text: string) => {
    const start = performance.now();
    const found = findPrivateKey(text);
    expect(performance.now() - start).toBeLessThan(SOON);
    return found;
  };

  test.each<[string, string]>([
    ["zeros", "\0"],
    ["letters of base64", "A"],
    ["short lines of base64", `${"A".repeat(30)}\n`],
  ])("a gzip bomb of %s, and says that it did not look", (_, unit) => {
    const bomb = packed(unit.repeat(Math.ceil((64 * 1024 * 1024) / unit.length)));
    expect(timed(bomb)).toBe("unread");
    expect(timed(`${bomb}\n${base64(KEY)}`)).toBe("found");
  });

  test("many bombs in one value, which share what may be unpacked", () => {
    const bombs = Array.from({ length: 40 }, (_, index) => packed(`${index}${" ".repeat(4 * 1024 * 1024)}`));
    expect(timed(bombs.join("\n--\n"))).toBe("unread");
  });

  test("bombs within a bomb", () => {
    const layer = (inner: string) => packed(`${Array.from({ length: 50 }, (_, i) => `${i}: ${inner}`).join("\n")}`);
    const bomb = layer(layer(packed("A".repeat(4 * 1024 * 1024))));
    expect(["none", "unread"]).toContain(timed(bomb));
  });

  test("a value of megabytes", () => {
    expect(timed("A".repeat(4 * 1024 * 1024))).toBe("none");
    expect(timed(`${"A".repeat(75)}\n`.repeat(50_000))).toBe("none");
    expect(timed(`${"-".repeat(5)}BEGIN `.repeat(300_000))).toBe("none");
  });
});

describe("what other programs read all the same", () => {
  const utf16 = Buffer.from(`\ufeffkey: ${KEY}`, "utf16le");
  const flagged = gzipSync(KEY);
  flagged[3] = 0x80;

  test.each([
    ["UTF-16", utf16],
    ["UTF-16, the other way round", Buffer.from(utf16).swap16()],
    ["UTF-16 without its mark", utf16.subarray(2)],
    ["gzip of UTF-16", gzipSync(utf16)],
    ["UTF-16 of base64", Buffer.from(base64(KEY), "utf16le")],
  ])("a key in %s is found", (_, bytes) => {
    expect(findPrivateKey(bytes.toString("base64"))).toBe("found");
  });

  test.each([
    ["its header", KEY.replace("PRIVATE", "PRIV\\x41TE")],
    ["its header over two lines", KEY.replace("PRIVATE", "PRIV\\\n    ATE")],
    ["its base64", base64(KEY).replace("Q", "\\u0051")],
  ])("a key with an escape of YAML in %s is found", (_, text) => {
    expect(findPrivateKey(`key: "${text}"`)).toBe("found");
    expect(findPrivateKey(packed(`key: "${text}"`))).toBe("found");
  });

  test("gzip that does not unpack is not passed over", () => {
    expect(findPrivateKey(flagged.toString("base64"))).toBe("unread");
    expect(findPrivateKey(gzipSync(KEY).subarray(0, -9).toString("base64"))).toBe("unread");
  });
});

test.each(["", "a", "ab", "abc"])("base64 of a key behind %j is found without its beginning", (letters) => {
  expect(findPrivateKey(`${letters}${base64(KEY)}`)).toBe("found");
});
