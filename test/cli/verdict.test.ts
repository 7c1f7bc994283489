/** A stack that fails: the exit code, and what a person reads. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { recordProgram } from "../../cli/program";
import { renderVerdict, verdictLine } from "../../cli/render/verdict";
import { ROOT } from "../../cli/root";
import { RULES } from "../../policy/catalogue";
import type { Finding, RuleResult, Verdict } from "../../policy/verdict";
import type { DeploymentResource } from "../../sandbox/deployment";
import { ThrowAwayKeys } from "../../sandbox/throw-away-keys";

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
        const resources = recorded.judged.deployment.resources.map(openedTalosApi);
        return {
          ...recorded,
          judged: { ...recorded.judged, deployment: { ...recorded.judged.deployment, resources } },
        };
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
  const code = await preview({ environment: NAME, file, json: false, keys: new ThrowAwayKeys() });
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
  const counted = `${RULES.length - 2} rules passed, 1 failed, 0 undecided, 1 with advice`;
  // Nothing is accepted, so that the rule about it has nothing to look at.
  const [first, second] = printed.join("").trimEnd().split("\n").slice(-2);
  expect(`${first} ${second?.trim()}`).toBe(`FAILED test-failed: ${counted}, 1 without a subject`);
});

it("gives advice once, for all that it is about, within 80 columns, and counts it as no failure", () => {
  const rule = (level: RuleResult["level"], outcome: RuleResult["outcome"]): RuleResult => ({
    id: "K8S-18",
    policy: `${level}-must-hold`,
    statement: "It holds",
    level,
    outcome,
    checked: 30,
    passed: 0,
    failed: 30,
    inconclusive: 0,
    suppressed: 0,
  });
  const finding = (index: number): Finding => ({
    id: "K8S-18",
    policy: "advisory-must-hold",
    severity: "low",
    level: "advisory",
    outcome: "fail",
    urn: `urn:pulumi:test::palisade::type::resource-${index % 15}`,
    message: "it does not",
    remediation: "Make it hold, which takes a sentence that is longer than a line of the terminal may ever be here.",
  });
  const counts = { rules: 2, pass: 1, fail: 1, inconclusive: 0, suppressed: 0, "not-applicable": 0 };
  const verdict: Verdict = {
    passed: true,
    counts,
    rules: [rule("mandatory", "pass"), rule("advisory", "fail")],
    findings: Array.from({ length: 30 }, (_, index) => finding(index)),
  };
  const text = renderVerdict(verdict);
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(text.match(/resource-\d+/g)).toHaveLength(15);
  expect(text.match(/Make it hold/g)).toHaveLength(1);
  expect(text).not.toContain("FAILED");
  expect(verdictLine("test", verdict, false)).toBe("PASSED test: 1 rules passed, 0 failed, 0 undecided, 1 with advice");
  expect(verdictLine("test", verdict, true)).toBe(
    "PASSED test: 1 rules passed, 0 failed, 0 undecided, 1 with advice, disposable:\n  nothing is protected",
  );
});
