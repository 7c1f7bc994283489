import { type Edit, messagesAfter } from "./sample";

const official = (name: string): Edit => ["talos.image", { owner: "540036508848", name }];

const cases: readonly (readonly [name: string, edits: readonly Edit[], told: readonly string[]])[] = [
  [
    "a Talos version without v",
    [["talos.version", "1.14.1"]],
    [
      'palisade:talos.version: must be an exact Talos release, got "1.14.1"; write "v" and three numbers, for example "v1.14.1"; previews are not taken',
    ],
  ],
  [
    "a Talos pre-release",
    [["talos.version", "v1.14.0-beta.1"]],
    [
      'palisade:talos.version: must be an exact Talos release, got "v1.14.0-beta.1"; write "v" and three numbers, for example "v1.14.1"; previews are not taken',
    ],
  ],
  [
    "a Talos version with a leading zero",
    [["talos.version", "v1.14.01"]],
    [
      'palisade:talos.version: must be an exact Talos release, got "v1.14.01"; write "v" and three numbers, for example "v1.14.1"; previews are not taken',
    ],
  ],
  [
    "a Talos version beyond any number",
    [["talos.version", "v1.14.99999999999999999999"]],
    [
      'palisade:talos.version: must be an exact Talos release, got "v1.14.99999999999999999999"; write "v" and three numbers, for example "v1.14.1"; previews are not taken',
    ],
  ],
  [
    "a Talos version that is too old",
    [["talos.version", "v1.12.4"]],
    ['palisade:talos.version: is not a supported Talos version, got "v1.12.4"; use a release of 1.13.x and 1.14.x'],
  ],
  [
    "a Talos version that is too new",
    [["talos.version", "v1.15.0"]],
    ['palisade:talos.version: is not a supported Talos version, got "v1.15.0"; use a release of 1.13.x and 1.14.x'],
  ],
  [
    "a Kubernetes version with v",
    [["kubernetes.version", "v1.36.2"]],
    [
      'palisade:kubernetes.version: must be an exact Kubernetes release, got "v1.36.2"; write three numbers without "v", in quotes, for example "1.36.2"',
    ],
  ],
  [
    "a Kubernetes version with leading zeros",
    [["kubernetes.version", "01.37.00"]],
    [
      'palisade:kubernetes.version: must be an exact Kubernetes release, got "01.37.00"; write three numbers without "v", in quotes, for example "1.36.2"',
    ],
  ],
  [
    "a Kubernetes minor with a leading zero",
    [["kubernetes.version", "1.037.0"]],
    [
      'palisade:kubernetes.version: must be an exact Kubernetes release, got "1.037.0"; write three numbers without "v", in quotes, for example "1.36.2"',
    ],
  ],
  [
    "a Kubernetes version that is a number",
    [["kubernetes.version", 1.36]],
    ["palisade:kubernetes.version: must be a string, got 1.36; put it in quotes"],
  ],
  [
    "a Kubernetes version too old for Talos 1.14",
    [["kubernetes.version", "1.31.9"]],
    [
      'palisade:kubernetes.version: is outside the range of Talos 1.14, got "1.31.9"; use a release of 1.32 to 1.37, or another Talos version',
    ],
  ],
  [
    "a Kubernetes version too new for Talos 1.14",
    [["kubernetes.version", "1.38.0"]],
    [
      'palisade:kubernetes.version: is outside the range of Talos 1.14, got "1.38.0"; use a release of 1.32 to 1.37, or another Talos version',
    ],
  ],
  [
    "a Kubernetes version too new for Talos 1.13",
    [
      ["talos.version", "v1.13.0"],
      ["kubernetes.version", "1.37.0"],
    ],
    [
      'palisade:kubernetes.version: is outside the range of Talos 1.13, got "1.37.0"; use a release of 1.31 to 1.36, or another Talos version',
    ],
  ],
  [
    "an image by a wrong id",
    [["talos.image", { id: "ami-xyz" }]],
    [
      'palisade:talos.image.id: must be an AMI id, got "ami-xyz"; write "ami-" and 8 or 17 hexadecimal digits, or use owner and name',
    ],
  ],
  [
    "an image with id and owner",
    [["talos.image", { id: "ami-0f1e2d3c4b5a69788", owner: "540036508848" }]],
    ["palisade:talos.image.owner: is not a known key; remove it, known keys are id"],
  ],
  [
    "an image with a wildcard",
    [["talos.image", { owner: "444455556666", name: "talos-v1.14.1-*" }]],
    [
      'palisade:talos.image.name: must be the exact name of one AMI, got "talos-v1.14.1-*"; remove the wildcard: a pattern would take a newer image without review',
    ],
  ],
  [
    "an image owner that is an alias",
    [["talos.image", { owner: "self", name: "talos" }]],
    [
      'palisade:talos.image.owner: must be an account id of 12 digits, got "self"; aliases as "amazon" are not taken; Talos publishes as "540036508848"',
    ],
  ],
  [
    "an image without a name",
    [["talos.image", { owner: "540036508848" }]],
    [
      'palisade:talos.image.name: is missing; set it, for example "talos-v1.14.1-eu-central-1-amd64" (3 to 128 characters, no wildcard)',
    ],
  ],
  [
    "an official image of another release",
    [official("talos-v1.14.0-eu-central-1-amd64")],
    [
      'palisade:talos.image.name: must contain talos.version (v1.14.1), got "talos-v1.14.0-eu-central-1-amd64"; name the image of that release',
    ],
  ],
  [
    "an official image of a release that begins alike",
    [official("talos-v1.14.10-eu-central-1-amd64")],
    [
      'palisade:talos.image.name: must contain talos.version (v1.14.1), got "talos-v1.14.10-eu-central-1-amd64"; name the image of that release',
    ],
  ],
  [
    "an official image of another architecture",
    [official("talos-v1.14.1-eu-central-1-arm64")],
    [
      'palisade:talos.image.name: must contain talos.architecture (amd64), got "talos-v1.14.1-eu-central-1-arm64"; name the image of that architecture',
    ],
  ],
  [
    "an unknown architecture",
    [["talos.architecture", "x86"]],
    ['palisade:talos.architecture: must be one of "amd64", "arm64", got "x86"; use one of them'],
  ],
  [
    "a schematic that is too short",
    [["talos.schematic", "abc"]],
    [
      'palisade:talos.schematic: must be an Image Factory schematic id, got "abc"; write its 64 hexadecimal digits in lower case',
    ],
  ],
];

describe("bad input: versions and images", () => {
  test.each(cases)("%s", (_, edits, told) => {
    expect(messagesAfter(...edits)).toEqual(told);
  });
});
