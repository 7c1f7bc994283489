/** The judge itself: what it must refuse, it refuses, and each operation for its own reason. */
import { parse, stringify } from "yaml";
import { changed, generated, ownBundle } from "./generated";
import { ask, CONTRACTS, type Contract, judge, talosctl } from "./judge";
import type { Request } from "./operations";

const VERSIONS: Readonly<Record<Contract, string>> = { "1.13": "v1.13.0", "1.14": "v1.14.1" };

interface BundleFile {
  readonly certs: Record<string, { crt: string; key: string }>;
}

/** A bundle of Talos' own with one thing wrong. */
function bundleWith(contract: Contract, change: (certs: BundleFile["certs"]) => void): string {
  const bundle = parse(ownBundle(contract)) as BundleFile;
  change(bundle.certs);
  return stringify(bundle, { lineWidth: 0 });
}

function partOf(contract: Contract, bundle: string, name: string) {
  return ask(contract, { op: "bundle", bundle }).parts.find(({ part }) => part === name);
}

function at(certs: BundleFile["certs"], name: string) {
  const pair = certs[name];
  if (pair === undefined) throw new Error(`there is no ${name}`);
  return pair;
}

describe.each(CONTRACTS)("the judge of %s", (contract) => {
  it("fails on what is no request, instead of passing it", () => {
    const wrong = [
      { op: "validat", config: "" },
      { op: "validate", conf: "" },
    ] as unknown as readonly Request[];
    for (const request of wrong) expect(() => judge(contract, [request])).toThrow(`judge-${contract}: validat`);
  });

  it("answers in the order of the requests", () => {
    const good = { op: "validate", config: generated(contract, "worker") } as const;
    const bad = { op: "validate", config: "machine: 1" } as const;
    const answers = judge(
      contract,
      Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? bad : good)),
    );
    expect(answers.map(({ error }) => error === null)).toEqual(
      Array.from({ length: 60 }, (_, index) => index % 3 !== 0),
    );
  });

  it.each(["controlplane", "worker"] as const)(
    "says of a %s what it is, and whether a machine boots with it",
    (role) => {
      expect(ask(contract, { op: "validate", config: generated(contract, role) })).toEqual({
        error: null,
        warnings: [],
        machineType: role,
        complete: true,
      });
      const firewall = "apiVersion: v1alpha1\nkind: NetworkDefaultActionConfig\ningress: block\n";
      expect(ask(contract, { op: "validate", config: firewall })).toEqual({
        error: null,
        warnings: [],
        machineType: null,
        complete: false,
      });
    },
  );

  it("knows which Kubernetes its Talos supports, as talosctl does not", () => {
    const config = generated(contract, "controlplane").replaceAll(":v1.36.0", ":v1.20.0");
    const { error } = ask(contract, { op: "validate", config });
    expect(error).toContain(`on a node with Talos ${VERSIONS[contract]}`);
    expect(error).toContain("version of Kubernetes 1.20.0 is too old");
    if (contract === "1.14") return;
    expect(talosctl(["validate", "--strict", "-m", "cloud", "-c", "/dev/stdin"], { input: config }).code).toBe(0);
  });

  it("takes a warning for an error", () => {
    const { error } = ask(contract, {
      op: "validate",
      config: changed(generated(contract, "worker"), {
        at: ["machine", "install", "extensions"],
        value: [{ image: "ghcr.io/example/extension:v1" }],
      }),
    });
    expect(error).toContain("warning: .machine.install.extensions is deprecated");
  });

  it("sees a key that is another certificate's", () => {
    const swapped = bundleWith(contract, (certs) => {
      at(certs, "etcd").key = at(certs, "k8s").key;
    });
    expect(partOf(contract, swapped, "etcd")).toMatchObject({ matchesKey: false });
    expect(partOf(contract, swapped, "etcd")?.issues).not.toBe("verified");
    expect(partOf(contract, swapped, "k8s")).toMatchObject({ matchesKey: true, issues: "verified" });
  });

  it("sees a certificate that cannot be joined with another", () => {
    const joined = bundleWith(contract, (certs) => {
      const pair = at(certs, "os");
      pair.crt = Buffer.from(Buffer.from(pair.crt, "base64").toString().trimEnd()).toString("base64");
    });
    expect(partOf(contract, joined, "os")?.issues).toBe("no newline at the end of the certificate");
  });

  it("takes no bundle with a name that Talos does not know, or without a key", () => {
    // Beside the right name: nothing is missing, so only the strict reading finds it.
    const unknown = ownBundle(contract).replace(/^secrets:\n/m, "secrets:\n    secretboxSecret: x\n");
    expect(ask(contract, { op: "bundle", bundle: unknown }).error).toContain("secretboxSecret");
    const without = bundleWith(contract, (certs) => {
      Reflect.deleteProperty(certs, "os");
    });
    expect(ask(contract, { op: "bundle", bundle: without }).error).toContain("certs.os is required");
  });

  it.each([
    ["authentication", "jwt[0].issuer.url: Required", { jwt: [{ issuer: { url: "", audiences: ["a"] } }] }],
    ["authentication", 'unknown field "anonymus"', { anonymus: { enabled: false } }],
    ["authorization", "authorizers[0].type: Unsupported", { authorizers: [{ type: "Nodes", name: "node" }] }],
    ["encryption", "resources: Required", { resources: [] }],
    ["encryption", "resources[0].provider", { resources: [{ resources: ["secrets"], provider: [{ identity: {} }] }] }],
  ] as const)("refuses a file of %s: %s", (op, reason, fields) => {
    const kind = { authentication: "Authentication", authorization: "Authorization", encryption: "Encryption" }[op];
    const file = { apiVersion: "apiserver.config.k8s.io/v1", kind: `${kind}Configuration`, ...fields };
    expect(ask(contract, { op, config: stringify(file) } as const).error).toContain(reason);
  });

  it("refuses levels of Pod Security that there are not", () => {
    const config = stringify({
      apiVersion: "pod-security.admission.config.k8s.io/v1",
      kind: "PodSecurityConfiguration",
      defaults: { enforce: "base" },
    });
    expect(ask(contract, { op: "pod-security", config }).error).toContain("defaults.enforce");
  });

  it.each([
    ["an unknown field", { podPidLimit: 1 }],
    ["a field of another type", { podPidsLimit: "many" }],
    ["a field that Talos keeps for itself", { rotateCertificates: false }],
  ])("refuses a kubelet's configuration with %s", (_, fields) => {
    expect(ask(contract, { op: "kubelet-config", config: stringify(fields) }).error).not.toBeNull();
    expect(ask(contract, { op: "kubelet-config", config: "podPidsLimit: 1024" }).error).toBeNull();
  });

  it("refuses an audit policy with an unknown field, which kube-apiserver would only log", () => {
    const policy = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: Metadata\n    resource: [x]\n";
    expect(ask(contract, { op: "audit-policy", policy, requests: [] }).error).toContain("as Talos reads it");
  });
});

/** Otherwise what the judge generates for 1.14, where there is no talosctl, would be no more than our word. */
test.each(["controlplane", "worker"] as const)("the judge generates for a %s what talosctl does", (role) => {
  const flags = ["--with-docs=false", "--with-examples=false", "--kubernetes-version=1.36.0", "--talos-version=1.13"];
  const { code, stdout } = talosctl(
    [
      ...["gen", "config", "judged", "https://api.judged.internal:6443", "--with-secrets=/dev/stdin"],
      ...[`--output-types=${role}`, "--output=-", ...flags],
    ],
    { input: ownBundle("1.13") },
  );
  expect(code).toBe(0);
  // Its command line has a disk and an installer's image by default.
  const installed = (["disk", "image"] as const).map((key) => ({ at: ["machine", "install", key], value: undefined }));
  expect(changed(stdout, ...installed) === changed(generated("1.13", role))).toBe(true);
});
