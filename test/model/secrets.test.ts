import type { StackConfig } from "../../config/schema";
import { secretArnPattern } from "../../model/arns";
import { planKeys } from "../../model/keys";
import { planRoles } from "../../model/roles";
import { BUNDLE_SECRET, MACHINE_CONFIG_SECRET, planSecrets, type SecretPlan } from "../../model/secrets";
import { disposable, prod, staging } from "./environments";
import { type Decision, decide } from "./iam-evaluator";

const ACCOUNT = "111122223333";
const FOREIGN = "999988887777";
const READING = ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue"] as const;
/** What administrators do with a secret, short of reading it. */
const ADMINISTRATION = [
  "secretsmanager:DescribeSecret",
  "secretsmanager:PutSecretValue",
  "secretsmanager:PutResourcePolicy",
  "secretsmanager:DeleteResourcePolicy",
  "secretsmanager:GetResourcePolicy",
  "secretsmanager:UpdateSecret",
  "secretsmanager:DeleteSecret",
  "secretsmanager:RestoreSecret",
  "secretsmanager:TagResource",
] as const;

const role = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;
const DEPLOY = role("palisade-prod-deploy");
const PROVISIONING = role("palisade-prod-provisioning");
/** Whoever else there is in the account: nodes, the bastion, people, its root user, and roles of other environments. */
const OTHERS = [
  ...["control-plane", "worker", "bastion", "trail", "flow-logs"].map((name) => role(`palisade-prod-${name}`)),
  role("palisade-staging-deploy"),
  role("palisade-staging-provisioning"),
  role("palisade-prod-deploy-2"),
  role("Administrator"),
  role("aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess_0123456789abcdef"),
  `arn:aws:iam::${ACCOUNT}:user/administrator`,
  `arn:aws:iam::${ACCOUNT}:root`,
];

const plan = planSecrets(prod);
const machineConfig = (identity = "a"): SecretPlan => {
  const found = plan.machineConfigs[identity];
  if (found === undefined) throw new Error(`no secret of control plane ${identity}`);
  return found;
};
const SECRETS: readonly (readonly [name: string, plan: SecretPlan])[] = [
  ["bundle", plan.bundle],
  ...Object.entries(plan.machineConfigs),
];

/** What a resource policy says to a caller; nobody is an AWS service that calls for no account. */
function said(secret: SecretPlan, principal: string, action: string, tls = true): Decision {
  const account = /^arn:aws:iam::(\d{12}):/.exec(principal)?.[1];
  return decide(secret.policy, {
    principal,
    action,
    context: {
      "aws:SecureTransport": tls ? "true" : "false",
      ...(account === undefined ? {} : { "aws:PrincipalArn": principal, "aws:PrincipalAccount": account }),
    },
  });
}

describe("the resource policy", () => {
  it("of a control plane's configuration lets the deploying and the provisioning role read it, where their own policies do", () => {
    for (const action of READING) {
      for (const principal of [DEPLOY, PROVISIONING]) {
        expect([principal, said(machineConfig("b"), principal, action)]).toEqual([principal, "not allowed"]);
      }
    }
  });

  it("of the bundle lets the deploying role alone", () => {
    for (const action of READING) {
      expect(said(plan.bundle, DEPLOY, action)).toBe("not allowed");
      expect(said(plan.bundle, PROVISIONING, action)).toBe("denied");
    }
  });

  it.each(SECRETS)("of %s denies it to everybody else, whatever their own policies say", (_, secret) => {
    for (const action of READING) {
      expect(OTHERS.filter((principal) => said(secret, principal, action) !== "denied")).toEqual([]);
      expect(said(secret, "lambda.amazonaws.com", action)).toBe("denied");
    }
  });

  it.each(SECRETS)("of %s denies administration to nobody of the account, and allows nothing itself", (_, secret) => {
    for (const action of ADMINISTRATION) {
      const wrong = [...OTHERS, DEPLOY, PROVISIONING].filter((one) => said(secret, one, action) !== "not allowed");
      expect([action, wrong]).toEqual([action, []]);
    }
    expect(secret.policy.Statement.filter(({ Effect }) => Effect !== "Deny")).toEqual([]);
  });

  it.each(SECRETS)("of %s is closed to another account, by the names of ours too", (_, secret) => {
    for (const action of [...READING, ...ADMINISTRATION]) {
      for (const name of ["palisade-prod-deploy", "palisade-prod-provisioning", "Administrator"]) {
        expect(said(secret, role(name, FOREIGN), action)).toBe("denied");
      }
    }
  });

  it.each(SECRETS)("of %s is closed to everybody without TLS, the readers too", (_, secret) => {
    for (const action of [...READING, ...ADMINISTRATION]) {
      const heard = [...OTHERS, DEPLOY, PROVISIONING].filter((one) => said(secret, one, action, false) !== "denied");
      expect([action, heard]).toEqual([action, []]);
    }
  });

  it("names the roles that the configuration names in place of the usual one", () => {
    const named = [role("ci/deployer"), role("people/operator")];
    const own = planSecrets({ ...prod, account: { ...prod.account, deployRoleArns: named } });
    for (const secret of [own.bundle, own.machineConfigs["a"] ?? own.bundle]) {
      for (const principal of named) expect(said(secret, principal, READING[0])).toBe("not allowed");
      expect(said(secret, DEPLOY, READING[0])).toBe("denied");
    }
  });
});

describe("reading, by all policies together", () => {
  const arnOf = (secret: SecretPlan) =>
    `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:${secret.namePrefix}20261125010203-AbCdEf`;
  const inlineOf = (key: string, config: StackConfig = prod) =>
    (planRoles(config).find((one) => one.key === key)?.policies ?? []).map(({ document }) => document);
  /** The role's own policies allow it, and the secret's says nothing against it. */
  const reads = (key: string, secret: SecretPlan) =>
    inlineOf(key).some((document) => decide(document, { action: READING[0], resource: arnOf(secret) }) === "allowed") &&
    said(secret, role(`palisade-prod-${key}`), READING[0]) !== "denied";
  const keyAllows = (secret: SecretPlan, principal: string) => {
    const key = planKeys(prod).find(({ purpose }) => purpose === secret.keyPurpose);
    return (
      key !== undefined &&
      decide(key.policy, {
        principal,
        action: "kms:Decrypt",
        context: {
          "kms:CallerAccount": ACCOUNT,
          "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com",
          "kms:EncryptionContext:SecretARN": arnOf(secret),
          "aws:PrincipalArn": principal,
        },
      }) === "allowed"
    );
  };

  it("is the provisioning role's for every control plane, and not for the bundle", () => {
    expect(Object.values(plan.machineConfigs).map((secret) => reads("provisioning", secret))).toEqual([
      true,
      true,
      true,
    ]);
    expect(reads("provisioning", plan.bundle)).toBe(false);
    const staged = planSecrets(staging);
    expect(Object.values(staged.machineConfigs).some((secret) => reads("provisioning", secret))).toBe(false);
  });

  it("is no role's of the plan otherwise", () => {
    const others = planRoles(prod).filter(({ key }) => key !== "provisioning");
    expect(others.length).toBeGreaterThan(5);
    expect(others.filter(({ key }) => SECRETS.some(([, secret]) => reads(key, secret))).map(({ key }) => key)).toEqual(
      [],
    );
  });

  it("is possible under the key that the secret is encrypted with, for the same roles", () => {
    expect(keyAllows(plan.bundle, DEPLOY)).toBe(true);
    expect(keyAllows(plan.bundle, PROVISIONING)).toBe(false);
    for (const secret of Object.values(plan.machineConfigs)) {
      expect([keyAllows(secret, DEPLOY), keyAllows(secret, PROVISIONING)]).toEqual([true, true]);
      expect(OTHERS.filter((principal) => keyAllows(secret, principal))).toEqual([]);
    }
  });
});

describe("names", () => {
  it("begin with the environment's path, say what is in it, and leave room for what AWS adds", () => {
    expect(SECRETS.map(([, { namePrefix, description }]) => [namePrefix, description])).toEqual([
      ["/palisade/prod/talos-secrets-", "Talos secrets bundle of the cluster"],
      ["/palisade/prod/machine-config-a-", "Machine configuration of control plane a"],
      ["/palisade/prod/machine-config-b-", "Machine configuration of control plane b"],
      ["/palisade/prod/machine-config-c-", "Machine configuration of control plane c"],
    ]);
    // Secrets Manager takes 512 characters.
    expect(Math.max(...SECRETS.map(([, { namePrefix }]) => namePrefix.length))).toBeLessThan(450);
  });

  it("are told apart by policies: none is the beginning of another", () => {
    expect(BUNDLE_SECRET.startsWith(MACHINE_CONFIG_SECRET) || MACHINE_CONFIG_SECRET.startsWith(BUNDLE_SECRET)).toBe(
      false,
    );
    expect(secretArnPattern(prod, BUNDLE_SECRET)).toBe(
      `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:/palisade/prod/talos-secrets*`,
    );
  });

  it("and policies are of one environment", () => {
    const other = planSecrets(staging);
    expect(JSON.stringify(plan)).not.toContain("staging");
    expect(JSON.stringify(other)).not.toContain("prod");
  });
});

describe("deletion", () => {
  const facts = (config: StackConfig) => {
    const { bundle, machineConfigs, protect } = planSecrets(config);
    return {
      protect,
      days: [bundle, ...Object.values(machineConfigs)].map(({ recoveryWindowDays }) => recoveryWindowDays),
    };
  };

  it("is refused by Pulumi, and waits as long as AWS lets it", () => {
    expect(facts(prod)).toEqual({ protect: true, days: [30, 30, 30, 30] });
    expect(facts(staging)).toEqual({ protect: true, days: [30, 30, 30, 30] });
  });

  it("of a disposable environment is not refused, and waits as briefly as AWS lets it", () => {
    const { protect, days } = facts(disposable);
    expect(protect).toBe(false);
    expect(new Set(days)).toEqual(new Set([7]));
  });
});

it("the bundle and the configurations are under keys of their own", () => {
  expect(plan.bundle.keyPurpose).toBe("secrets");
  expect(Object.values(plan.machineConfigs).map(({ keyPurpose }) => keyPurpose)).toEqual([
    "machine-configs",
    "machine-configs",
    "machine-configs",
  ]);
});
