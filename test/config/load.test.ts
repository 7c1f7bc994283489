import * as pulumi from "@pulumi/pulumi";
import { loadConfig, pulumiConfigSource } from "../../config/load";
import { readStackFile } from "../../config/stack-file";

const WEBHOOK = "https://hooks.example.com/T000/very-secret";

function settled(
  output: pulumi.Output<string> | undefined,
): Promise<{ readonly value: string; readonly secret: boolean }> {
  if (output === undefined) throw new Error("no output");
  return new Promise((resolve, reject) => {
    pulumi.isSecret(output).then((secret) => output.apply((value) => resolve({ value, secret })), reject);
  });
}

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    { newResource: ({ inputs }) => ({ id: "x", state: inputs }), call: ({ inputs }) => inputs },
    "palisade",
    "prod",
    true,
  );
});

test("the running program's stack file loads, and its secret stays a secret output outside the configuration", async () => {
  const { values, secretKeys } = readStackFile(process.cwd(), "prod");
  pulumi.runtime.setAllConfig({ ...values, "palisade:alarmWebhook": WEBHOOK }, [...secretKeys]);
  const { config, secrets } = loadConfig(pulumiConfigSource(), () => []);
  expect(config.environment).toBe("prod");
  expect(JSON.stringify(config)).not.toContain("very-secret");
  expect(await settled(secrets.alarmWebhook)).toEqual({ value: WEBHOOK, secret: true });
});

test("a secret key that Pulumi does not know as a secret is refused", () => {
  const { values } = readStackFile(process.cwd(), "prod");
  pulumi.runtime.setAllConfig({ ...values, "palisade:alarmWebhook": WEBHOOK }, []);
  expect(() => loadConfig(pulumiConfigSource(), () => [])).toThrow(
    'configuration of stack "prod" has 1 problem:\n  palisade:alarmWebhook: is a secret in plain text; run pulumi config set --secret palisade:alarmWebhook, and replace the secret if the file was shared',
  );
});

test("without a secret key there is no secret", () => {
  const { values } = readStackFile(process.cwd(), "staging");
  pulumi.runtime.setAllConfig({ ...values }, []);
  expect(loadConfig(pulumiConfigSource(), () => []).secrets).toEqual({});
});
