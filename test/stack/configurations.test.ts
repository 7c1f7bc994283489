/** Whatever a valid configuration asks for, the program makes resources that every policy passes, known at the first preview. */
import fc from "fast-check";
import { checkConfig } from "../../config/check";
import { planProblems } from "../../model/plan";
import { judge } from "../../policy/judge";
import { type KeyRequest, ThrowAwayKeys } from "../../sandbox/throw-away-keys";
import { environmentName, flat, validConfig } from "../config/arbitrary";
import { recordedStack } from "./recorded-environment";

/** The same keys for every environment: nothing here is about their separation, and each RSA key takes half a second. */
class SharedKeys extends ThrowAwayKeys {
  override privateKey(urn: string, request: KeyRequest): Promise<string> {
    return super.privateKey(urn.slice(urn.lastIndexOf("::")), request);
  }
}

const keys = new SharedKeys();

it.each(["recorded", "unknown"] as const)("generated configurations pass, ids %s", async (ids) => {
  await fc.assert(
    fc.asyncProperty(environmentName, validConfig, async (environment, input) => {
      const { config } = checkConfig({ environment, values: flat(input), isSecret: () => false });
      // More networks than a network ACL holds: refused, and tested, elsewhere.
      fc.pre(planProblems(config).length === 0);
      const { judged } = await recordedStack({ environment, values: flat(input), secretKeys: [] }, ids, keys);
      const { findings, passed } = judge(judged);
      expect(findings.filter(({ level }) => level === "mandatory")).toEqual([]);
      expect(passed).toBe(true);
    }),
    // Each run loads and records the whole program.
    { numRuns: 10, endOnFailure: true },
  );
});
