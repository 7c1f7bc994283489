import fc from "fast-check";
import { planEndpoints } from "../../model/endpoints";
import { stackConfig, switches } from "./stack-config";

test("the same services in both modes: the management segment has no way to the internet in either", () => {
  const services = (mode: "public-egress" | "isolated") =>
    planEndpoints(stackConfig({ mode })).interfaces.map(({ service }) => service);
  expect(services("public-egress")).toEqual([
    "ec2",
    "kms",
    "secretsmanager",
    "logs",
    "sts",
    "ssm",
    "ssmmessages",
    "elasticloadbalancing",
    "autoscaling",
    "lambda",
    "events",
    "sns",
  ]);
  expect(services("isolated")).toEqual(services("public-egress"));
});

test("an interface endpoint serves callers of this account, and its resources where the service only has own ones", () => {
  const byService = new Map(planEndpoints(stackConfig()).interfaces.map((plan) => [plan.service, plan]));
  expect(byService.get("kms")).toEqual({
    service: "kms",
    serviceName: "com.amazonaws.eu-central-1.kms",
    reason: "Functions decrypt, and sign with the environment's keys",
    policy: {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "OwnAccount",
          Effect: "Allow",
          Principal: "*",
          Action: "kms:*",
          Resource: "*",
          Condition: {
            StringEquals: { "aws:PrincipalAccount": "111122223333" },
            StringEqualsIfExists: { "aws:ResourceAccount": "111122223333" },
          },
        },
      ],
    },
  });
  expect(byService.get("ec2")?.policy.Statement[0]?.Condition).toEqual({
    StringEquals: { "aws:PrincipalAccount": "111122223333" },
  });
});

test("S3: own buckets, and only named buckets of others, read-only", () => {
  const statements = (mode: "public-egress" | "isolated") => planEndpoints(stackConfig({ mode })).s3.policy.Statement;
  expect(statements("isolated").map(({ Sid }) => Sid)).toEqual(["OwnBuckets"]);
  expect(statements("public-egress").map(({ Sid }) => Sid)).toEqual(["OwnBuckets", "RegistryLayers"]);
  expect(statements("isolated")[0]?.Resource).toEqual([
    "arn:aws:s3:::palisade-test-audit-111122223333-eu-central-1",
    "arn:aws:s3:::palisade-test-audit-111122223333-eu-central-1/*",
    "arn:aws:s3:::palisade-test-backups-111122223333-eu-central-1",
    "arn:aws:s3:::palisade-test-backups-111122223333-eu-central-1/*",
  ]);
  const elsewhere = {
    ...stackConfig(),
    logs: { ...stackConfig().logs, trail: { mode: "existing", arn: "arn:x" } },
  } as const;
  expect(JSON.stringify(planEndpoints(elsewhere).s3.policy)).not.toContain("palisade-test-audit");
  expect(statements("public-egress").slice(1)).toEqual([
    {
      Sid: "RegistryLayers",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: ["arn:aws:s3:::prod-registry-k8s-io-eu-central-1/*", "arn:aws:s3:::quayio-production-s3/*"],
    },
  ]);
});

test("no statement opens everything to everybody: one without a condition on the account only reads named buckets", () => {
  fc.assert(
    fc.property(switches, (on) => {
      const { interfaces, s3 } = planEndpoints(stackConfig(on));
      for (const statement of [...interfaces.flatMap(({ policy }) => policy.Statement), ...s3.policy.Statement]) {
        const resources = [statement.Resource].flat();
        const into = statement.Condition?.["StringEquals"]?.["aws:ResourceAccount"];
        if (statement.Sid === "AssumeOwnRoles") {
          expect(into).toBe("111122223333");
          expect([statement.Action].flat().every((action) => action.startsWith("sts:AssumeRole"))).toBe(true);
        } else if (statement.Condition?.["StringEquals"]?.["aws:PrincipalAccount"] === undefined) {
          expect(statement.Action).toBe("s3:GetObject");
          expect(resources.every((resource) => /^arn:aws:s3:::[a-z0-9-]+\/\*$/.test(resource))).toBe(true);
        }
      }
    }),
  );
});
