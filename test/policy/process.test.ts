/** The compiled pack in the SDK's own runner, as the Pulumi engine starts it; stands in for the engine is only the gRPC client. */
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compilePolicyPack } from "../../cli/policy-pack";
import { ROOT } from "../../cli/root";
import { RULES } from "../../policy/catalogue";
import { suppressionRule } from "../../policy/suppression-rule";
import { NO_SUPPRESSIONS } from "../../policy/suppressions";

const fromPolicySdk = createRequire(require.resolve("@pulumi/policy"));
const grpc = fromPolicySdk("@grpc/grpc-js") as typeof import("@grpc/grpc-js");

interface AnalyzerInfo {
  getName(): string;
  getVersion(): string;
  getPoliciesList(): readonly { getName(): string; getEnforcementlevel(): number }[];
}

interface AnalyzerClient {
  getAnalyzerInfo(request: unknown, callback: (error: Error | null, info: AnalyzerInfo) => void): void;
  close(): void;
}

let runner: ChildProcess | undefined;

afterEach(() => {
  runner?.kill();
});

/** The runner prints the port of its server and nothing before it. */
async function portOf(child: ChildProcess): Promise<number> {
  return await new Promise((resolve, reject) => {
    child.stdout?.once("data", (chunk: Buffer) => resolve(Number(chunk.toString().trim())));
    child.stderr?.once("data", (chunk: Buffer) => reject(new Error(chunk.toString())));
    child.once("error", reject);
  });
}

it("loads from compiled JavaScript and offers every rule at its level", async () => {
  compilePolicyPack();
  const script = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  runner = spawn(process.execPath, [script, "127.0.0.1:1", "."], {
    cwd: join(ROOT, "policy"),
    env: { ...process.env, PULUMI_NODEJS_TYPESCRIPT: "false" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const port = await portOf(runner);
  expect(port).toBeGreaterThan(0);

  const { AnalyzerClient: Client } = fromPolicySdk("@pulumi/pulumi/proto/analyzer_grpc_pb") as {
    AnalyzerClient: new (address: string, credentials: unknown) => AnalyzerClient;
  };
  const { Empty } = fromPolicySdk("google-protobuf/google/protobuf/empty_pb.js") as { Empty: new () => unknown };
  const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const info = await new Promise<AnalyzerInfo>((resolve, reject) => {
    client.getAnalyzerInfo(new Empty(), (error, answer) => (error === null ? resolve(answer) : reject(error)));
  });
  client.close();

  expect(info.getName()).toBe("palisade");
  expect(info.getVersion()).toBe("0.1.0");
  // As the engine numbers them.
  const LEVELS = { advisory: 0, mandatory: 1 } as const;
  expect(info.getPoliciesList().map((policy) => [policy.getName(), policy.getEnforcementlevel()])).toEqual(
    [...RULES, suppressionRule(NO_SUPPRESSIONS)].map(({ name, level }) => [name, LEVELS[level]]),
  );
});
