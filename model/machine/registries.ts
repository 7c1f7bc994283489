/** Registry mirrors, further roots of trust, and which signatures images need. */
import { document } from "./document";
import type { ClusterPlan } from "./plan";

export function registryMirrors({ mirrors }: ClusterPlan): readonly object[] {
  return mirrors.map(({ registry, endpoint }) =>
    document("RegistryMirrorConfig", {
      name: registry,
      endpoints: [{ url: endpoint, ...(namesItsApi(endpoint) ? { overridePath: true } : {}) }],
      // The mirror is what was reviewed: an image that it lacks is not taken from elsewhere.
      skipFallback: true,
    }),
  );
}

/** A path with the registry API's own `/v2` in it is complete; to any other one containerd adds it. */
function namesItsApi(endpoint: string): boolean {
  return /\/v2(?:\/|$)/.test(endpoint);
}

export function trustedRoots(cluster: ClusterPlan): readonly object[] {
  return cluster.trustedRoots.map(({ name, certificates }) =>
    document("TrustedRootsConfig", {
      name,
      certificates: certificates.endsWith("\n") ? certificates : `${certificates}\n`,
    }),
  );
}

export function imageVerification({ imageVerification: rules }: ClusterPlan): readonly object[] {
  if (rules.length === 0) return [];
  return [document("ImageVerificationConfig", { rules: rules.map(imageRule) })];
}

function imageRule(rule: ClusterPlan["imageVerification"][number]): object {
  const { image } = rule;
  switch (rule.verify) {
    case "keyless": {
      const { issuer, subject, subjectRegex } = rule;
      return {
        image,
        keyless: {
          issuer,
          ...(subject === undefined ? {} : { subject }),
          ...(subjectRegex === undefined ? {} : { subjectRegex }),
        },
      };
    }
    case "public-key":
      return { image, publicKey: { certificate: rule.publicKey } };
    case "skip":
    case "deny":
      return { image, [rule.verify]: true };
  }
}
