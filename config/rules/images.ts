/** Machine images that exist in the region and fit what runs on them. */
import { AMAZON_LINUX_OWNER, TALOS_IMAGE_OWNER } from "../contracts";
import { arnPartition } from "../regions";
import { type Rule, when } from "./rule";

const officialImage: Rule = ({ account, talos }) => {
  const image = talos?.image;
  if (image === undefined || !("owner" in image) || image.owner !== TALOS_IMAGE_OWNER || image.name === undefined)
    return [];
  const parts = image.name.split("-");
  const { version, architecture } = talos ?? {};
  // In another partition the owner is wrong, whatever the name.
  const region = account?.region !== undefined && arnPartition(account.region) === "aws" ? account.region : undefined;
  const path = ["talos", "image", "name"];
  return [
    ...when(
      version !== undefined && !parts.includes(version),
      path,
      `must contain talos.version (${version})`,
      "name the image of that release",
    ),
    ...when(
      region !== undefined && !`-${image.name}-`.includes(`-${region}-`),
      path,
      `must contain account.region (${region})`,
      "name the image of that region",
    ),
    ...when(
      architecture !== undefined && !parts.includes(architecture),
      path,
      `must contain talos.architecture (${architecture})`,
      "name the image of that architecture",
    ),
  ];
};

/** Both publishers' accounts are of the commercial partition. */
const partition: Rule = ({ access, account, talos }) => {
  const region = account?.region;
  if (region === undefined || arnPartition(region) === "aws") return [];
  const images = [
    [["talos", "image", "owner"], talos?.image],
    [["access", "bastion", "image", "owner"], access?.bastion?.image],
  ] as const;
  return images.flatMap(([path, image]) =>
    when(
      image !== undefined && "owner" in image && [TALOS_IMAGE_OWNER, AMAZON_LINUX_OWNER].includes(image.owner ?? ""),
      path,
      `is an account of another AWS partition than ${region}`,
      "use an image of an account in that partition, or an id: no image crosses partitions",
    ),
  );
};

const bastionImage: Rule = ({ access }) => {
  const image = access?.bastion?.image;
  if (image === undefined || !("owner" in image)) return [];
  const path = ["access", "bastion", "image"];
  const fix = `use an image with the SSM agent, as Amazon Linux (${AMAZON_LINUX_OWNER}): nobody can log in to Talos`;
  const official = image.owner === TALOS_IMAGE_OWNER;
  return [
    ...when(official, [...path, "owner"], "publishes Talos", fix),
    ...when(!official && /^talos\b/i.test(image.name ?? ""), [...path, "name"], "is Talos by its name", fix),
  ];
};

export const IMAGE_RULES: readonly Rule[] = [officialImage, partition, bastionImage];
