import fc from "fast-check";
import { checkConfig } from "../../config/check";
import { ConfigError, type Problem } from "../../config/error";
import { environmentName, flat, validConfig } from "./arbitrary";
import { changedConfig } from "./changed-config";

function problemsOf(environment: string, values: Record<string, string>): readonly Problem[] {
  try {
    checkConfig({ environment, values, isSecret: () => false });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test("a generated valid configuration has no problem", () => {
  fc.assert(
    fc.property(environmentName, validConfig, (environment, input) => {
      expect(problemsOf(environment, flat(input))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test("changed configurations load, or every problem has its path, a message and a fix, and no secret is in any", () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(environmentName, fc.string({ maxLength: 14 })), changedConfig, (environment, input) => {
      const problems = problemsOf(environment, flat(input));
      refused += problems.length > 0 ? 1 : 0;
      for (const { path, message, fix } of problems) {
        if (path === "" || message === "" || fix === "")
          throw new Error(`incomplete problem at ${path}: ${message}; ${fix}`);
      }
      const told = JSON.stringify(problems);
      if (told.includes("AKIAABCDEFGHIJKLMNOP")) throw new Error(told);
    }),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(1000);
  expect(refused).toBeLessThan(2000);
});
