/** The hardening guide's wrong examples, each shown to fail or to do nothing: docs/guide-corrections.md tells them. */
import { X509Certificate } from "node:crypto";
import { parse, stringify } from "yaml";
import { argumentRules, merged, sourceRows } from "./arguments";
import { type Change, changed, generated, verdict as verdictOf } from "./generated";
import { ask, CONTRACTS, type Contract, talosctl } from "./judge";
import { pinnedSource, source } from "./sources";

const verdict = (contract: Contract, ...changes: readonly Change[]) => verdictOf(contract, "controlplane", ...changes);
const apiServer = (...path: readonly string[]) => ["cluster", "apiServer", ...path];

/** Talos' own configuration is good: what is then refused, is refused for the change. */
test.each(CONTRACTS)("what is changed below is accepted without the change by %s", (contract) => {
  expect(verdict(contract)).toBeNull();
});

describe("features", () => {
  test("hostDNS: false is no object, and is not loaded", () => {
    expect(verdict("1.13", { at: ["machine", "features", "hostDNS"], value: false })).toMatch(
      /unmarshal|decode|HostDNS/i,
    );
  });

  test("hostDNS.enabled: false alone is refused while cluster DNS is forwarded to it", () => {
    const enabled = { at: ["machine", "features", "hostDNS", "enabled"], value: false };
    const forward = { at: ["machine", "features", "hostDNS", "forwardKubeDNSToHost"], value: false };
    expect(verdict("1.13", enabled)).toMatch(/forwardKubeDNSToHost|hostDNS/i);
    expect(verdict("1.13", enabled, forward)).toBeNull();
  });

  test("rbac does nothing: false is accepted without a word, though roles cannot be switched off", () => {
    const { error, warnings } = ask("1.13", {
      op: "validate",
      config: changed(generated("1.13", "controlplane"), { at: ["machine", "features", "rbac"], value: false }),
    });
    expect({ error, warnings }).toEqual({ error: null, warnings: [] });
  });

  test("stableHostname contradicts the HostnameConfig that there is", () => {
    expect(verdict("1.13", { at: ["machine", "features", "stableHostname"], value: true })).toMatch(/hostname/i);
  });
});

describe("arguments of the API server", () => {
  test("authorization-mode can take nothing away from Talos' own, nor keep AlwaysAllow out", () => {
    // Talos sets it itself as soon as it is among the extra ones, and then leaves its file of authorizers out.
    const own = sourceRows("1.13").filter(
      ({ argument, policy }) => argument === "authorization-mode" && policy === "default",
    );
    expect(own.length).toBeGreaterThan(0);
    const rule = argumentRules("1.13").find(({ argument }) => argument === "authorization-mode");
    for (const { values } of own) {
      const { args } = ask("1.13", {
        op: "merge-args",
        defaults: { "authorization-mode": values ?? [] },
        extra: { "authorization-mode": ["AlwaysAllow"] },
        policies: rule === undefined ? {} : { [rule.argument]: rule.policy },
      });
      expect(args).toEqual(["--authorization-mode=Node,RBAC,AlwaysAllow"]);
    }
  });

  test("authorization-mode is refused beside authorizationConfig", () => {
    expect(
      verdict(
        "1.13",
        { at: apiServer("extraArgs", "authorization-mode"), value: "Node,RBAC" },
        { at: apiServer("authorizationConfig"), value: [{ type: "Node", name: "node" }] },
      ),
    ).toMatch(/authorization-mode/);
  });

  test.each(["anonymous-auth", "authorization-mode"])("1.14 refuses %s: a document has it", (argument) => {
    const at = ["extraArgs", argument];
    expect(verdict("1.14", { kind: "KubeAPIServerConfig", at, value: "false" })).toContain(
      `"${argument}" is not allowed`,
    );
  });

  test.each(["admission-control-config-file", "audit-policy-file"])(
    "%s replaces the file that Talos renders, and nothing says so",
    (argument) => {
      for (const contract of CONTRACTS) {
        const { error, args } = merged(contract, "kube-apiserver", { [argument]: ["/etc/kubernetes/own.yaml"] });
        expect(error).toBeNull();
        expect(args.filter((arg) => arg.startsWith(`--${argument}=`))).toEqual([
          `--${argument}=/etc/kubernetes/own.yaml`,
        ]);
      }
      expect(verdict("1.13", { at: apiServer("extraArgs", argument), value: "/etc/kubernetes/own.yaml" })).toBeNull();
    },
  );

  test.each(["service-account-key-file", "service-account-signing-key-file", "encryption-provider-config"])(
    "%s passes validation, and is denied where the node merges it",
    (argument) => {
      expect(verdict("1.13", { at: apiServer("extraArgs", argument), value: "/x" })).toBeNull();
      for (const contract of CONTRACTS) {
        expect(merged(contract, "kube-apiserver", { [argument]: ["/x"] }).error).toBe(
          `extra arg "${argument}" is not allowed`,
        );
      }
    },
  );

  test("tls-min-version raises 1.13, and in 1.14 passes validation and is denied on the node", () => {
    const value = "VersionTLS13";
    expect(merged("1.13", "kube-apiserver", {}).args).toContain("--tls-min-version=VersionTLS12");
    expect(merged("1.13", "kube-apiserver", { "tls-min-version": [value] }).args).toContain(
      `--tls-min-version=${value}`,
    );
    expect(verdict("1.14", { kind: "KubeAPIServerConfig", at: ["extraArgs", "tls-min-version"], value })).toBeNull();
    expect(merged("1.14", "kube-apiserver", { "tls-min-version": [value] }).error).not.toBeNull();
  });

  test("a list of values is not loaded by 1.13", () => {
    const value = ["https://a.example.com", "https://b.example.com"];
    expect(verdict("1.13", { at: apiServer("extraArgs", "service-account-issuer"), value })).toContain("ArgValue");
  });

  test("a volume has no name", () => {
    const value = [{ name: "x", hostPath: "/var/lib/x", mountPath: "/x", readonly: true }];
    expect(verdict("1.13", { at: apiServer("extraVolumes"), value })).toMatch(/unknown key/i);
  });

  test("PodSecurityPolicy is no admission plugin any more", () => {
    const sources = {
      "k8s.io/apiserver": pinnedSource("1.13", "k8s.io/apiserver"),
      "k8s.io/kubernetes": source(KUBERNETES),
    };
    const enable = (plugin: string) => ask("1.13", { op: "admission-plugin", sources, enable: plugin });
    for (const plugin of ["NodeRestriction", "PodSecurity"]) expect(enable(plugin).error).toBeNull();
    expect(enable("PodSecurityPolicy").error).toBe("unknown admission plugin: PodSecurityPolicy");
  });
});

/** The release that Talos 1.13's modules are of; what go.sum would say of it. */
const KUBERNETES = {
  module: "k8s.io/kubernetes",
  version: "v1.35.3",
  sum: "h1:J3dk2wybKFHwoH4eydDUGHJo4HAD+9CZbSlvk/YQuao=",
};

describe("the audit policy of the guide", () => {
  const policy = {
    apiVersion: "audit.k8s.io/v1",
    kind: "Policy",
    rules: [
      { level: "Metadata", omitStages: ["RequestReceived"] },
      { level: "Request", resources: [{ group: "", resources: ["secrets"] }] },
      { level: "RequestResponse", userGroups: ["system:unauthenticated"] },
    ],
  };
  const of = (rules: readonly object[]) =>
    ask("1.13", {
      op: "audit-policy",
      policy: stringify({ ...policy, rules }),
      requests: [
        { user: "alice", verb: "get", resource: "secrets", namespace: "default", name: "x" },
        { user: "alice", verb: "create", resource: "secrets", namespace: "default" },
        { user: "system:anonymous", groups: ["system:unauthenticated"], verb: "list", resource: "pods" },
      ],
    }).levels.map(({ level }) => level);

  test("logs everything at Metadata: its first rule matches everything", () => {
    expect(of(policy.rules)).toEqual(["Metadata", "Metadata", "Metadata"]);
  });

  test("would, with its order mended, copy every new secret into the log", () => {
    expect(of(policy.rules.toReversed())[1]).toBe("Request");
  });
});

describe("the machine", () => {
  test.each(["https://siem.example.com:514", "tls://siem.example.com:6514"])("sends no logs to %s", (endpoint) => {
    const value = { destinations: [{ endpoint, format: "json_lines" }] };
    for (const contract of CONTRACTS) expect(verdict(contract, { at: ["machine", "logging"], value })).not.toBeNull();
  });

  test("takes a key of YAML once", () => {
    const config = generated("1.13", "controlplane").replace(
      /^machine:\n/m,
      'machine:\n    sysctls:\n        net.ipv4.conf.all.accept_redirects: "0"\n        net.ipv4.conf.all.accept_redirects: "0"\n',
    );
    expect(ask("1.13", { op: "validate", config }).error).toMatch(/already defined|duplicate/i);
  });

  test("is told nothing when a kernel parameter is set weaker than Talos' own", () => {
    expect(verdict("1.13", { at: ["machine", "sysctls"], value: { "kernel.kptr_restrict": "1" } })).toBeNull();
    expect(ask("1.13", { op: "hardened-sysctls" }).sysctls["kernel.kptr_restrict"]).toBe("2");
  });
});

describe("talosctl", () => {
  test.each(["--cert-ttl=720h", "--roles=os:admin"])("gen config has no %s", (flag) => {
    const { code, stderr } = talosctl(["gen", "config", "x", "https://10.5.0.2:6443", flag]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(`unknown flag: ${flag.split("=")[0]}`);
  });

  test("has them where certificates are made: config new", () => {
    const { stdout } = talosctl(["config", "new", "--help"]);
    expect(stdout).toContain("--roles");
    expect(stdout).toContain("--crt-ttl");
  });

  test("gen config makes an administrator of a year, whatever it is for", () => {
    const { stdout } = talosctl([
      "gen",
      "config",
      "x",
      "https://10.5.0.2:6443",
      "--output-types",
      "talosconfig",
      "-o",
      "-",
    ]);
    const { contexts } = parse(stdout) as { contexts: Record<string, { crt: string }> };
    const certificate = new X509Certificate(Buffer.from(Object.values(contexts)[0]?.crt ?? "", "base64"));
    expect(certificate.subject).toBe("O=os:admin");
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
    expect(Math.round(days)).toBe(365);
  });
});
