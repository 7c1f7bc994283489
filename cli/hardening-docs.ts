/** docs/hardening.md: the hardening guide, measure by measure, from the data that the preview's table is made of. */
import { HARDENING, type HardeningRow, placeText } from "../model/machine/hardening";

const INTRODUCTION = `# Hardening of the nodes

<!-- Generated from model/machine/hardening.ts by cli/hardening-docs.ts: do not edit. -->

Each measure of the hardening guide with the document and field of the machine configuration that it stands in, for each Talos contract. \`v1alpha1\` is the
document without a kind. "Talos' own" is what Talos does without being told, where the field would do nothing or break the node; the policies judge
these as effective values. A measure with a key of the configuration behind it is there when that key asks for it. \`npm run preview\` prints the same
table with an environment's values. The checklist's items are those of the pre-production checklist; where an example of the guide is not what stands here, [guide-corrections.md](guide-corrections.md) says why.
`;

export function hardeningDocument(): string {
  const sections = [...new Set(HARDENING.map(({ section }) => section))];
  return [
    INTRODUCTION,
    ...sections.map((section) =>
      [
        `## ${section}`,
        "",
        "| Measure | Nodes | Contract 1.13 | Contract 1.14 | Checklist |",
        "|---|---|---|---|---|",
        ...HARDENING.filter((row) => row.section === section).map(line),
        "",
      ].join("\n"),
    ),
  ].join("\n");
}

function line({ measure, role, items, at, setting }: HardeningRow): string {
  const nodes = role === "node" ? "all" : "control planes";
  const told = setting === undefined ? measure : `${measure} (\`${setting}\`)`;
  return `| ${told} | ${nodes} | ${where(at["1.13"])} | ${where(at["1.14"])} | ${items.join(", ") || "none"} |`;
}

function where(at: HardeningRow["at"]["1.13"]): string {
  return "own" in at ? `Talos' own: ${at.own}` : `\`${placeText(at)}\``;
}
