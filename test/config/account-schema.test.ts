import { REGIONS } from "../../config/regions";
import { type Edit, messagesAfter } from "./sample";

const cases: readonly (readonly [name: string, edits: readonly Edit[], told: readonly string[]])[] = [
  [
    "a section that is missing",
    [["account", undefined]],
    ["palisade:account: is missing; set it, docs/configuration.md describes its keys"],
  ],
  [
    "an unknown key, nearly right",
    [["account.regoin", "x"]],
    ['palisade:account.regoin: is not a known key; did you mean "region"?'],
  ],
  [
    "an unknown key, its value not shown",
    [["account.password", "hunter2"]],
    [
      "palisade:account.password: is a secret in plain text; remove it, and replace the secret: whoever can read the stack file has it",
    ],
  ],
  [
    "an id that is a number",
    [["account.id", 111122223333]],
    ["palisade:account.id: must be a string, got 111122223333; put it in quotes"],
  ],
  [
    "an id that is too short",
    [["account.id", "1111"]],
    ['palisade:account.id: must be an account id of 12 digits, got "1111"; write 12 digits in quotes'],
  ],
  [
    "a region that is misspelt",
    [["account.region", "eu-centrl-1"]],
    [
      'palisade:account.region: is not an AWS region that Palisade knows, got "eu-centrl-1"; did you mean "eu-central-1"?',
    ],
  ],
  [
    "a region that is none",
    [["account.region", "mars"]],
    [`palisade:account.region: is not an AWS region that Palisade knows, got "mars"; use one of ${REGIONS.join(", ")}`],
  ],
  [
    "a region of China",
    [["account.region", "cn-north-1"]],
    [
      'palisade:account.region: is of an AWS partition that Palisade does not support, got "cn-north-1"; use a region of the commercial partition or of GovCloud: elsewhere services and endpoints that it needs are missing',
    ],
  ],
  [
    "a backup region of the European sovereign partition",
    [["account.backupRegions", ["eusc-de-east-1"]]],
    [
      'palisade:account.backupRegions[0]: is of an AWS partition that Palisade does not support, got "eusc-de-east-1"; use a region of the commercial partition or of GovCloud: elsewhere services and endpoints that it needs are missing',
    ],
  ],
  [
    "a zone outside the region",
    [["account.zones", ["eu-central-1a", "eu-west-1b"]]],
    [
      'palisade:account.zones[1]: is not a zone of eu-central-1, got "eu-west-1b"; use zones of eu-central-1a, eu-central-1b, eu-central-1c',
    ],
  ],
  [
    "a zone letter that the region does not have",
    [["account.zones", ["eu-central-1a", "eu-central-1d"]]],
    [
      'palisade:account.zones[1]: is not a zone of eu-central-1, got "eu-central-1d"; use zones of eu-central-1a, eu-central-1b, eu-central-1c',
    ],
  ],
  [
    "a local zone",
    [["account.zones", ["eu-central-1a", "eu-central-1-ham-1a"]]],
    [
      'palisade:account.zones[1]: must be an availability zone name, got "eu-central-1-ham-1a"; write the region and a letter from a to h, for example "eu-central-1a"',
    ],
  ],
  [
    "a zone twice",
    [["account.zones", ["eu-central-1a", "eu-central-1a"]]],
    ['palisade:account.zones[1]: repeats entry 0, got "eu-central-1a"; give each value once'],
  ],
  [
    "zones out of order",
    [["account.zones", ["eu-central-1b", "eu-central-1a"]]],
    [
      'palisade:account.zones: must be in alphabetical order, got ["eu-central-1b","eu-central-1a"]; write ["eu-central-1a","eu-central-1b"]: control planes are placed in this order',
    ],
  ],
  [
    "no zone",
    [["account.zones", []]],
    ["palisade:account.zones: must name 1 to 8 zones, got []; use 2 or 3 zones of the region"],
  ],
  [
    "nine zones",
    [["account.zones", Array(9).fill("eu-central-1a")]],
    [
      'palisade:account.zones: must name 1 to 8 zones, got ["eu-central-1a","eu-central-1a","eu-central-1a","eu-central-1a","eu-central-1a"...; use 2 or 3 zones of the region',
    ],
  ],
  [
    "one zone",
    [["account.zones", ["eu-central-1a"]]],
    [
      'palisade:account.zones: must name at least 2 zones, got ["eu-central-1a"]; add a zone: with one, its loss is the loss of the cluster; or set protection.disposable',
    ],
  ],
  [
    "the home region as backup region",
    [["account.backupRegions", ["eu-central-1"]]],
    [
      'palisade:account.backupRegions[0]: is the home region, got "eu-central-1"; name another region, so that copies survive the loss of this one',
    ],
  ],
  [
    "a backup region twice",
    [["account.backupRegions", ["eu-west-1", "eu-west-1"]]],
    ['palisade:account.backupRegions[1]: repeats entry 0, got "eu-west-1"; give each value once'],
  ],
  [
    "a backup region of another partition",
    [["account.backupRegions", ["us-gov-west-1"]]],
    [
      'palisade:account.backupRegions[0]: is not in the AWS partition of eu-central-1, got "us-gov-west-1"; name a region of the same partition: nothing replicates between them',
    ],
  ],
  [
    "five backup regions",
    [["account.backupRegions", ["eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1", "us-east-1"]]],
    [
      'palisade:account.backupRegions: must name at most 4 regions, got ["eu-west-1","eu-west-2","eu-west-3","eu-north-1","us-east-1"]; remove some',
    ],
  ],
];

describe("bad input: the account", () => {
  test.each(cases)("%s", (_, edits, told) => {
    expect(messagesAfter(...edits)).toEqual(told);
  });
});
