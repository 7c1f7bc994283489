import { createPublicKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { ROOT } from "../../cli/root";
import { KubernetesAccess } from "../../components/kubernetes-access";
import type { SecretsBundle } from "../../pki/bundle";
import { newBundle } from "../../pki/new-bundle";
import { REDACTED_SECRET } from "../../sandbox/deployment";
import { ThrowAwayKeys } from "../../sandbox/throw-away-keys";
import { Recording } from "./recording";
import { secretsIn } from "./secret-texts";

const KEY = "tls:index/privateKey:PrivateKey";
const REQUEST = "tls:index/certRequest:CertRequest";
const CERTIFICATE = "tls:index/locallySignedCert:LocallySignedCert";
const NAME = "kubernetes-access";

interface Kubeconfig {
  readonly "current-context": string;
  readonly clusters: readonly {
    readonly name: string;
    readonly cluster: { readonly server: string; readonly "certificate-authority-data": string };
  }[];
  readonly users: readonly {
    readonly name: string;
    readonly user: { readonly "client-certificate-data": string; readonly "client-key-data": string };
  }[];
  readonly contexts: readonly { readonly name: string; readonly context: { readonly [key: string]: string } }[];
}

/** The provider keeps its key from run to run. */
const keys = new ThrowAwayKeys();
let bundle: SecretsBundle;

async function build(now: string) {
  let text = "";
  let secret: Promise<boolean> | undefined;
  const recording = await Recording.of(
    () => {
      const { kubeconfig } = new KubernetesAccess(NAME, {
        bundle: pulumi.secret(bundle),
        endpoint: "https://api.test.internal:6443",
        cluster: "palisade-test",
        now: new Date(now),
      });
      secret = pulumi.isSecret(kubeconfig);
      kubeconfig.apply((value) => {
        text = value;
      });
    },
    { keys },
  );
  return { recording, text, secret: (await secret) === true };
}

const decoded = (data: string | undefined) => Buffer.from(data ?? "", "base64").toString("utf8");

let made: Awaited<ReturnType<typeof build>>;
let kubeconfig: Kubeconfig;

beforeAll(async () => {
  bundle = await newBundle(new Date());
  made = await build("2026-11-25T04:30:00Z");
  kubeconfig = JSON.parse(made.text) as Kubeconfig;
});

describe("what is asked of the provider", () => {
  it("is a key, a request and a certificate of a day for a client, and nothing else", () => {
    expect(made.recording.inputs(KEY, NAME)).toEqual({ algorithm: "ECDSA", ecdsaCurve: "P256" });
    expect(made.recording.inputs(REQUEST, NAME)).toEqual({
      privateKeyPem: REDACTED_SECRET,
      subject: {
        commonName: "palisade-deployment",
        organization: "system:masters",
        serialNumber: "2026-11-25T00",
      },
    });
    expect(made.recording.inClear(CERTIFICATE, NAME).inputs).toEqual({
      certRequestPem: made.recording.inClear(REQUEST, NAME).outputs["certRequestPem"],
      caCertPem: bundle.certs.k8s.crt,
      caPrivateKeyPem: bundle.certs.k8s.key,
      validityPeriodHours: 24,
      allowedUses: ["digital_signature", "client_auth"],
    });
    expect(made.recording.stack.deployment.deployment.resources.filter(({ custom }) => custom)).toHaveLength(3);
    expect(made.recording.orphans()).toEqual([]);
  });

  it("is another request after twelve hours, and so another certificate, and the same one within them", async () => {
    const requestAt = async (now: string) => (await build(now)).recording.inputs(REQUEST, NAME)["subject"];
    const first = await requestAt("2026-11-25T00:00:00Z");
    expect(await requestAt("2026-11-25T11:59:59Z")).toEqual(first);
    const second = await requestAt("2026-11-25T12:00:00Z");
    expect(second).toMatchObject({ serialNumber: "2026-11-25T12" });
    expect(await requestAt("2026-11-25T23:59:59Z")).toEqual(second);
    expect(await requestAt("2026-11-26T00:00:00Z")).toMatchObject({ serialNumber: "2026-11-26T00" });
    // By UTC, wherever the run is.
    expect(await requestAt("2026-11-26T00:30:00+02:00")).toEqual(second);
  });
});

describe("the kubeconfig", () => {
  it("is a secret, JSON and YAML alike, and of one cluster, one user and the context of both", () => {
    expect(made.secret).toBe(true);
    expect(parse(made.text)).toEqual(kubeconfig);
    const user = "palisade-deployment";
    expect(kubeconfig).toMatchObject({ apiVersion: "v1", kind: "Config", "current-context": "palisade-test" });
    expect(kubeconfig.clusters.map(({ name, cluster }) => [name, cluster.server])).toEqual([
      ["palisade-test", "https://api.test.internal:6443"],
    ]);
    expect(kubeconfig.users.map(({ name }) => name)).toEqual([user]);
    expect(kubeconfig.contexts).toEqual([{ name: "palisade-test", context: { cluster: "palisade-test", user } }]);
  });

  it("trusts the cluster's CA, and shows a certificate of that CA for its own key", () => {
    const authority = decoded(kubeconfig.clusters[0]?.cluster["certificate-authority-data"]);
    expect(authority === bundle.certs.k8s.crt).toBe(true);
    const user = kubeconfig.users[0]?.user;
    const certificate = new X509Certificate(decoded(user?.["client-certificate-data"]));
    const ca = new X509Certificate(authority);
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.checkIssued(ca)).toBe(true);
    expect(certificate.verify(new X509Certificate(bundle.certs.k8sAggregator.crt).publicKey)).toBe(false);
    const own = createPublicKey(decoded(user?.["client-key-data"]));
    expect(certificate.publicKey.equals(own)).toBe(true);
  });

  it("is of a client above RBAC for a day, which can neither serve nor issue", () => {
    const certificate = new X509Certificate(decoded(kubeconfig.users[0]?.user["client-certificate-data"]));
    expect(certificate.subject.split("\n").sort()).toEqual([
      "CN=palisade-deployment",
      "O=system:masters",
      "serialNumber=2026-11-25T00",
    ]);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(certificate.validToDate.getTime() - certificate.validFromDate.getTime()).toBe(24 * 3600 * 1000);
  });

  it("is for a key of its own period: the key is replaced with the period, under the same name", async () => {
    const keyAt = async (now: string) => (await build(now)).recording.one(KEY, NAME);
    const first = await keyAt("2026-11-25T00:00:00Z");
    expect(first.replacementTrigger).toBe("2026-11-25T00");
    expect((await keyAt("2026-11-25T11:59:59Z")).replacementTrigger).toBe("2026-11-25T00");
    const second = await keyAt("2026-11-25T12:00:00Z");
    expect(second.replacementTrigger).toBe("2026-11-25T12");
    expect(second.urn).toBe(first.urn);
    // An older engine passes over the option without a word.
    const project = parse(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8")) as {
      readonly requiredPulumiVersion?: string;
    };
    expect(project.requiredPulumiVersion).toBe(">=3.215.0");
  });

  it("cannot be put together again from a state without its passphrase: request and certificate are secrets too", () => {
    expect(made.recording.one(REQUEST, NAME).outputs["certRequestPem"]).toEqual(REDACTED_SECRET);
    const { inputs, outputs } = made.recording.one(CERTIFICATE, NAME);
    expect([inputs["certRequestPem"], outputs["certRequestPem"]]).toEqual([REDACTED_SECRET, REDACTED_SECRET]);
    expect(outputs["certPem"]).toEqual(REDACTED_SECRET);
    const state = JSON.stringify(made.recording.stack.deployment);
    const certificate = decoded(kubeconfig.users[0]?.user["client-certificate-data"]);
    expect(certificate).toContain("CERTIFICATE");
    expect(state.includes(JSON.stringify(certificate).slice(1, -1))).toBe(false);
  });

  it("leaves nothing of a key in the state that is written", () => {
    const state = JSON.stringify(made.recording.stack.deployment);
    const own = decoded(kubeconfig.users[0]?.user["client-key-data"]);
    // The client's key stands in for one of the bundle's, which are looked for the same way.
    const withOwn = { ...bundle, certs: { ...bundle.certs, etcd: { ...bundle.certs.etcd, key: own } } };
    expect(secretsIn(state, withOwn)).toEqual([]);
    expect(secretsIn(JSON.stringify(made.recording.stack.judged), withOwn)).toEqual([
      "certs.etcd.key",
      "certs.k8s.key",
    ]);
  });
});
