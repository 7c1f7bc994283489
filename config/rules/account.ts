/** Region, zones and ARNs belong together. */
import { arnPartition, zonesOf } from "../regions";
import { type Finding, type Rule, when } from "./rule";

const zones: Rule = ({ account, protection }) => {
  const region = account?.region;
  const named = account?.zones;
  if (named === undefined) return [];
  const known = region === undefined ? [] : zonesOf(region);
  const outside = named.flatMap((zone, index) =>
    when(
      zone !== undefined && region !== undefined && !known.includes(zone),
      ["account", "zones", index],
      `is not a zone of ${region}`,
      `use zones of ${known.join(", ")}`,
    ),
  );
  return [
    ...outside,
    ...when(
      named.length === 1 && protection?.disposable === false,
      ["account", "zones"],
      "must name at least 2 zones",
      "add a zone: with one, its loss is the loss of the cluster; or set protection.disposable",
    ),
  ];
};

const backupRegions: Rule = ({ account }) =>
  (account?.backupRegions ?? []).flatMap((region, index) => {
    const home = account?.region;
    if (region === undefined || home === undefined) return [];
    const path = ["account", "backupRegions", index];
    return [
      ...when(
        region === home,
        path,
        "is the home region",
        "name another region, so that copies survive the loss of this one",
      ),
      ...when(
        arnPartition(region) !== arnPartition(home),
        path,
        `is not in the AWS partition of ${home}`,
        "name a region of the same partition: nothing replicates between them",
      ),
    ];
  });

/** `arn:<partition>:<service>:<region>:<account>:...`; an empty region or account is not compared. */
function foreign(
  path: readonly PropertyKey[],
  arn: string | undefined,
  region: string | undefined,
  account: string | undefined,
): readonly Finding[] {
  const [, partition, , arnRegion, arnAccount] = arn?.split(":") ?? [];
  if (arn === undefined) return [];
  return [
    ...when(
      region !== undefined && partition !== arnPartition(region),
      path,
      `is not in the AWS partition of ${region}`,
      `use an ARN of ${arnPartition(region ?? "")}`,
    ),
    ...when(
      region !== undefined && arnRegion !== "" && arnRegion !== region,
      path,
      `must be of region ${region}`,
      "use the one in account.region",
    ),
    ...when(
      account !== undefined && arnAccount !== account,
      path,
      `must be of account ${account}`,
      "use the one in account.id",
    ),
  ];
}

const arns: Rule = ({ access, account, logs }) => {
  const vpn = access?.clientVpn;
  const trail = logs?.trail;
  const trailArn = trail?.mode === "existing" ? trail.arn : undefined;
  return [
    ...(account?.deployRoleArns ?? []).flatMap((role, index) =>
      foreign(["account", "deployRoleArns", index], role, account?.region, account?.id),
    ),
    ...foreign(["account", "permissionsBoundaryArn"], account?.permissionsBoundaryArn, account?.region, account?.id),
    ...foreign(
      ["access", "clientVpn", "serverCertificateArn"],
      vpn?.serverCertificateArn,
      account?.region,
      account?.id,
    ),
    ...foreign(
      ["access", "clientVpn", "clientCaCertificateArn"],
      vpn?.clientCaCertificateArn,
      account?.region,
      account?.id,
    ),
    ...foreign(["access", "clientVpn", "samlProviderArn"], vpn?.samlProviderArn, account?.region, account?.id),
    ...when(
      trailArn !== undefined &&
        account?.region !== undefined &&
        trailArn.split(":")[1] !== arnPartition(account.region),
      ["logs", "trail", "arn"],
      `is not in the AWS partition of ${account?.region}`,
      "name a trail that records this account",
    ),
  ];
};

export const ACCOUNT_RULES: readonly Rule[] = [zones, backupRegions, arns];
