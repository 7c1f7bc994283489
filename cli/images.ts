/** `npm run images -- <environment>`: everything that must be reachable or mirrored. */
import type { ImageReference } from "../model/images";
import { type EnvironmentSelection, loadEnvironment } from "./environment";
import { ExitCode } from "./exit";
import { heading } from "./terminal";

export function listImages(selection: EnvironmentSelection & { readonly json: boolean }): number {
  const { plan } = loadEnvironment(selection);
  if (selection.json) {
    process.stdout.write(`${JSON.stringify(plan.images, null, 2)}\n`);
    return ExitCode.passed;
  }
  process.stdout.write(
    `${plan.environment}: Talos ${plan.versions.talos}, Kubernetes ${plan.versions.kubernetes}, ${plan.network.mode}\n`,
  );
  for (const [kind, title] of KINDS) {
    const references = plan.images.filter((image) => image.kind === kind);
    process.stdout.write(`${heading(`${title} (${references.length})`)}\n`);
    process.stdout.write(references.length === 0 ? `${EMPTY[kind] ?? "none"}\n` : `${rows(references)}\n`);
  }
  return ExitCode.passed;
}

const KINDS: readonly (readonly [ImageReference["kind"], string])[] = [
  ["machine-image", "Machine images"],
  ["container-image", "Container images"],
  ["chart", "Charts"],
  ["endpoint", "Endpoints"],
];

const EMPTY: Readonly<Partial<Record<ImageReference["kind"], string>>> = {
  chart: "none yet: add-ons are not part of the stack so far",
};

function rows(references: readonly ImageReference[]): string {
  return references
    .map((image) =>
      [
        image.reference,
        `    for   ${image.usedBy}`,
        ...(image.source === image.reference ? [] : [`    from  ${image.source}`]),
      ].join("\n"),
    )
    .join("\n");
}
