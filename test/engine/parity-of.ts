/** The same questions for each environment; a file of tests for each, since one run of the program costs seconds. */
import { gunzipSync } from "node:zlib";
import type { EngineRun } from "../../cli/engine/engine-stack";
import { judge, type State } from "../../policy/judge";
import type { Deployment, DeploymentResource } from "../../sandbox/deployment";
import { secretIn } from "../secret-scan/secret-text";
import { type EnvironmentName, recordedEnvironment } from "../stack/recorded-environment";
import { type Compared, differences, secretPaths, TOLD_BY_EVENTS } from "./comparison";
import { onEngine, removeStacks, succeeded } from "./engine-run";

interface Seen {
  readonly preview: EngineRun;
  readonly up: EngineRun;
  /** As `pulumi stack export`. */
  readonly state: readonly Compared[];
  readonly stateText: string;
  /** Texts in the inputs of what the stand-in of AWS has made. */
  readonly cloud: readonly string[];
}

/** Of user data: gzip in base64. */
function packedSecrets(texts: readonly string[]): readonly string[] {
  return texts
    .filter((text) => text.startsWith("H4sI"))
    .flatMap((text) => secretIn(gunzipSync(Buffer.from(text, "base64")).toString("utf8")) ?? []);
}

function exportedTexts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(exportedTexts) : [];
}

export function parityOf(environment: EnvironmentName): void {
  describe(`${environment}, offline and on the engine`, () => {
    let seen: Seen;
    const offline = new Map<string, { readonly deployment: Deployment; readonly judged: Deployment }>();

    beforeAll(async () => {
      const { stack } = await onEngine(environment);
      const preview = succeeded(await stack.preview());
      const up = succeeded(await stack.up());
      const exported = stack.exported();
      seen = {
        preview,
        up,
        state: (exported.deployment.resources ?? []) as readonly Compared[],
        stateText: JSON.stringify(exported),
        cloud: exportedTexts(stack.cloud().resources.map(({ inputs }) => inputs)),
      };
      for (const ids of ["recorded", "unknown"] as const) offline.set(ids, await recordedEnvironment(environment, ids));
    });
    afterAll(removeStacks);

    const recorded = (ids: "recorded" | "unknown"): readonly DeploymentResource[] =>
      offline.get(ids)?.deployment.deployment.resources ?? [];
    const verdict = (ids: "recorded" | "unknown") => {
      const judged = offline.get(ids)?.judged;
      if (judged === undefined) throw new Error("nothing was recorded");
      return judge(judged as State);
    };

    it("has the same resources in the engine's state: URNs, parents, inputs, protection, dependencies, providers", () => {
      expect(recorded("recorded").length).toBeGreaterThan(300);
      expect(differences(recorded("recorded"), seen.state)).toEqual([]);
    });

    it("has the same inputs in the engine's first preview, known and unknown alike", () => {
      expect(differences(recorded("unknown"), seen.preview.log.asked as readonly Compared[], TOLD_BY_EVENTS)).toEqual(
        [],
      );
    });

    it("sees a difference where there is one", () => {
      const [first, ...others] = recorded("recorded").filter(({ type }) => type.startsWith("aws:"));
      if (first === undefined) throw new Error("nothing was recorded");
      const changed = [
        { ...first, protect: first.protect !== true },
        { ...first, inputs: { ...first.inputs, extra: "value" } },
        { ...first, dependencies: [...first.dependencies, "urn:more"] },
        { ...first, urn: `${first.urn}-renamed` },
      ];
      const kept = seen.state.filter(({ urn }) => [first, ...others].some((resource) => resource.urn === urn));
      for (const one of changed) expect(differences([one, ...others], kept)).not.toEqual([]);
    });

    it.each([
      ["preview", "unknown"],
      ["up", "recorded"],
    ] as const)("has the same outcome of each policy in %s", (operation, ids) => {
      const findings = verdict(ids)
        .findings.map(({ policy, urn, level }) => `${level} ${policy} ${urn}`)
        .sort();
      const violations = seen[operation].log.violations.map(({ policy, urn, level }) => `${level} ${policy} ${urn}`);
      expect(findings.length).toBeGreaterThan(0);
      expect([...new Set(violations)].sort()).toEqual([...new Set(findings)]);
    });

    it("keeps secret in the state what is secret offline", () => {
      const byUrn = new Map(seen.state.map((resource) => [resource.urn, resource]));
      const open = recorded("recorded").flatMap((resource) => {
        const known = new Set(secretPaths(byUrn.get(resource.urn) ?? {}));
        return secretPaths(resource)
          .filter((path) => !known.has(path))
          .map((path) => `${resource.urn} ${path}`);
      });
      expect(recorded("recorded").flatMap(secretPaths).length).toBeGreaterThan(30);
      expect(open).toEqual([]);
    });

    it("has no key material in clear in the exported state, nor in what the engine printed", () => {
      expect(secretIn(seen.stateText)).toBeUndefined();
      expect(packedSecrets(exportedTexts(seen.state))).toEqual([]);
      // User data is in the cloud as the nodes get it: what is looked for can be found.
      expect(packedSecrets(seen.cloud)).toContain("a token");
      expect(secretIn(seen.up.printed)).toBeUndefined();
      expect(secretIn(JSON.stringify(seen.up.log.asked))).toBeUndefined();
    });
  });
}
