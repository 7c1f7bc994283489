/** What the policies read is what Talos reads: the same YAML, from the same bytes of user data. */
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { machineConfigText } from "../../policy/view/machine-config-text";
import { yamlDocuments } from "../../policy/view/yaml-documents";
import { generated } from "./generated";
import { ask, CONTRACTS } from "./judge";

const TEXTS = 20_000;
/** The same texts in every run. 600,000 others were read alike when this was written; another seed looks at more of them. */
const SEED = 1;

/** Every form of YAML that a configuration may be written in. */
const SEEDS = [
  `machine:
  type: controlplane
  list:
    - a
    - b: "c d"
cluster:
  apiServer:
    extraArgs:
      anonymous-auth: "true"
`,
  `---
apiVersion: v1alpha1
kind: X
ingress: block # c
text: |
  -----BEGIN
  abc
more: {a: 1, "b": [x, y]}
---
apiVersion: v1alpha1
kind: Y
`,
  `a: >-
  folded
  text

   more
b: 'q''q'
c: "d\\n\\x41"
? k
: v
d:
- 1
- - 2
  - 3
`,
];

const PIECES = [
  ..."#:-?|>'\"{}[],\\%@`!~= \t\n",
  ...[
    " #",
    "\r\n",
    ": ",
    "- ",
    "? ",
    "|2",
    "|+",
    "---",
    "\n---\n",
    "\n...\n",
    "&a ",
    "*a",
    "null",
    "yes",
    "0x1",
    "1_0",
  ],
  ...[
    "\ufeff",
    "\u00a0",
    "\u3000",
    "\u200b",
    "\0",
    "\u0001",
    "\u007f",
    "\u0085",
    "\\u0041",
    "\\/",
    "\\e",
    "\\\n",
    "<<",
  ],
  ...["true", "TRUE", "tRue", "Null", ".inf", "2001-01-01", "\n  ", "\n    ", "\n ", "\n\n", "\n#x\n", "  #x\n", "|\n"],
];

/** Up to six pieces put somewhere, some of them in place of a few characters. */
const change = fc.record({
  at: fc.nat(999),
  piece: fc.constantFrom(...PIECES),
  gone: fc.constantFrom(0, 0, 0, 1, 2, 3),
});
const mutated = fc
  .tuple(fc.constantFrom(...SEEDS), fc.array(change, { minLength: 1, maxLength: 6, size: "max" }))
  .map(([seed, changes]) =>
    changes.reduce((text, { at, piece, gone }) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + piece + text.slice(start + gone);
    }, seed),
  );

/** An empty document is none to both. */
const withContent = (documents: readonly unknown[]) => documents.filter((document) => document !== null);

describe.each(CONTRACTS)("YAML for Talos %s", (contract) => {
  it(`${TEXTS} texts are read alike, or refused`, () => {
    const texts = fc.sample(mutated, { numRuns: TEXTS, seed: SEED });
    const { read } = ask(contract, { op: "yaml", texts });
    const ours = texts.map((text) => yamlDocuments(text));
    const both = texts.flatMap((text, index) => {
      const [own, talos] = [ours[index], read[index]];
      return own !== undefined && "documents" in own && talos ? [{ text, own: own.documents, talos }] : [];
    });
    expect(both.length).toBeGreaterThan(TEXTS / 10);
    for (const { text, own, talos } of both) {
      expect([text, withContent(own)]).toEqual([text, withContent(talos)]);
    }
  });

  it("forms that were read differently are refused by us, and taken by Talos", () => {
    const swallowed = ["a:\n  b:\n#see x\n    |\n  c: d\n", "a:\n  -\n#x\n   b\n  - c\n"];
    const { read } = ask(contract, { op: "yaml", texts: swallowed });
    expect(read).toEqual([[{ a: { b: "", c: "d" } }], [{ a: ["b", "c"] }]]);
    for (const text of swallowed) {
      expect(yamlDocuments(text)).toEqual({ problem: "has a text on several lines that programs read differently" });
    }
  });
});

describe("user data of Talos 1.13", () => {
  const text = generated("1.13", "controlplane");
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
  const flagged = gzipSync(text);
  flagged[3] = 0x80;
  const bigEndian = Buffer.from(wide).swap16();

  it.each([
    ["UTF-16", wide, "is UTF-16, which is not read"],
    ["UTF-16, the other way round", bigEndian, "is UTF-16, which is not read"],
    ["gzip of UTF-16", gzipSync(wide), "is UTF-16, which is not read"],
    ["gzip with a reserved flag", flagged, "is gzip that does not unpack, which Talos may unpack"],
    ["a tagged key", Buffer.from(keyed("!!str ")), "has a key that is no text"],
    ["an anchored key", Buffer.from(keyed("&m ")), "uses YAML aliases, which are not followed"],
  ])("%s is taken by Talos, and not passed over here", (_, bytes, problem) => {
    const userData = bytes.toString("base64");
    const { error, machineType } = ask("1.13", { op: "user-data", userData });
    expect({ valid: error === null, machineType }).toEqual({ valid: true, machineType: "controlplane" });
    expect(machineConfigText(userData)).toEqual({ kind: "unreadable", problem });
  });

  /** Talos needs no version. */
  function keyed(before: string): string {
    return text.replace(/^version: v1alpha1.*\n/m, "").replace(/^machine:/m, `${before}machine:`);
  }
});
