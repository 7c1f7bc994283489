/**
 * Arguments that weaken nothing whatever they say, because they are about size and speed or because a rule judges them by name, and arguments that
 * some values make weak. What is not here fails: Kubernetes has some four hundred, and more with every release. Read in Kubernetes 1.35 (cmd and
 * pkg/*options, apiserver/pkg/server/options, component-base) and in etcd's embed.Config.
 */

import { isStrongSuite } from "./cipher-suites";
import type { Component } from "./component-arguments";

/** Values of an argument, and what to say of any other. */
export interface ArgumentValue {
  /** "must be true". */
  readonly says: string;
  allows(value: string): boolean;
  /** Taking Talos' own value away leaves a weaker one of the component. */
  readonly needed?: true;
}

type Names = readonly string[];

const words = (text: string): Names => text.trim().split(/\s+/);

const LEADERS = words("leader-elect leader-elect-lease-duration leader-elect-renew-deadline leader-elect-retry-period");
const REQUESTS = words("kube-api-qps kube-api-burst");
const LOGS = words("logging-format log-flush-frequency log-json-info-buffer-size log-json-split-stream");

/** Size and speed, and settings that only ever close something. */
const HARMLESS: Readonly<Record<Component, Names>> = {
  "kube-apiserver": [
    ...LOGS,
    ...words(`advertise-address allow-privileged api-audiences audit-log-compress bind-address
      default-not-ready-toleration-seconds default-unreachable-toleration-seconds default-watch-cache-size
      delete-collection-workers disable-http2-serving enable-aggregator-routing enable-bootstrap-token-auth
      enable-priority-and-fairness etcd-compaction-interval etcd-count-metric-poll-period etcd-db-metric-poll-interval
      etcd-healthcheck-timeout etcd-readycheck-timeout event-ttl external-hostname goaway-chance
      http2-max-streams-per-connection kubelet-preferred-address-types kubelet-timeout lease-reuse-duration-seconds
      livez-grace-period max-mutating-requests-inflight max-requests-inflight min-request-timeout request-timeout
      service-account-issuer service-account-max-token-expiration service-cluster-ip-range shutdown-delay-duration
      shutdown-send-retry-after shutdown-watch-termination-grace-period strict-transport-security-directives
      watch-cache watch-cache-sizes`),
  ],
  "kube-controller-manager": [
    ...LEADERS,
    ...REQUESTS,
    ...LOGS,
    ...words(`allocate-node-cidrs attach-detach-reconcile-sync-period cloud-provider cluster-cidr cluster-name
      concurrent-cron-job-syncs concurrent-daemonset-syncs concurrent-deployment-syncs concurrent-endpoint-syncs
      concurrent-gc-syncs concurrent-horizontal-pod-autoscaler-syncs concurrent-job-syncs concurrent-namespace-syncs
      concurrent-replicaset-syncs concurrent-resource-quota-syncs concurrent-service-endpoint-syncs
      concurrent-serviceaccount-token-syncs concurrent-statefulset-syncs concurrent-ttl-after-finished-syncs
      configure-cloud-routes endpoint-updates-batch-period endpointslice-updates-batch-period
      horizontal-pod-autoscaler-cpu-initialization-period horizontal-pod-autoscaler-downscale-stabilization
      horizontal-pod-autoscaler-initial-readiness-delay horizontal-pod-autoscaler-sync-period
      horizontal-pod-autoscaler-tolerance large-cluster-size-threshold max-endpoints-per-slice min-resync-period
      namespace-sync-period node-cidr-mask-size node-cidr-mask-size-ipv4 node-cidr-mask-size-ipv6 node-eviction-rate
      node-monitor-grace-period node-monitor-period node-startup-grace-period pvclaimbinder-sync-period
      resource-quota-sync-period secondary-node-eviction-rate service-cluster-ip-range terminated-pod-gc-threshold
      unhealthy-zone-threshold`),
  ],
  "kube-scheduler": [...LEADERS, ...REQUESTS, ...LOGS, "pod-max-in-unschedulable-pods-duration"],
  kubelet: [
    ...REQUESTS,
    ...LOGS,
    ...words(`address authentication-token-webhook-cache-ttl authorization-webhook-cache-unauthorized-ttl cloud-provider
      cluster-dns cluster-domain container-log-max-files container-log-max-size cpu-cfs-quota cpu-cfs-quota-period
      cpu-manager-policy cpu-manager-policy-options cpu-manager-reconcile-period enable-controller-attach-detach
      enable-debugging-handlers enforce-node-allocatable event-burst event-qps eviction-hard
      eviction-max-pod-grace-period eviction-minimum-reclaim eviction-pressure-transition-period eviction-soft
      eviction-soft-grace-period hostname-override image-gc-high-threshold image-gc-low-threshold
      kernel-memcg-notification kube-reserved local-storage-capacity-isolation max-open-files max-pods
      memory-manager-policy minimum-image-ttl-duration node-ip node-labels node-status-max-images
      node-status-update-frequency oom-score-adj pods-per-core provider-id register-with-taints registry-burst
      registry-qps reserved-cpus reserved-memory runtime-request-timeout serialize-image-pulls sync-frequency
      system-reserved topology-manager-policy topology-manager-policy-options topology-manager-scope
      volume-stats-agg-period`),
  ],
  etcd: words(`auto-compaction-mode auto-compaction-retention backend-batch-interval backend-batch-limit
    compaction-batch-limit election-timeout heartbeat-interval log-format log-level logger max-concurrent-streams
    max-learners max-request-bytes max-snapshots max-txn-ops max-wals metrics quota-backend-bytes snapshot-count
    warning-apply-duration`),
};

/** Rules of their own judge these. */
const JUDGED: Readonly<Record<Component, Names>> = {
  "kube-apiserver": words(`admission-control-config-file anonymous-auth audit-log-maxage audit-log-maxbackup
    audit-log-maxsize audit-log-path audit-policy-file authorization-mode disable-admission-plugins enable-admission-plugins
    feature-gates profiling service-account-extend-token-expiration tls-cipher-suites tls-min-version`),
  "kube-controller-manager": words(`bind-address feature-gates profiling tls-cipher-suites tls-min-version
    use-service-account-credentials`),
  "kube-scheduler": words("bind-address feature-gates profiling tls-cipher-suites tls-min-version"),
  kubelet: words(`anonymous-auth authentication-token-webhook authorization-mode client-ca-file config-dir feature-gates
    make-iptables-util-chains manifest-url pod-manifest-path pod-max-pids protect-kernel-defaults read-only-port
    rotate-certificates rotate-server-certificates seccomp-default tls-min-version`),
  etcd: [],
};

const one = (...allowed: Names): ArgumentValue => ({
  says: `must be ${allowed.join(" or ")}`,
  allows: (value) => allowed.includes(value),
});
const own = (value: string): ArgumentValue => ({ ...one(value), needed: true });
const each = (says: string, allows: (element: string) => boolean): ArgumentValue => ({
  says,
  allows: (value) => value.split(",").every(allows),
});

/** Above it components write bodies of requests to their logs. */
const QUIET = one("0", "1", "2", "3", "4", "5");
const isTrue = (value: string): boolean => /^(?:1|t|true)$/i.test(value);
const isLocal = (value: string): boolean => /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/.test(value);
const HEALTH = ["/healthz", "/readyz", "/livez"];
const HEALTH_ALONE = each(
  `must have no other than ${HEALTH.join(", ")}: whoever asks for one of them is let in`,
  (path) => HEALTH.includes(path),
);
const LONGEST_SIGNATURE_HOURS = 8760;

const CONDITIONAL: Readonly<Record<Component, Readonly<Record<string, ArgumentValue>>>> = {
  "kube-apiserver": {
    "audit-log-format": one("json"),
    "audit-log-mode": one("blocking", "blocking-strict"),
    "requestheader-allowed-names": own("front-proxy-client"),
    "requestheader-extra-headers-prefix": own("X-Remote-Extra-"),
    "requestheader-group-headers": own("X-Remote-Group"),
    "requestheader-username-headers": own("X-Remote-User"),
    "service-account-lookup": { says: "must be true: a token would outlive its account", allows: isTrue },
    v: QUIET,
  },
  "kube-controller-manager": {
    "authorization-always-allow-paths": HEALTH_ALONE,
    "cluster-signing-duration": {
      says: `must be at most ${LONGEST_SIGNATURE_HOURS}h, in hours`,
      allows: (value) => Number(/^(\d+)h(?:0m)?(?:0s)?$/.exec(value)?.[1] ?? Number.NaN) <= LONGEST_SIGNATURE_HOURS,
    },
    controllers: each("must switch no controller off", (name) => /^(?:\*|[a-z]+(?:-[a-z]+)*)$/.test(name)),
    v: QUIET,
  },
  "kube-scheduler": {
    "authentication-tolerate-lookup-failure": own("false"),
    "authorization-always-allow-paths": HEALTH_ALONE,
    v: QUIET,
  },
  kubelet: {
    "fail-swap-on": { says: "must be true: what is in memory would be written to a disk", allows: isTrue },
    "healthz-bind-address": { says: "must be 127.0.0.1", allows: isLocal },
    "streaming-connection-idle-timeout": {
      says: "must be a time above 0, in hours, minutes or seconds",
      allows: (value) => /^[1-9]\d*[hms](?:\d+[ms]){0,2}$/.test(value),
    },
    "tls-cipher-suites": each("has a suite without forward secrecy or authenticated encryption", isStrongSuite),
    v: QUIET,
  },
  etcd: {
    "listen-metrics-urls": each("must be on loopback", (url) => /^https?:\/\/(?:127\.0\.0\.1|\[::1\]):\d+$/.test(url)),
  },
};

/** "known": whatever it says. Undefined: no rule judges it. */
export function knownArgument(component: Component, name: string): "known" | ArgumentValue | undefined {
  const conditional = CONDITIONAL[component];
  if (Object.hasOwn(conditional, name)) return conditional[name];
  if (component === "kube-apiserver" && name.startsWith("authorization-webhook-")) return "known";
  return HARMLESS[component].includes(name) || JUDGED[component].includes(name) ? "known" : undefined;
}

/** For tests: every name that is known. */
export function knownArguments(component: Component): Names {
  return [...HARMLESS[component], ...JUDGED[component], ...Object.keys(CONDITIONAL[component])];
}
