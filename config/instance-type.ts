/** EC2 instance type names ("m7gd.2xlarge"): their form and the architecture that the family tells. */

const FORM =
  /^[a-z][a-z0-9-]*\.(?:nano|micro|small|medium|large|(?:[1-9]\d{0,2})?xlarge|metal(?:-(?:\d+xl|\d+x?large))?)$/;

export function isInstanceType(text: string): boolean {
  return FORM.test(text);
}

/** "m7gd.large" → "m7gd". */
export function familyOf(instanceType: string): string {
  return instanceType.split(".")[0] ?? instanceType;
}

/** A "g" behind the generation number marks Graviton (t4g, c7gn, im4gn, is4gen); a1 was Graviton before the letter. g4dn is a GPU class on x86. */
export function architectureOf(instanceType: string): "amd64" | "arm64" {
  const family = familyOf(instanceType);
  if (family === "a1") return "arm64";
  const attributes = /^[a-z]+\d+([a-z]*)/.exec(family)?.[1] ?? "";
  return attributes.includes("g") ? "arm64" : "amd64";
}

/** T families earn CPU credits and are throttled once these are spent. */
export function isBurstable(instanceType: string): boolean {
  return /^t\d/.test(familyOf(instanceType));
}
