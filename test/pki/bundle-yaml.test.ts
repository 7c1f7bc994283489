import { parse, stringify } from "yaml";
import type { SecretsBundle } from "../../pki/bundle";
import { readBundle, renderBundle } from "../../pki/bundle-yaml";
import { bundle, fileWith, makeBundle, NOW, problemsOf } from "./bundle-cases";

beforeAll(makeBundle);

const ORIGINAL = "take it from the bundle's original";
const NO_BUNDLE =
  "the text: has none of the parts of a secrets bundle (cluster, secrets, trustdinfo, certs); give what npm run secrets -- new or talosctl gen secrets wrote";

function read(text: string, now = NOW): SecretsBundle {
  const reading = readBundle(text, now);
  if ("problems" in reading) throw new Error(problemsOf(text, now).join("\n"));
  return reading.bundle;
}

/** What stands in a file for a text: every value as it is. */
const isBundle = (text: string) => {
  const reading = readBundle(text, NOW);
  return "problems" in reading ? reading.isBundle : true;
};

describe("a good bundle", () => {
  it("is read as it was written", () => {
    expect(read(renderBundle(bundle()))).toEqual(bundle());
  });

  it("has talosctl's names, order and indentation", () => {
    const file = renderBundle(bundle());
    const shape = file.replace(/: (?!\n).+/g, ": ...");
    expect(shape).toBe(
      [
        "cluster:",
        "    id: ...",
        "    secret: ...",
        "secrets:",
        "    bootstraptoken: ...",
        "    secretboxencryptionsecret: ...",
        "trustdinfo:",
        "    token: ...",
        "certs:",
        ...["etcd", "k8s", "k8saggregator"].flatMap((name) => [`    ${name}:`, "        crt: ...", "        key: ..."]),
        "    k8sserviceaccount:",
        "        key: ...",
        "    os:",
        "        crt: ...",
        "        key: ...",
        "",
      ].join("\n"),
    );
  });

  it("keeps a token of digits alone a text, quoted or not", () => {
    const token = ["123456", "1234567890123456"].join(".");
    const file = renderBundle({ ...bundle(), bootstrapToken: token, trustdToken: token });
    expect(file).toContain(`bootstraptoken: "${token}"`);
    expect(read(file).bootstrapToken).toBe(token);
    expect(read(file.replaceAll('"', "")).trustdToken).toBe(token);
  });

  it.each([
    ["either alphabet for the cluster's id", { "cluster.id": `${"+/".repeat(21)}8=` }],
    ["the alphabet of URLs", { "cluster.id": `${"-_".repeat(21)}8=` }],
  ])("takes %s", (_, change) => {
    expect(read(fileWith(change)).cluster.id).toBe(change["cluster.id"]);
  });

  it("may have comments, a document mark and quoted texts", () => {
    const file = stringify(parse(renderBundle(bundle())), { defaultStringType: "QUOTE_DOUBLE", lineWidth: 0 });
    expect(read(`# prod\n---\n${file}# end\n`)).toEqual(bundle());
  });
});

describe("text that is no bundle", () => {
  it.each([
    ["nothing", "", NO_BUNDLE],
    ["a text", "hello", NO_BUNDLE],
    ["a list", "- cluster", NO_BUNDLE],
    ["another map", "machine: {}\n", NO_BUNDLE],
    [
      "an unclosed quote",
      'cluster:\n  id: "abc\n',
      "line 3: is not valid YAML (missing char); correct the line or the one above it",
    ],
    [
      "a tab",
      "cluster:\n\tid: abc\n",
      "line 2: is not valid YAML (tab as indent); correct the line or the one above it",
    ],
    [
      "two documents",
      "cluster: {}\n---\ncluster: {}\n",
      "line 2: is not valid YAML (multiple docs); correct the line or the one above it",
    ],
    [
      "more than 1 MiB",
      `#${" ".repeat(1024 * 1024)}`,
      "the text: is larger than 1 MiB; give a secrets bundle: they have 9 kilobytes",
    ],
  ])("is told: %s", (_, text, message) => {
    expect(problemsOf(text)).toEqual([message]);
    expect(isBundle(text)).toBe(false);
  });

  it.each([
    ["a great many keys", "a:\n".repeat(100_000)],
    ["deep brackets", "[".repeat(100_000)],
    ["aliases of aliases", `a: &a [b]\n${Array.from({ length: 30 }, (_, i) => `c${i}: &c${i} [*a, *a]\n`).join("")}`],
  ])("is read in no more than seconds: %s", (_, text) => {
    const start = performance.now();
    expect(isBundle(text)).toBe(false);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe("parts", () => {
  it.each([
    ["cluster", ["cluster: is missing"]],
    ["trustdinfo", ["trustdinfo: is missing"]],
    ["secrets", ["secrets: is missing"]],
    ["certs", ["certs: is missing"]],
    ["certs.os", ["certs.os: is missing"]],
    ["certs.os.key", ["certs.os.key: is missing"]],
    ["secrets.secretboxencryptionsecret", ["secrets.secretboxencryptionsecret: is missing"]],
    ["certs.k8sserviceaccount", ["certs.k8sserviceaccount: is missing"]],
  ])("without %s", (place, messages) => {
    expect(problemsOf(fileWith({ [place]: undefined }))).toEqual(messages.map((message) => `${message}; ${ORIGINAL}`));
  });

  it.each([
    ["a misspelt part", "certs:\n", "certs:\n    osx: {}\n", "certs.osx: is no part of a secrets bundle; remove it"],
    [
      "a part in capitals",
      "trustdinfo:\n",
      "Trustdinfo:\n",
      "Trustdinfo: is no part of a secrets bundle; write trustdinfo",
    ],
    [
      "a name that may be a secret",
      "certs:\n",
      "certs:\n    abcdef.0123456789abcdef: x\n",
      "certs: has an unknown part; remove it, or correct its name, which is not shown: it may be a secret",
    ],
    [
      "a name of objects",
      "certs:\n",
      "certs:\n    __proto__: {}\n",
      "certs: has an unknown part; remove it, or correct its name, which is not shown: it may be a secret",
    ],
    [
      "another name of objects",
      "certs:\n",
      "certs:\n    constructor: {}\n",
      "certs.constructor: is no part of a secrets bundle; remove it",
    ],
    [
      "a merge key",
      "certs:\n",
      "certs:\n    <<: {}\n",
      "certs: has an unknown part; remove it, or correct its name, which is not shown: it may be a secret",
    ],
    [
      "a key that is no text",
      "certs:\n",
      "certs:\n    [a]: {}\n",
      "certs: has an unknown part; remove it, or correct its name, which is not shown: it may be a secret",
    ],
    [
      "a part given twice",
      "trustdinfo:\n",
      "trustdinfo:\n    token: x\n",
      "trustdinfo.token: is there twice; remove the one that is wrong",
    ],
    [
      "a section given twice",
      "cluster:\n",
      "cluster: {}\ncluster:\n",
      "cluster: is there twice; remove the one that is wrong",
    ],
  ])("with %s", (_, from, to, message) => {
    expect(problemsOf(renderBundle(bundle()).replace(from, to))).toContain(message);
  });

  it.each([
    ["an alias", /token: .*\n/, "token: *t\n", "trustdinfo.token: is a YAML alias; write the value out"],
    ["a tag", /token: /, "token: !!binary ", "trustdinfo.token: has a YAML tag; write the plain value"],
    ["a list", /token: .*\n/, "token: [a]\n", "trustdinfo.token: must be text; write the value itself"],
    ["a map", /token: .*\n/, "token: {a: b}\n", "trustdinfo.token: must be text; write the value itself"],
    ["nothing", /token: .*\n/, "token:\n", `trustdinfo.token: is empty; ${ORIGINAL}`],
    ["an empty text", /token: .*\n/, 'token: ""\n', `trustdinfo.token: is empty; ${ORIGINAL}`],
  ])("that are %s", (_, from, to, message) => {
    const text = renderBundle(bundle()).replace("bootstraptoken: ", "bootstraptoken: &t ");
    expect(problemsOf(text.replace(new RegExp(`(?<=    )${from.source}`), to))).toEqual([message]);
  });

  it("must be maps where others are below them", () => {
    expect(problemsOf(fileWith({ trustdinfo: "abc" }))).toEqual([
      "trustdinfo: must be a map; write its parts below it, each on a line of its own",
    ]);
  });
});

describe("values", () => {
  const BYTES = `must be 32 bytes in base64, with + and / and the padding; ${ORIGINAL}`;
  const ID = `must be 32 bytes in base64, of either alphabet, with the padding; ${ORIGINAL}`;
  const TOKEN = `must be 6 and 16 digits and lower-case letters, joined by a dot; ${ORIGINAL}`;
  const bytes = (count: number) => Buffer.alloc(count, 0xfb).toString("base64");

  it.each([
    ["cluster.id", "31 bytes", bytes(31), ID],
    ["cluster.id", "no padding", bytes(32).replace("=", ""), ID],
    ["cluster.id", "both alphabets", `-${bytes(32).slice(1)}`, ID],
    ["cluster.secret", "33 bytes", bytes(33), BYTES],
    ["cluster.secret", "the alphabet of URLs", bytes(32).replaceAll("+", "-").replaceAll("/", "_"), BYTES],
    ["cluster.secret", "bits behind the last byte", `${bytes(32).slice(0, -2)}t=`, BYTES],
    ["secrets.secretboxencryptionsecret", "16 bytes", bytes(16), BYTES],
    ["secrets.secretboxencryptionsecret", "a space", ` ${bytes(32)}`, BYTES],
    ["secrets.bootstraptoken", "5 characters first", "abcde.0123456789abcdef", TOKEN],
    ["secrets.bootstraptoken", "capitals", "ABCDEF.0123456789abcdef", TOKEN],
    ["secrets.bootstraptoken", "a line behind it", "abcdef.0123456789abcdef\n", TOKEN],
    ["trustdinfo.token", "no dot", "abcdef0123456789abcdef", TOKEN],
    ["trustdinfo.token", "two dots", "abcdef.01234567.89abcdef", TOKEN],
  ])("%s with %s", (part, _, value, message) => {
    expect(problemsOf(fileWith({ [part]: value }))).toEqual([`${part}: ${message}`]);
  });

  const AESCBC =
    "secrets.aescbcencryptionsecret: is of a cluster that was made for Talos 1.2 or older, whose secrets in etcd are under this key; machine configurations here hold a secretbox key only; rewrite all secrets of that cluster under a secretbox key, and remove the line then";

  it.each([
    ["beside secretbox", {}],
    ["in place of secretbox", { "secrets.secretboxencryptionsecret": undefined }],
  ])("of old clusters are refused once, %s", (_, change) => {
    expect(problemsOf(fileWith({ "secrets.aescbcencryptionsecret": bytes(32), ...change }))).toEqual([AESCBC]);
  });

  it("are all told at once", () => {
    const file = fileWith({ "cluster.id": "a", "trustdinfo.token": "b", "certs.os.key": "c", "certs.etcd": undefined });
    expect(problemsOf(file).map((line) => line.split(":")[0])).toEqual([
      "certs.etcd",
      "cluster.id",
      "trustdinfo.token",
      "certs.os.key",
    ]);
  });
});
