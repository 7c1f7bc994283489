import fc from "fast-check";
import { checkConfig } from "../../config/check";
import { ConfigError, type Problem } from "../../config/error";
import type { StackConfig } from "../../config/schema";
import { buildPlan, planProblems } from "../../model/plan";
import { environmentName, flat, validConfig } from "../config/arbitrary";
import { changedConfig } from "../config/changed-config";

function check(environment: string, values: Record<string, string>): StackConfig | readonly Problem[] {
  try {
    return checkConfig({ environment, values, isSecret: () => false }, planProblems).config;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function isConfig(checked: StackConfig | readonly Problem[]): checked is StackConfig {
  return !Array.isArray(checked);
}

test("10,000 generated configurations give a plan, or an error whose every problem has its path and fix", () => {
  const seen = { planned: 0, refused: 0 };
  fc.assert(
    fc.property(
      environmentName,
      fc.oneof({ arbitrary: changedConfig, weight: 9 }, { arbitrary: validConfig, weight: 1 }),
      (environment, input) => {
        const checked = check(environment, flat(input));
        if (isConfig(checked)) {
          seen.planned++;
          const plan = buildPlan(checked);
          if (plan.environment !== environment || !Object.isFrozen(plan.network))
            throw new Error("plan is not of this configuration");
          return;
        }
        seen.refused++;
        for (const { path, message, fix } of checked) {
          if (path === "" || message === "" || fix === "")
            throw new Error(`incomplete problem at ${path}: ${message}; ${fix}`);
        }
        if (checked.length === 0) throw new Error("refused without a problem");
      },
    ),
    { numRuns: 10_000 },
  );
  expect(seen.planned).toBeGreaterThan(1000);
  expect(seen.refused).toBeGreaterThan(5000);
});
