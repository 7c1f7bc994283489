/** A stack that fails: the exit code, and what a person reads. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { recordProgram } from "../../cli/program";
import { ROOT } from "../../cli/root";
import type { DeploymentResource } from "../../sandbox/deployment";

const NAME = "test-failed";

afterAll(() => {
  rmSync(join(ROOT, ".palisade", NAME), { recursive: true, force: true });
});

/** The real program, with the Talos API opened to everybody on its way to the judge. */
function openedTalosApi(resource: DeploymentResource): DeploymentResource {
  if (!resource.urn.endsWith("::security-groups-worker-ingress-admin-to-worker-talos-api")) return resource;
  const opened = { cidrIpv4: "0.0.0.0/0", referencedSecurityGroupId: null };
  return { ...resource, inputs: { ...resource.inputs, ...opened }, outputs: { ...resource.outputs, ...opened } };
}

it("exits with 1, names the rule, the resource and what to do, and shows no value", async () => {
  jest.doMock("../../cli/program", () => {
    const actual = jest.requireActual<{ recordProgram: typeof recordProgram }>("../../cli/program");
    return {
      recordProgram: async (...args: Parameters<typeof recordProgram>) => {
        const recorded = await actual.recordProgram(...args);
        const resources = recorded.deployment.deployment.resources.map(openedTalosApi);
        const deployment = { ...recorded.deployment.deployment, resources };
        return { ...recorded, deployment: { ...recorded.deployment, deployment } };
      },
    };
  });
  const printed: string[] = [];
  const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  const { preview } = require("../../cli/preview") as typeof import("../../cli/preview");
  const file = join(ROOT, "Pulumi.staging.yaml");
  const code = await preview({ environment: NAME, file, json: false });
  write.mockRestore();

  expect(code).toBe(1);
  const [, findings = ""] = printed.join("").split("INF-03 talos-api-must-admit-administrators-only: ");
  expect(findings.split("\n").slice(0, 4)).toEqual([
    "failed",
    "  security-groups-worker-ingress-admin-to-worker-talos-api (aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule)",
    "  opens 50000/tcp (Talos API) to every IPv4 address; only administrators and management functions may reach it",
    "  Remove the rule, or make its source the administrators' security group or a network of access.adminCidrs.",
  ]);
  expect(findings).not.toContain("0.0.0.0/0");
  expect(printed.join("").trimEnd().split("\n").at(-1)).toBe(
    "FAILED test-failed: 13 rules passed, 1 failed, 0 undecided",
  );
});
