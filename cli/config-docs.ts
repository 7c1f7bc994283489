/** docs/configuration.md, generated from the schema. */
import { z } from "zod";
import { type KeyDoc, keyDoc } from "../config/key";
import { configSchema, SECRET_KEY_MEANINGS, SECRET_KEYS } from "../config/schema";
import { optionsOf, shapeOf, unwrapped } from "../config/schema-walk";

export interface KeyRow {
  /** "network.vpcCidr", "workers[].taints[].key". */
  readonly path: string;
  readonly type: string;
  /** JSON of the default, "required", or what happens without the key. */
  readonly fallback: string;
  readonly doc: KeyDoc | undefined;
}

function typeOf(schema: z.ZodType): string {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return `list of ${typeOf(inner.element as z.ZodType)}`;
  if (inner instanceof z.ZodRecord) return "map of strings";
  if (inner instanceof z.ZodObject || inner instanceof z.ZodUnion) return "map";
  if (inner instanceof z.ZodEnum || inner instanceof z.ZodString || inner instanceof z.ZodStringFormat) return "string";
  if (inner instanceof z.ZodLiteral) return typeof [...inner.values][0] === "number" ? "whole number" : "string";
  if (inner instanceof z.ZodNumber) return "whole number";
  return inner instanceof z.ZodBoolean ? "boolean" : inner.type;
}

function fallbackOf(schema: z.ZodType, doc: KeyDoc | undefined): string {
  if (schema instanceof z.ZodDefault) return code(schema.def.defaultValue);
  if (schema instanceof z.ZodOptional) return doc?.absent ?? "none";
  return "required";
}

function code(value: unknown): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/** Every key below a schema, sections before their keys. Alternatives of a union are told together; a key of several keeps its first description. */
export function keyRows(schema: z.ZodType, path = ""): readonly KeyRow[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return keyRows(inner.element as z.ZodType, `${path}[]`);
  const objects = inner instanceof z.ZodUnion ? optionsOf(inner) : inner instanceof z.ZodObject ? [inner] : [];
  const children = new Map<string, z.ZodType>();
  for (const [name, child] of objects.flatMap((object) => [...shapeOf(object)])) {
    if (!children.has(name)) children.set(name, child);
  }
  return [...children].flatMap(([name, child]) => {
    const childPath = path === "" ? name : `${path}.${name}`;
    const doc = keyDoc(child);
    return [
      { path: childPath, type: typeOf(child), fallback: fallbackOf(child, doc), doc },
      ...keyRows(child, childPath),
    ];
  });
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function section(name: string, schema: z.ZodType): string {
  const doc = keyDoc(schema);
  const rows = keyRows(schema, name);
  const head = [
    `## palisade:${name}`,
    "",
    doc?.meaning ?? "",
    "",
    `Type: ${typeOf(schema)}. Default: ${fallbackOf(schema, doc)}.${doc?.limits === undefined ? "" : ` Limits: ${doc.limits}.`}`,
    ...(doc?.example === undefined ? [] : ["", `Example: ${code(doc.example)}`]),
    "",
  ];
  if (rows.length === 0) return head.join("\n");
  const table = rows.map(({ path, type, fallback, doc: row }) => {
    const example = row?.example === undefined ? "" : code(row.example);
    return `| \`${path}\` | ${[type, fallback, row?.limits ?? "", row?.meaning ?? "", example].map(cell).join(" | ")} |`;
  });
  return [
    ...head,
    "| Key | Type | Default | Limits | Meaning | Example |",
    "|---|---|---|---|---|---|",
    ...table,
    "",
  ].join("\n");
}

const INTRODUCTION = `# Configuration

<!-- Generated from config/schema.ts by cli/config-docs.ts: do not edit. -->

One environment is one Pulumi stack: \`Pulumi.<environment>.yaml\`. The stack's name is the environment's name and a part of every physical name: 1 to 12
lower-case letters, digits and dashes, a letter first and no dash at the end. Every key below is written under \`config:\` with the prefix \`palisade:\`.
A key that is not listed here is an error. Problems of the file itself come first: its YAML, numbers that YAML reads otherwise than they are written
(leading zeros), a key given twice. Then all problems of its values are told at once, each with its path, the value and what to do.

Numbers that are names (account ids, versions) are written in quotes. Paths such as \`palisade:network.vpcCidr\` work with
\`pulumi config set --path\`. A given \`aws:region\` must be the same as \`account.region\`; keys of other namespaces are looked at for
secrets alone.

CIDR blocks of \`network.vpcCidr\`, \`network.podCidr\`, \`network.serviceCidr\`, \`access.adminCidrs\` and \`access.clientVpn.clientCidr\` share no address.

Text that looks like a private key, an access key, a token, a webhook or a URL with a password is refused anywhere in the file: in every key and value, of
other namespaces too, and behind a \`#\`. So is any value of a key whose name ends with \`password\`, \`secret\`, \`token\`, \`api-key\`, \`access-key\` or
the like, unless it is a switch (\`true\`, \`enabled\`), an ARN or a Pulumi secret. A password in a comment has no form to know it by: it is not found.
`;

function secretSection(): string {
  const rows = SECRET_KEYS.map(
    (name) =>
      `| \`palisade:${name}\` | ${SECRET_KEY_MEANINGS[name]} | \`pulumi config set --secret palisade:${name}\` |`,
  );
  return [
    "## Secrets",
    "",
    "Never in plain text, never in the plan or in a message.",
    "",
    "| Key | Meaning | Set with |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

export function generate(): string {
  const sections = [...shapeOf(configSchema)].map(([name, schema]) => section(name, schema));
  return [INTRODUCTION, ...sections, secretSection()].join("\n");
}
