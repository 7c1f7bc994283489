import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { Image } from "../config/schema";

/** EC2's names of the architectures. */
const EC2_ARCHITECTURE = { amd64: "x86_64", arm64: "arm64" } as const;

/**
 * The AMI of a pinned image. An id is taken as it is; a name is looked up among the images of exactly that account, and the lookup fails
 * unless exactly one is found. Without `architecture` the instance type decides: EC2 refuses an image that does not fit it.
 */
export function resolveImage(
  image: Image,
  architecture: keyof typeof EC2_ARCHITECTURE | undefined,
  opts: pulumi.InvokeOptions,
): pulumi.Input<string> {
  if ("id" in image) return image.id;
  return ec2.getAmiOutput(
    {
      owners: [image.owner],
      filters: [
        { name: "name", values: [image.name] },
        ...(architecture === undefined ? [] : [{ name: "architecture", values: [EC2_ARCHITECTURE[architecture]] }]),
        { name: "state", values: ["available"] },
      ],
      mostRecent: false,
      // AWS hides deprecated images from everybody but their owner; a pinned image must be found for as long as it can be launched.
      includeDeprecated: true,
    },
    opts,
  ).id;
}
