/**
 * Fields of the kubelet's file (KubeletConfiguration of kubelet.config.k8s.io/v1beta1, as Kubernetes 1.35 and 1.37 have it) that weaken nothing, and
 * those that some values make weak. Fields that Talos keeps for itself are told by the rule, which knows them by name.
 */
import { isStrongSuite } from "./cipher-suites";
import { isEmpty, isName, UNJUDGED } from "./known-tree";
import { texts, truth } from "./machine-config";
import type { Value } from "./value";

/** About size and speed, or judged by the rule. */
const KNOWN: ReadonlySet<string> = new Set(
  `featureGates podPidsLimit readOnlyPort serverTLSBootstrap tlsMinVersion
  address clusterDNS clusterDomain configMapAndSecretChangeDetectionStrategy containerLogMaxFiles containerLogMaxSize
  containerLogMaxWorkers containerLogMonitorInterval cpuCFSQuota cpuCFSQuotaPeriod cpuManagerPolicy
  cpuManagerPolicyOptions cpuManagerReconcilePeriod crashLoopBackOff enableControllerAttachDetach
  enableDebugFlagsHandler enableDebuggingHandlers enableProfilingHandler enforceNodeAllocatable eventBurst eventRecordQPS evictionHard evictionMaxPodGracePeriod
  evictionMinimumReclaim evictionPressureTransitionPeriod evictionSoft evictionSoftGracePeriod failCgroupV1
  imageGCHighThresholdPercent imageGCLowThresholdPercent imageMaximumGCAge imageMinimumGCAge kernelMemcgNotification
  kubeAPIBurst kubeAPIQPS kubeReserved localStorageCapacityIsolation maxOpenFiles maxParallelImagePulls maxPods
  memoryManagerPolicy memoryThrottlingFactor mergeDefaultEvictionSettings nodeLeaseDurationSeconds nodeStatusMaxImages
  nodeStatusReportFrequency nodeStatusUpdateFrequency oomScoreAdj podsPerCore providerID registerWithTaints
  registryBurst registryPullQPS reservedMemory reservedSystemCPUs runtimeRequestTimeout serializeImagePulls
  shutdownGracePeriod shutdownGracePeriodByPodPriority shutdownGracePeriodCriticalPods singleProcessOOMKill
  syncFrequency systemReserved topologyManagerPolicy topologyManagerPolicyOptions topologyManagerScope userNamespaces
  volumeStatsAggPeriod`
    .trim()
    .split(/\s+/),
);

interface Values {
  readonly says: string;
  allows(value: Value): boolean;
}

const CONDITIONAL: Readonly<Record<string, Values>> = {
  allowedUnsafeSysctls: {
    says: "must be empty: pods would change the kernel's parameters of the host",
    allows: isEmpty,
  },

  enableSystemLogQuery: { says: "must be false", allows: (value) => truth(value) === false },
  failSwapOn: {
    says: "must be true: what is in memory would be written to a disk",
    allows: (value) => truth(value) === true,
  },
  healthzBindAddress: { says: "must be 127.0.0.1", allows: (value) => value === "127.0.0.1" || value === "::1" },
  makeIPTablesUtilChains: { says: "must be true", allows: (value) => truth(value) === true },
  streamingConnectionIdleTimeout: {
    says: "must be a time above 0, in hours, minutes or seconds",
    allows: (value) => typeof value === "string" && /^[1-9]\d*[hms](?:\d+[ms]){0,2}$/.test(value),
  },
  tlsCipherSuites: {
    says: "has a suite without forward secrecy or authenticated encryption",
    allows: (value) => Array.isArray(value) && texts(value).filter(isStrongSuite).length === value.length,
  },
};

/** What is wrong with a field, beginning with its name; nothing, or one. */
export function kubeletSettingProblem(name: string, value: Value | undefined): readonly string[] {
  if (KNOWN.has(name) || isEmpty(value) || value === undefined) return [];
  const values = Object.hasOwn(CONDITIONAL, name) ? CONDITIONAL[name] : undefined;
  if (values !== undefined) return values.allows(value) ? [] : [`${name} ${values.says}`];
  return [isName(name) ? `${name} ${UNJUDGED}` : "* has a name that is no field's"];
}

/** For tests: every name that is known. */
export const KUBELET_SETTINGS: readonly string[] = [...KNOWN, ...Object.keys(CONDITIONAL)];
