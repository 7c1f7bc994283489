/** EC2 instance type names ("m7gd.2xlarge"): their form and the architecture that the family tells. */

const FORM =
  /^[a-z][a-z0-9-]*\.(?:nano|micro|small|medium|large|(?:[1-9]\d{0,2})?xlarge|metal(?:-(?:\d+xl|\d+x?large))?)$/;

export function isInstanceType(text: string): boolean {
  return FORM.test(text);
}

/**
 * Families that are not built on the Nitro system: GetConsoleOutput gives their console late or never, and a node's first contact is verified by
 * what its console says. Metal sizes of newer families are Nitro; Mac hosts cannot run Talos.
 */
const BEFORE_NITRO = /^(?:t1|t2|m1|m2|m3|m4|c1|c3|c4|cc2|cr1|r3|r4|x1|x1e|i2|i3|d2|h1|hs1|g2|g3|g3s|p2|p3|f1|mac\d.*)$/;

export function isNitro(instanceType: string): boolean {
  return !BEFORE_NITRO.test(familyOf(instanceType));
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
