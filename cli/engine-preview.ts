/** `npm run preview -- <environment> --engine pulumi`: the preview of the real engine, with the policy pack and stand-ins for the providers. */
import { RULES } from "../policy/catalogue";
import { engineFailure } from "./engine/engine-failure";
import { EngineStack } from "./engine/engine-stack";
import { netChanges } from "./engine/operations";
import { findPulumi } from "./engine/pulumi-command";
import { previewFolder } from "./engine/stack-folder";
import { type EnvironmentSelection, loadEnvironment } from "./environment";
import { ExitCode, ExpectedError } from "./exit";
import { cleanedUpOnSignal } from "./finish";
import { compilePolicyPack } from "./policy-pack";
import { type EnginePreview, renderEnginePreview } from "./render/engine-preview";
import { progress, progressDone } from "./terminal";

export async function enginePreview(
  selection: EnvironmentSelection & { readonly json: boolean; readonly download: boolean },
): Promise<number> {
  const { plan, stackFile } = loadEnvironment(selection);
  const pulumi = await findPulumi("PATH", selection.download).finally(progressDone);
  progress("compiling the policy pack ...");
  compilePolicyPack({ silent: true });
  const stack = await EngineStack.create(previewFolder(plan.environment), pulumi, stackFile);
  const takeBack = cleanedUpOnSignal(async () => {
    progressDone();
    await stack.stop();
    stack.remove();
  });
  try {
    let operations = 0;
    const run = await stack
      .preview({
        onStep: () => {
          operations++;
          progress(`previewing on Pulumi ${pulumi.version}: ${operations} resources ...`);
        },
      })
      .finally(progressDone);
    const violations = run.log.violations;
    const refused = violations.some(({ level }) => level === "mandatory");
    // A preview that fails for another reason than a policy says nothing about the environment.
    if (!run.succeeded && !refused) throw engineFailure(run);
    if (!run.log.policyPacks.includes("palisade")) throw new ExpectedError("the engine did not run the policy pack");
    const result: EnginePreview = {
      environment: plan.environment,
      engine: "pulumi",
      version: pulumi.version,
      passed: run.succeeded && !refused,
      resources: netChanges(run.log.changes).length,
      rules: RULES.length,
      violations,
      milliseconds: Math.round(run.milliseconds),
    };
    process.stdout.write(selection.json ? `${JSON.stringify(result, null, 2)}\n` : renderEnginePreview(result, pulumi));
    return result.passed ? ExitCode.passed : ExitCode.failed;
  } finally {
    takeBack();
    stack.remove();
  }
}
