/**
 * AWS regions and the letters of their availability zones, as AWS publishes them. Which of the letters one account sees can be fewer
 * (us-west-1, ap-northeast-1): then the first deployment says so. The regions of China are left out: several services there have other endpoint
 * names, and Client VPN does not exist. Local and wavelength zones are left out: they have no NAT gateway or load balancer.
 */
const ZONE_LETTERS = {
  "af-south-1": "abc",
  "ap-east-1": "abc",
  "ap-east-2": "abc",
  "ap-northeast-1": "abcd",
  "ap-northeast-2": "abcd",
  "ap-northeast-3": "abc",
  "ap-south-1": "abc",
  "ap-south-2": "abc",
  "ap-southeast-1": "abc",
  "ap-southeast-2": "abc",
  "ap-southeast-3": "abc",
  "ap-southeast-4": "abc",
  "ap-southeast-5": "abc",
  "ap-southeast-6": "abc",
  "ap-southeast-7": "abc",
  "ca-central-1": "abd",
  "ca-west-1": "abc",
  "eu-central-1": "abc",
  "eu-central-2": "abc",
  "eu-north-1": "abc",
  "eu-south-1": "abc",
  "eu-south-2": "abc",
  "eu-west-1": "abc",
  "eu-west-2": "abc",
  "eu-west-3": "abc",
  "il-central-1": "abc",
  "me-central-1": "abc",
  "me-south-1": "abc",
  "mx-central-1": "abc",
  "sa-east-1": "abc",
  "us-east-1": "abcdef",
  "us-east-2": "abc",
  "us-gov-east-1": "abc",
  "us-gov-west-1": "abc",
  "us-west-1": "abc",
  "us-west-2": "abcd",
} as const satisfies Readonly<Record<string, string>>;

export const REGIONS: readonly string[] = Object.keys(ZONE_LETTERS);

const LETTERS: ReadonlyMap<string, string> = new Map(Object.entries(ZONE_LETTERS));

/** "eu-central-1" → ["eu-central-1a", ...]; empty for an unknown region. */
export function zonesOf(region: string): readonly string[] {
  return [...(LETTERS.get(region) ?? "")].map((letter) => `${region}${letter}`);
}

/** China, the isolated regions and the European sovereign cloud. */
export function isOfUnsupportedPartition(region: string): boolean {
  return /^(?:cn|us-iso[a-z]*|eu-iso[a-z]*|eusc)-/.test(region);
}

/** First part of every ARN of a region. */
export function arnPartition(region: string): string {
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
