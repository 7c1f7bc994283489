/** Where the environment lives: account, region, zones, and regions that hold copies of backups. */
import { z } from "zod";
import { checked, key, repeated } from "./key";
import { isOfUnsupportedPartition, REGIONS } from "./regions";
import { nearest } from "./suggestion";
import { ACCOUNT_ID, arn, text } from "./text-schema";

const region = checked(z.string(), (value) => {
  if (REGIONS.includes(value)) return undefined;
  if (isOfUnsupportedPartition(value))
    return {
      wrong: "is of an AWS partition that Palisade does not support",
      fix: "use a region of the commercial partition or of GovCloud: elsewhere services and endpoints that it needs are missing",
    };
  const near = nearest(value, REGIONS);
  return {
    wrong: "is not an AWS region that Palisade knows",
    fix: near === undefined ? `use one of ${REGIONS.join(", ")}` : `did you mean "${near}"?`,
  };
});

const zone = text(
  /^[a-z]{2}(?:-[a-z]+)+-\d[a-h]$/,
  "must be an availability zone name",
  'write the region and a letter from a to h, for example "eu-central-1a"',
);

export const accountSchema = z.strictObject({
  id: key(text(ACCOUNT_ID, "must be an account id of 12 digits", "write 12 digits in quotes"), {
    meaning:
      "AWS account of the environment. The provider refuses credentials of any other account, and every ARN in the plan carries it.",
    limits: "12 digits, in quotes",
    example: "111122223333",
  }),
  region: key(region, {
    meaning: "Home region. A given `aws:region` must be the same.",
    limits: "a region that Palisade knows the zones of (config/regions.ts)",
    example: "eu-central-1",
  }),
  zones: key(
    checked(z.array(zone), (zones) => {
      if (zones.length < 1 || zones.length > 8)
        return { wrong: "must name 1 to 8 zones", fix: "use 2 or 3 zones of the region" };
      const faults = repeated(zones);
      if (faults.length > 0) return faults;
      const sorted = [...zones].sort();
      return sorted.every((name, index) => name === zones[index])
        ? undefined
        : {
            wrong: "must be in alphabetical order",
            fix: `write ${JSON.stringify(sorted)}: control planes are placed in this order`,
          };
    }),
    {
      meaning:
        "Availability zones that get subnets. Addresses follow the zone's letter, so a zone that is added later moves nothing.",
      limits: "1 to 8, in alphabetical order, each of `account.region`; at least 2 unless `protection.disposable`",
      example: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    },
  ),
  deployRoleArns: key(
    checked(z.array(arn("iam:", "\\d{12}:role/[\\w+=,.@/-]{1,512}", "an IAM role")).optional(), (roles) => {
      if (roles === undefined) return undefined;
      if (roles.length < 1 || roles.length > 5)
        return { wrong: "must name 1 to 5 roles", fix: "name the roles that run Pulumi, or remove the key" };
      return repeated(roles);
    }),
    {
      meaning:
        "IAM roles that run Pulumi: with the provisioning function the only ones that may read the cluster's secrets, since the provider reads back what it writes.",
      limits: "1 to 5, each once, of `account.id`",
      absent: "the role `palisade-<environment>-deploy`",
      example: ["arn:aws:iam::111122223333:role/palisade-staging-deploy"],
    },
  ),
  permissionsBoundaryArn: key(
    arn("iam:", "\\d{12}:policy/[\\w+=,.@/-]{1,128}", "a managed IAM policy of the account").optional(),
    {
      meaning:
        "Permissions boundary of every role that Palisade makes. The deploy role is then allowed to make and change only roles that have it; `npm run deploy-role` prints its document. Set it before the first run, or in a change of its own.",
      limits: "of `account.id`, at most 128 characters behind `policy/`; the policy must exist",
      absent: "none: whoever runs as the deploy role can give the environment's roles any right in the account",
      example: "arn:aws:iam::111122223333:policy/palisade-staging-boundary",
    },
  ),
  backupRegions: key(
    checked(z.array(region), (regions) =>
      regions.length > 4 ? { wrong: "must name at most 4 regions", fix: "remove some" } : repeated(regions),
    ).default([]),
    {
      meaning: "Regions that hold a replica of the backups, each with a bucket and a key of its own.",
      limits: "at most 4, each once, not the home region, in the same AWS partition",
      example: ["eu-west-1"],
    },
  ),
});
