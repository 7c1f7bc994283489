/** Whatever a valid configuration asks for, the program makes resources that every policy passes, known at the first preview. */
import fc from "fast-check";
import { checkConfig } from "../../config/check";
import { planProblems } from "../../model/plan";
import { judge } from "../../policy/judge";
import { environmentName, flat, validConfig } from "../config/arbitrary";
import { recordedFrom } from "./recorded-environment";

it.each(["recorded", "unknown"] as const)("generated configurations pass, ids %s", async (ids) => {
  await fc.assert(
    fc.asyncProperty(environmentName, validConfig, async (environment, input) => {
      const { config } = checkConfig({ environment, values: flat(input), isSecret: () => false });
      // More networks than a network ACL holds: refused, and tested, elsewhere.
      fc.pre(planProblems(config).length === 0);
      const resources = await recordedFrom({ environment, values: flat(input), secretKeys: [] }, ids);
      const { findings, passed } = judge({ deployment: { resources } });
      expect(findings).toEqual([]);
      expect(passed).toBe(true);
    }),
    // Each run loads and records the whole program.
    { numRuns: 10, endOnFailure: true },
  );
});
