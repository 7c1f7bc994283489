/** A folder for the exported states of each test, gone afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeploymentResource } from "../../../sandbox/deployment";

export interface OwnExports {
  /** Path of a file in the folder; of the folder itself without a name. */
  readonly at: (name?: string) => string;
  /** Writes the state without what is pending, but with what is being replaced, into "before.json", and returns its path. */
  readonly exported: (
    resources: readonly DeploymentResource[],
    pending: readonly Pending[],
    replacements?: readonly Pending[],
  ) => string;
}

interface Pending {
  readonly resource: { readonly urn: string };
}

/** Called once in a file of tests, outside of them. */
export function ownExports(): OwnExports {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "recover-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name = "") => join(folder, name);
  return {
    at,
    exported: (resources, pending, replacements = []) => {
      const urns = new Set(pending.map(({ resource }) => resource.urn));
      const state = {
        version: 3,
        deployment: {
          manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "v3.259.0" },
          resources: resources.filter(({ urn }) => !urns.has(urn)),
          pending_operations: [...pending, ...replacements],
        },
      };
      writeFileSync(at("before.json"), JSON.stringify(state));
      return at("before.json");
    },
  };
}
