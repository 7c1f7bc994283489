/** Feature gates of Kubernetes' components, from an argument or from the kubelet's file. */

/** The certificate of a kubelet's own server is renewed by it. */
const ROTATION = "RotateKubeletServerCertificate";

/** Gates that take no guard away where they are on. Off, any of them is a choice that no rule judges. */
const HARMLESS: ReadonlySet<string> = new Set([
  ROTATION,
  "GracefulNodeShutdown",
  "GracefulNodeShutdownBasedOnPodPriority",
  "ImageVolume",
  "InPlacePodVerticalScaling",
  "MutatingAdmissionPolicy",
  "UserNamespacesSupport",
]);

export type GateProblem = "rotation is off" | "a gate is not judged";

/** Gates as "Name=true". Kubernetes takes spaces around both words away. */
export function gateProblem(gates: readonly string[]): GateProblem | undefined {
  const pairs = gates.map((gate) => gate.split("=").map((word) => word.trim()));
  // Off with all gates of its stage: it is a beta feature.
  const ends = pairs.some(([name, on = ""]) => (name === ROTATION || name === "AllBeta") && !isTrue(on));
  if (ends) return "rotation is off";
  const judged = pairs.every(([name = "", on = "", ...more]) => HARMLESS.has(name) && isTrue(on) && more.length === 0);
  return judged ? undefined : "a gate is not judged";
}

function isTrue(text: string): boolean {
  return /^(?:1|t|true)$/i.test(text);
}
