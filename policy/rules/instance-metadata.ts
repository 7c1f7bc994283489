import { type Check, fail, inconclusive, judged, PASS, type ResourceRule } from "../rule";
import { INSTANCE_TYPES, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE } from "../view/instances";
import type { ResourceView } from "../view/stack";
import { at, elements, isHidden, type Value } from "../view/value";

export const instanceMetadata: ResourceRule = {
  id: "INF-16",
  name: "instance-metadata-must-need-a-session",
  statement: "Instances answer metadata requests with a session token only (IMDSv2), within one network hop",
  severity: "high",
  level: "mandatory",
  references: ["AWS FSBP EC2.8", "AWS FSBP AutoScaling.3", "AWS FSBP AutoScaling.4"],
  remediation: 'Set metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 }.',
  scope: "resource",
  types: [...INSTANCE_TYPES, LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION],
  judge: ({ urn, props }: ResourceView) => {
    const options = elements(at(props, "metadataOptions"));
    if (isHidden(options)) return judged(urn, [inconclusive("metadataOptions is not known")]);
    const given = options[0];
    if (at(given, "httpEndpoint") === "disabled") return judged(urn, [PASS]);
    return judged(urn, [
      check(at(given, "httpTokens"), "metadataOptions.httpTokens", "required", (value) => value === "required"),
      // Absent: the image or the account decides, and both may say 2 or more.
      check(
        at(given, "httpPutResponseHopLimit"),
        "metadataOptions.httpPutResponseHopLimit",
        "1",
        (value) => value === 1,
      ),
    ]);
  },
};

function check(
  value: Value | undefined,
  path: string,
  wanted: string,
  holds: (value: Value | undefined) => boolean,
): Check {
  if (isHidden(value)) return inconclusive(`${path} is not known`);
  return holds(value) ? PASS : fail(`${path} must be ${wanted}`);
}
