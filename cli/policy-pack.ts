/** `npm run policy`: compiles the policy pack to the JavaScript that the Pulumi engine loads. */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ExitCode, ExpectedError } from "./exit";
import { ROOT } from "./root";

/** Throws ExpectedError where the pack does not compile; tsc has printed why. `silent`: says nothing where it does. */
export function compilePolicyPack({ silent = false }: { readonly silent?: boolean } = {}): number {
  // A rule that was removed must not stay behind as compiled JavaScript.
  rmSync(join(ROOT, "policy", "dist"), { recursive: true, force: true });
  const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const { status, signal } = spawnSync(process.execPath, [tsc, "-p", join(ROOT, "policy", "tsconfig.json")], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (signal !== null) throw new ExpectedError(`policy: the compiler was ended by ${signal}; run it again`);
  if (status !== 0) throw new ExpectedError("policy: does not compile; correct what tsc reports and run it again");
  if (!silent) process.stdout.write("policy/dist is compiled: pulumi preview --policy-pack policy\n");
  return ExitCode.passed;
}
