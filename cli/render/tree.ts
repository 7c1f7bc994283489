/** The resource tree: one line per component, its own resources counted by type. */
import type { DeploymentResource } from "../../sandbox/deployment";
import { paint, WIDTH } from "../terminal";

const INDENT = 2;

export function renderTree(resources: readonly DeploymentResource[]): string {
  const children = new Map<string, DeploymentResource[]>();
  for (const resource of resources) {
    const siblings = children.get(resource.parent ?? "") ?? [];
    siblings.push(resource);
    children.set(resource.parent ?? "", siblings);
  }
  const lines: string[] = [];
  const visit = (resource: DeploymentResource, depth: number) => {
    const below = children.get(resource.urn) ?? [];
    const own = below.filter((child) => child.custom);
    const indent = " ".repeat(depth * INDENT);
    const name = resource.urn.split("::").at(-1) ?? resource.urn;
    lines.push(`${indent}${paint.bold(name)}  ${paint.dim(resource.type)}${own.length > 0 ? `  ${own.length}` : ""}`);
    for (const line of wrap(countsByType(own), WIDTH - indent.length - INDENT)) {
      lines.push(`${indent}${" ".repeat(INDENT)}${line}`);
    }
    for (const child of below.filter((candidate) => !candidate.custom)) visit(child, depth + 1);
  };
  for (const root of children.get("") ?? []) visit(root, 0);
  return lines.join("\n");
}

function countsByType(resources: readonly DeploymentResource[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    const type = resource.type.split(":").at(-1) ?? resource.type;
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts].map(([type, count]) => `${count} ${type}`);
}

function wrap(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + word.length <= width) lines[lines.length - 1] = `${last}, ${word}`;
    else lines.push(word);
  }
  return lines;
}
