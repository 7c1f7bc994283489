/** EC2 instance type names ("m7gd.2xlarge"): their form, the families there are, and what the name tells of architecture and size. */

const FORM =
  /^[a-z][a-z0-9-]*\.(?:nano|micro|small|medium|large|(?:[1-9]\d{0,2})?xlarge|metal(?:-(?:\d+xl|\d+x?large))?)$/;

/**
 * Every Nitro family of EC2 that Talos can run on, as of September 2026; a new one is added here. Sizes are checked by form only: which of them a
 * family has differs by region too, and AWS says so when it creates the node.
 */
const FAMILIES: ReadonlySet<string> = new Set(
  [
    // General purpose.
    "a1 m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id m6idn m6in m7a m7g m7gd m7i m7i-flex",
    "m8a m8azn m8g m8gb m8gd m8gn m8i m8i-flex m8ib m8id m8idb m8idn m8in m8ine m9g m9gd t3 t3a t4g",
    // Compute.
    "c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c7i-flex",
    "c8a c8g c8gb c8gd c8gn c8i c8i-flex c8ib c8id c8in c8ine c9g c9gd hpc6a hpc6id hpc7a hpc7g hpc8a",
    // Memory.
    "r5 r5a r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7a r7g r7gd r7i r7iz",
    "r8a r8g r8gb r8gd r8gn r8i r8i-flex r8ib r8id r8idb r8idn r8in x2gd x2idn x2iedn x2iezn x8aedz x8g x8i z1d",
    "u-3tb1 u-6tb1 u-9tb1 u-12tb1 u-18tb1 u-24tb1 u7i-6tb u7i-8tb u7i-12tb u7ib-12tb u7in-16tb u7in-24tb u7in-32tb u7inh-32tb",
    // Storage.
    "d3 d3en i3en i4g i4i i7i i7ie i8g i8ge im4gn is4gen",
    // Accelerated.
    "dl1 dl2q f2 g4ad g4dn g5 g5g g6 g6e g6f g7 g7e gr6 gr6f inf1 inf2 p3dn p4d p4de p5 p5e p5en p6-b200 p6-b300 p6e-gb200",
    "trn1 trn1n trn2 trn2u vt1",
  ].flatMap((line) => line.split(" ")),
);

export const KNOWN_FAMILIES: readonly string[] = [...FAMILIES];

export function isInstanceType(text: string): boolean {
  return FORM.test(text);
}

export function isKnownFamily(instanceType: string): boolean {
  return FAMILIES.has(familyOf(instanceType));
}

/**
 * Families that are not built on the Nitro system: GetConsoleOutput gives their console late or never, and a node's first contact is verified by
 * what its console says.
 */
const BEFORE_NITRO =
  /^(?:t1|t2|m1|m2|m3|m4|c1|c3|c4|cc1|cc2|cg1|cr1|r3|r4|x1|x1e|i2|i3|hi1|d2|h1|hs1|g2|g3|g3s|p2|p3|f1)$/;

export function isNitro(instanceType: string): boolean {
  return !BEFORE_NITRO.test(familyOf(instanceType));
}

export function isMac(instanceType: string): boolean {
  return /^mac[\d-]/.test(instanceType);
}

/** "m7gd.large" → "m7gd". */
export function familyOf(instanceType: string): string {
  return instanceType.split(".")[0] ?? instanceType;
}

/** "m7gd.large" → "large". */
export function sizeOf(instanceType: string): string {
  return instanceType.slice(familyOf(instanceType).length + 1);
}

/** Arm without the letter: the first Graviton, and Grace. */
const ARM_BY_NAME: ReadonlySet<string> = new Set(["a1", "p6e-gb200"]);

/** A "g" behind the generation number marks Graviton (t4g, c7gn, im4gn, is4gen). g4dn is a GPU class on x86. */
export function architectureOf(instanceType: string): "amd64" | "arm64" {
  const family = familyOf(instanceType);
  if (ARM_BY_NAME.has(family)) return "arm64";
  const attributes = /^[a-z]+\d+([a-z]*)/.exec(family)?.[1] ?? "";
  return attributes.includes("g") ? "arm64" : "amd64";
}

/** T families earn CPU credits and are throttled once these are spent. */
export function isBurstable(instanceType: string): boolean {
  return /^t\d/.test(familyOf(instanceType));
}

/** Half a GiB and one GiB of memory. */
export function isTiny(instanceType: string): boolean {
  return ["nano", "micro"].includes(sizeOf(instanceType));
}
