/** Images that fit the region, the release and what runs on them. */
import { type Edit, messagesAfter } from "./sample";

const TALOS = "540036508848";
const AMAZON_LINUX = "137112412989";
const GOVERNMENT: readonly Edit[] = [
  ["account.region", "us-gov-west-1"],
  ["account.zones", ["us-gov-west-1a", "us-gov-west-1b"]],
];

test.each<[string, readonly Edit[], readonly string[]]>([
  [
    "an official image of another region",
    [["talos.image", { owner: TALOS, name: "talos-v1.14.1-us-east-1-amd64" }]],
    [
      'palisade:talos.image.name: must contain account.region (eu-central-1), got "talos-v1.14.1-us-east-1-amd64"; name the image of that region',
    ],
  ],
  [
    "an official image of a region that begins alike",
    [["talos.image", { owner: TALOS, name: "talos-v1.14.1-eu-central-10-amd64" }]],
    [
      'palisade:talos.image.name: must contain account.region (eu-central-1), got "talos-v1.14.1-eu-central-10-amd64"; name the image of that region',
    ],
  ],
  [
    "an official image in another partition",
    [...GOVERNMENT, ["talos.image", { owner: TALOS, name: "talos-v1.14.1-eu-central-1-amd64" }]],
    [
      'palisade:talos.image.owner: is an account of another AWS partition than us-gov-west-1, got "540036508848"; use an image of an account in that partition, or an id: no image crosses partitions',
    ],
  ],
  [
    "Amazon Linux of another partition",
    [...GOVERNMENT, ["access.bastion.image", { owner: AMAZON_LINUX, name: "al2023-ami-2023.9-x86_64" }]],
    [
      'palisade:access.bastion.image.owner: is an account of another AWS partition than us-gov-west-1, got "137112412989"; use an image of an account in that partition, or an id: no image crosses partitions',
    ],
  ],
  [
    "a Talos image as bastion",
    [["access.bastion.image", { owner: TALOS, name: "talos-v1.14.1-eu-central-1-amd64" }]],
    [
      'palisade:access.bastion.image.owner: publishes Talos, got "540036508848"; use an image with the SSM agent, as Amazon Linux (137112412989): nobody can log in to Talos',
    ],
  ],
  [
    "a copied Talos image as bastion",
    [["access.bastion.image", { owner: "111122223333", name: "Talos-v1.14.1-amd64" }]],
    [
      'palisade:access.bastion.image.name: is Talos by its name, got "Talos-v1.14.1-amd64"; use an image with the SSM agent, as Amazon Linux (137112412989): nobody can log in to Talos',
    ],
  ],
])("refused: %s", (_, edits, told) => {
  expect(messagesAfter(...edits)).toEqual(told);
});

test.each<[string, readonly Edit[]]>([
  ["an official image of the region", [["talos.image", { owner: TALOS, name: "talos-v1.14.1-eu-central-1-amd64" }]]],
  ["a copy of it under a name of one's own", [["talos.image", { owner: "111122223333", name: "hardened-2026.09" }]]],
  [
    "an image of the own account in another partition",
    [...GOVERNMENT, ["talos.image", { owner: "111122223333", name: "x-1" }]],
  ],
  ["Amazon Linux as bastion", [["access.bastion.image", { owner: AMAZON_LINUX, name: "al2023-ami-2023.9-x86_64" }]]],
])("no problem: %s", (_, edits) => {
  expect(messagesAfter(...edits)).toEqual([]);
});
