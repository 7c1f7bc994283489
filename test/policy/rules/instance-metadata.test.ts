import { instanceMetadata } from "../../../policy/rules/instance-metadata";
import { failed, type Inputs, NOT_APPLICABLE, PASS, resource, told, UNKNOWN, undecided } from "../fixture";

const TYPES = [
  "aws:ec2/instance:Instance",
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ec2/launchConfiguration:LaunchConfiguration",
];
const TOKENS = "node: metadataOptions.httpTokens must be required";
const HOPS = "node: metadataOptions.httpPutResponseHopLimit must be 1";

describe.each(TYPES)("instance-metadata of %s", (type) => {
  const judged = (inputs: Inputs) => told(instanceMetadata, resource(type, "node", inputs));

  test.each<[string, unknown]>([
    ["a session and one hop", { httpTokens: "required", httpPutResponseHopLimit: 1 }],
    ["the same in a list", [{ httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 }]],
    ["no metadata service at all", { httpEndpoint: "disabled" }],
  ])("passes for %s", (_, metadataOptions) => {
    expect(judged({ metadataOptions })).toEqual(PASS);
  });

  test.each<[string, Inputs, readonly string[]]>([
    ["nothing", {}, [TOKENS, HOPS]],
    ["an empty list", { metadataOptions: [] }, [TOKENS, HOPS]],
    ["optional tokens", { metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 1 } }, [TOKENS]],
    [
      "a value that AWS does not have",
      { metadataOptions: { httpTokens: "Required", httpPutResponseHopLimit: 1 } },
      [TOKENS],
    ],
    ["two hops", { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } }, [HOPS]],
    ["hops left to the image", { metadataOptions: { httpTokens: "required" } }, [HOPS]],
    [
      "tokens left to the account",
      { metadataOptions: { httpEndpoint: "enabled", httpPutResponseHopLimit: 1 } },
      [TOKENS],
    ],
  ])("fails for %s", (_, inputs, findings) => {
    expect(judged(inputs)).toEqual(failed(...findings));
  });

  test("cannot judge what is not known", () => {
    expect(judged({ metadataOptions: UNKNOWN })).toEqual(undecided("node: metadataOptions is not known"));
    expect(judged({ metadataOptions: { httpTokens: UNKNOWN, httpPutResponseHopLimit: 1 } })).toEqual(
      undecided("node: metadataOptions.httpTokens is not known"),
    );
    expect(judged({ metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: UNKNOWN } })).toEqual(
      undecided("node: metadataOptions.httpPutResponseHopLimit is not known"),
    );
    const unknownAndWrong = judged({ metadataOptions: { httpTokens: UNKNOWN, httpPutResponseHopLimit: 64 } });
    expect(unknownAndWrong).toEqual({
      outcome: "fail",
      findings: ["inconclusive node: metadataOptions.httpTokens is not known", `fail ${HOPS}`],
    });
  });

  test("repeats no value", () => {
    const told = judged({ metadataOptions: { httpTokens: "marker-value", httpPutResponseHopLimit: 4711 } });
    expect(JSON.stringify(told)).not.toMatch(/marker-value|4711/);
  });
});

test("instance-metadata does not look at other types", () => {
  expect(told(instanceMetadata, resource("aws:autoscaling/group:Group", "group", {}))).toEqual(NOT_APPLICABLE);
});
