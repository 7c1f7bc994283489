/** No message holds a value of the bundle, however the file is spoilt. */
import fc from "fast-check";
import { readBundle, renderBundle } from "../../pki/bundle-yaml";
import { bundle, lines, makeBundle, NOW } from "./bundle-cases";

/** What must not be told: every value, what base64 hides, and long pieces of both. */
let secrets: readonly string[];

/** Long enough that no message has it by chance. */
const PIECE = 12;

beforeAll(async () => {
  const { cluster, bootstrapToken, trustdToken, secretboxEncryptionSecret, certs } = await makeBundle();
  const { etcd, k8s, k8sAggregator, k8sServiceAccount, os } = certs;
  const keys = [etcd, k8s, k8sAggregator, k8sServiceAccount, os].map(({ key }) => key);
  const texts = [cluster.id, cluster.secret, bootstrapToken, trustdToken, secretboxEncryptionSecret, ...keys];
  secrets = [...texts, ...keys.map((key) => Buffer.from(key).toString("base64"))]
    .flatMap((text) => text.split("\n"))
    .filter((line) => !line.startsWith("-----"))
    .flatMap((line) => line.match(new RegExp(`.{${PIECE}}`, "g")) ?? []);
});

function told(text: string): readonly string[] {
  const reading = readBundle(text, NOW);
  return [
    ...("problems" in reading ? lines(reading.problems) : []),
    ...lines(reading.warnings),
    JSON.stringify(reading.keys),
  ];
}

function leaks(text: string): readonly string[] {
  const all = told(text).join("\n");
  return secrets.filter((secret) => all.includes(secret));
}

/** Ways in which files get spoilt: by hand, by editors, by tools that copy half of them. */
const SPOILERS: readonly ((text: string, at: number, length: number, other: string) => string)[] = [
  (text, at, length) => text.slice(0, at) + text.slice(at + length),
  (text, at, _, other) => text.slice(0, at) + other + text.slice(at),
  (text, at, length, other) => text.slice(0, at) + other + text.slice(at + length),
  (text, at) => text.slice(0, at),
  (text, at, length) => text + text.slice(at, at + length),
  (text, at, length) =>
    text.slice(0, at) + text.slice(at, at + length).replaceAll(": ", ":\n") + text.slice(at + length),
  // A value becomes a key, below its own and in its place.
  (text, at) => text.slice(0, at) + text.slice(at).replace(/: (\S+)\n/, ":\n        $1: x\n"),
  (text, at) => text.slice(0, at) + text.slice(at).replace(/(\w+): (\S+)\n/, "$2: $1\n"),
  // Two values change places.
  (text, at) => text.slice(0, at) + text.slice(at).replace(/(\w+): (\S+)\n( +\w+): (\S+)\n/, "$1: $4\n$3: $2\n"),
];

const spoiler = fc.record({
  kind: fc.nat(SPOILERS.length - 1),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(200),
  other: fc.oneof(
    fc.constantFrom(
      "&a ",
      "*a",
      "!!int ",
      "? ",
      "- ",
      "{",
      "}",
      "[",
      '"',
      "'",
      "|\n",
      ">\n",
      "#",
      ": ",
      "\t",
      "\n",
      "---\n",
      "%YAML 1.1\n",
      "<<: ",
    ),
    fc.string({ unit: "binary", maxLength: 20 }),
  ),
});

it("is kept where the file is spoilt", () => {
  expect(leaks(renderBundle(bundle()))).toEqual([]);
  fc.assert(
    fc.property(fc.array(spoiler, { minLength: 1, maxLength: 3 }), (spoilers) => {
      const text = spoilers.reduce(
        (before, { kind, at, length, other }) =>
          SPOILERS[kind]?.(before, Math.floor(at * before.length), length, other) ?? before,
        renderBundle(bundle()),
      );
      expect(leaks(text)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

it("is kept where PEM texts are spoilt within their base64", () => {
  fc.assert(
    fc.property(spoiler, fc.nat(100), ({ kind, at, length, other }, line) => {
      const text = renderBundle(bundle());
      const values = text.match(/LS0t\S+/g) ?? [];
      const value = values[line % values.length] ?? "";
      const pem = Buffer.from(value, "base64").toString("latin1");
      const spoilt = SPOILERS[kind]?.(pem, Math.floor(at * pem.length), length, other) ?? pem;
      expect(leaks(text.replace(value, Buffer.from(spoilt, "latin1").toString("base64")))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
