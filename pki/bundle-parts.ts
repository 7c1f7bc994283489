/** The parts of talosctl's `secrets.yaml`, and their texts out of YAML. Whatever YAML reads otherwise than a person would is refused. */
import { isAlias, isMap, isScalar, LineCounter, type Node, type ParsedNode, parseDocument, type YAMLError } from "yaml";
import { at, type BundleProblem } from "./bundle-problem";

export const PARTS = [
  "cluster.id",
  "cluster.secret",
  "secrets.bootstraptoken",
  "secrets.secretboxencryptionsecret",
  "trustdinfo.token",
  "certs.etcd.crt",
  "certs.etcd.key",
  "certs.k8s.crt",
  "certs.k8s.key",
  "certs.k8saggregator.crt",
  "certs.k8saggregator.key",
  "certs.k8sserviceaccount.key",
  "certs.os.crt",
  "certs.os.key",
] as const;

export type Part = (typeof PARTS)[number];

/** Known, and refused with its own reason. */
const AESCBC = "secrets.aescbcencryptionsecret";
const SECRETBOX: Part = "secrets.secretboxencryptionsecret";

export interface ReadParts {
  readonly texts: ReadonlyMap<Part, string>;
  readonly problems: readonly BundleProblem[];
}

const LARGEST = 1024 * 1024;

/** `noBundle` where the text is something else altogether. */
export function readParts(text: string): ReadParts | { readonly noBundle: readonly BundleProblem[] } {
  if (text.length > LARGEST) {
    return {
      noBundle: [
        at("the text", { message: "is larger than 1 MiB", fix: "give a secrets bundle: they have 9 kilobytes" }),
      ],
    };
  }
  const lineCounter = new LineCounter();
  // In the failsafe schema every scalar is text, as in talosctl's own reading: no token of digits becomes a number.
  // Duplicate keys are found by the walk: the library compares each key with every other.
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, schema: "failsafe" });
  const errors = [...document.errors, ...document.warnings.filter(({ code }) => code !== "TAG_RESOLVE_FAILED")];
  if (errors.length > 0) return { noBundle: syntaxProblems(errors, lineCounter) };
  const walk = new Walk();
  walk.node(document.contents, "");
  return walk.begun
    ? { texts: walk.texts, problems: [...walk.problems, ...walk.missing()] }
    : {
        noBundle: [
          at("the text", {
            message: "has none of the parts of a secrets bundle (cluster, secrets, trustdinfo, certs)",
            fix: "give what npm run secrets -- new or talosctl gen secrets wrote",
          }),
        ],
      };
}

/** One for each line. The library's own messages can quote the line, and a line is a secret: its codes are told instead. */
function syntaxProblems(errors: readonly YAMLError[], lineCounter: LineCounter): readonly BundleProblem[] {
  const lines = new Map<number, BundleProblem>();
  for (const { pos, code } of errors) {
    const { line } = lineCounter.linePos(pos[0]);
    const what = code.toLowerCase().replaceAll("_", " ");
    const fault = { message: `is not valid YAML (${what})`, fix: "correct the line or the one above it" };
    if (!lines.has(line)) lines.set(line, at(`line ${line}`, fault));
  }
  return [...lines.values()];
}

/** Every known part and everything that holds one: "", "certs", "certs.os", "certs.os.key". */
const PLACES: ReadonlySet<string> = new Set(
  [...PARTS, AESCBC].flatMap((part) => {
    const names = part.split(".");
    return names.map((_, index) => names.slice(0, index + 1).join("."));
  }),
);

function isPart(place: string): place is Part {
  return (PARTS as readonly string[]).includes(place);
}

/** A name that says nothing: letters alone, and few of them. Anything else may be a secret in the wrong place. */
const PLAIN_NAME = /^[A-Za-z]{1,24}$/;

const PLAIN_TAGS: readonly string[] = ["tag:yaml.org,2002:str", "tag:yaml.org,2002:map"];

class Walk {
  readonly texts = new Map<Part, string>();
  readonly problems: BundleProblem[] = [];
  /** Whether anything was there that only a bundle has. */
  begun = false;
  readonly #seen = new Set<string>();
  /** Places whose maps were read; where there is no map, that alone is told. */
  readonly #maps = new Set<string>();

  node(node: Node | ParsedNode | null, place: string): void {
    if (isAlias(node)) this.#tell(place, "is a YAML alias", "write the value out");
    else if (node?.tag !== undefined && !PLAIN_TAGS.includes(node.tag))
      this.#tell(place, "has a YAML tag", "write the plain value");
    else if (place === AESCBC) this.#aescbc();
    else if (isPart(place)) this.#text(node, place);
    else if (isMap<ParsedNode, ParsedNode | null>(node)) this.#map(node.items, place);
    else if (place !== "") this.#tell(place, "must be a map", "write its parts below it, each on a line of its own");
  }

  /** The outermost of what is not there: "certs.os", not both of its parts. */
  missing(): readonly BundleProblem[] {
    const places = [...PLACES].filter((place) => place !== AESCBC && !this.#seen.has(place));
    return places
      .filter((place) => place !== SECRETBOX || !this.#seen.has(AESCBC))
      .filter((place) => this.#maps.has(place.slice(0, Math.max(place.lastIndexOf("."), 0))))
      .map((place) => at(place, { message: "is missing", fix: "take it from the bundle's original" }));
  }

  #map(items: readonly { readonly key: ParsedNode; readonly value: ParsedNode | null }[], place: string): void {
    this.#maps.add(place);
    for (const { key, value } of items) {
      const name = isScalar(key) ? String(key.value) : "";
      const child = place === "" ? name : `${place}.${name}`;
      if (!PLACES.has(child)) this.#unknown(place, name, child);
      else if (this.#seen.has(child)) this.#tell(child, "is there twice", "remove the one that is wrong");
      else {
        this.begun = true;
        this.#seen.add(child);
        this.node(value, child);
      }
    }
  }

  #unknown(place: string, name: string, child: string): void {
    const known = child.toLowerCase();
    if (PLAIN_NAME.test(name))
      this.#tell(child, "is no part of a secrets bundle", PLACES.has(known) ? `write ${known}` : "remove it");
    else
      this.#tell(
        place,
        "has an unknown part",
        "remove it, or correct its name, which is not shown: it may be a secret",
      );
  }

  #text(node: Node | ParsedNode | null, part: Part): void {
    const value = isScalar(node) ? node.value : node;
    if (typeof value === "string" && value !== "") this.texts.set(part, value);
    else if (value === null || value === "") this.#tell(part, "is empty", "take it from the bundle's original");
    else this.#tell(part, "must be text", "write the value itself");
  }

  #aescbc(): void {
    this.#tell(
      AESCBC,
      "is of a cluster that was made for Talos 1.2 or older, whose secrets in etcd are under this key; machine configurations here hold a secretbox key only",
      "rewrite all secrets of that cluster under a secretbox key, and remove the line then",
    );
  }

  #tell(place: string, message: string, fix: string): void {
    this.problems.push(at(place === "" ? "the text" : place, { message, fix }));
  }
}
