/** Where logs, alarms and the trail go, and for how long they stay. */
import { z } from "zod";
import { blockList, SHARED_ENTRIES } from "./access-schema";
import { collectorEndpoint } from "./host-schema";
import { checked, key, repeated } from "./key";
import { arn, type CidrLimits, cidrLimits } from "./text-schema";

/** The only retentions that CloudWatch Logs takes, in days. */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const COLLECTOR: CidrLimits = {
  widest: 16,
  addresses: "any",
  reason: "logs leave for the collector and for nothing else",
};

export const siemSchema = z.strictObject({
  /** `tls://host:port` of the collector. */
  endpoint: key(collectorEndpoint, {
    meaning: "Collector that node and audit logs are sent to.",
    limits: "`tls://host:port`; the host a DNS name in full or an IPv4 address in `cidrs`",
    example: "tls://siem.example.com:6514",
  }),
  cidrs: key(blockList(COLLECTOR, 1, 4), {
    meaning:
      "Networks of the collector: the only destinations that the port is opened to. Private ones lie in the VPC or behind `access.transitGatewayId`.",
    limits: `1 to 4; each ${cidrLimits(COLLECTOR)}; public ones not when isolated; ${SHARED_ENTRIES}`,
    example: ["198.51.100.0/28"],
  }),
});

const trail = z.discriminatedUnion("mode", [
  z.strictObject({
    mode: key(z.literal("own"), {
      meaning:
        "`own`: the environment makes its CloudTrail. `existing`: another trail, as an organisation's, already records the account.",
      limits: "`own`, `existing`",
      example: "own",
    }),
  }),
  z.strictObject({
    mode: z.literal("existing"),
    arn: key(arn("cloudtrail", "[a-z0-9-]+:\\d{12}:trail/[\\w.-]{3,128}", "a CloudTrail trail"), {
      meaning: "The trail that records the account. Only with `mode: existing`.",
      limits: "ARN of a trail; an organisation's may be of another account",
      example: "arn:aws:cloudtrail:eu-central-1:999988887777:trail/organization",
    }),
  }),
]);

export const logsSchema = z.strictObject({
  retentionDays: key(
    checked(z.int(), (days) => {
      if (RETENTION_DAYS.includes(days)) return undefined;
      const longer = RETENTION_DAYS.find((allowed) => allowed > days) ?? 3653;
      return {
        wrong: "is not a retention that CloudWatch Logs takes",
        fix: `use ${longer}, or one of ${RETENTION_DAYS.join(", ")}`,
      };
    }).default(365),
    { meaning: "Days that log groups keep their events.", limits: `one of ${RETENTION_DAYS.join(", ")}`, example: 365 },
  ),
  siem: key(siemSchema.optional(), {
    meaning: "Log collector outside the environment.",
    absent: "logs stay in the account",
  }),
  trail: key(trail.default({ mode: "own" }), { meaning: "CloudTrail of the account." }),
  alarmEmails: key(
    checked(z.array(z.email()), (emails) =>
      emails.length > 10 ? { wrong: "must name at most 10 addresses", fix: "use a mailing list" } : repeated(emails),
    ).default([]),
    {
      meaning: "Addresses that get alarms; each one has to confirm a message from AWS first.",
      limits: "at most 10, each once; at least one unless `alarmWebhook` is set or `protection.disposable`",
      example: ["platform-alarms@example.com"],
    },
  ),
});
