import { plainPrivateKeyInput, plainPrivateKeyOutput } from "../../../policy/rules/plain-private-key";
import { failed, type Inputs, NOT_APPLICABLE, PASS, resource, told, UNKNOWN, undecided } from "../fixture";
import { CONTRACTS, changed, hardened, yamlOf } from "../machine-config-fixture";
import { base64, KEY, KEYS, PUBLIC_KEYS, packed } from "../private-keys";

const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const COMPONENT = "palisade:aws:Pki";
/** A secret as the recorder and `pulumi stack export` write it, without its value. */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "AAAA" };

const judged = (type: string, inputs: Inputs) => told(plainPrivateKeyInput, resource(type, "made", inputs));
const judgedOutputs = (type: string, outputs: Inputs, inputs: Inputs = {}) =>
  told(plainPrivateKeyOutput, resource(type, "made", inputs, { outputs }));

describe("plain-private-key in inputs", () => {
  test.each<[string, string, Inputs, string]>([
    ["user data in clear", INSTANCE, { userData: `#cloud-config\n${KEY}` }, "userData"],
    ["user data in base64", TEMPLATE, { userData: base64(KEY) }, "userData"],
    ["packed user data", INSTANCE, { userDataBase64: packed(`key: ${base64(KEY)}`) }, "userDataBase64"],
    [
      "an environment",
      "aws:lambda/function:Function",
      { environment: { variables: { CA: base64(KEY) } } },
      "environment.variables.CA",
    ],
    ["a parameter", "aws:ssm/parameter:Parameter", { type: "String", value: KEY }, "value"],
    ["an object", "aws:s3/bucketObjectv2:BucketObjectv2", { content: KEY }, "content"],
    ["a ConfigMap", "kubernetes:core/v1:ConfigMap", { data: { "ca.key": KEY } }, "data.ca.key"],
    ["a document", "aws:ssm/document:Document", { content: JSON.stringify({ run: [KEY] }) }, "content"],
    ["a tag", "aws:ec2/vpc:Vpc", { tags: { note: base64(KEY) } }, "tags.note"],
    [
      "a list",
      "aws:cloudwatch/eventTarget:EventTarget",
      { input: "{}", runCommandTargets: [{ values: ["a", KEY] }] },
      "runCommandTargets.0.values.1",
    ],
    ["a secret's description", "aws:secretsmanager/secret:Secret", { description: KEY }, "description"],
    [
      "a secret version's other properties",
      SECRET_VERSION,
      { secretString: KEY, versionStages: [KEY] },
      "versionStages.0",
    ],
    ["a component", COMPONENT, { ca: { key: KEY } }, "ca.key"],
  ])("fails for %s", (_, type, inputs, path) => {
    expect(judged(type, inputs)).toEqual(failed(`made: ${path} holds a private key`));
  });

  test("tells every place, and of names only that they hold one", () => {
    expect(judged(COMPONENT, { b: KEY, a: [KEY], nested: { [KEY]: { deeper: KEY } } })).toEqual(
      failed(
        "made: b holds a private key",
        "made: a.0 holds a private key",
        "made: nested holds a private key in a name",
      ),
    );
  });

  test("repeats nothing of a key", () => {
    const said = JSON.stringify(judged(COMPONENT, { key: KEY, packed: packed(KEY), named: { [KEY]: "" } }));
    expect(said).not.toContain("BEGIN");
    for (const line of KEY.split("\n").filter((text) => text !== "")) expect(said).not.toContain(line);
  });

  test.each<[string, string, Inputs]>([
    ["public keys and certificates", TEMPLATE, { userData: base64(Object.values(PUBLIC_KEYS).join("\n")) }],
    ["Secrets Manager", SECRET_VERSION, { secretString: KEY, secretBinary: base64(KEY) }],
    ["Secrets Manager's write-only argument", SECRET_VERSION, { secretStringWo: KEY, secretStringWoVersion: 1 }],
    ["nothing at all", INSTANCE, {}],
    ["values that are no text", INSTANCE, { count: 1, on: true, none: null, list: [], map: {} }],
  ])("passes for %s", (_, type, inputs) => {
    expect(judged(type, inputs)).toEqual(PASS);
  });

  test.each(["tls:index/privateKey:PrivateKey", "random:index/randomBytes:RandomBytes", "pulumi:providers:kubernetes"])(
    "does not look at %s",
    (type) => {
      expect(judged(type, { privateKeyPem: KEY })).toEqual(NOT_APPLICABLE);
      expect(judgedOutputs(type, { privateKeyPem: KEY })).toEqual(NOT_APPLICABLE);
    },
  );

  describe.each<[string, unknown, string]>([
    ["not known", UNKNOWN, "not known"],
    ["a secret", SECRET, "a secret that is not shown"],
  ])("where a value is %s", (_, value, what) => {
    const finding = (path: string) =>
      undecided(`made: ${path} is ${what}, but anybody who may describe the resource reads it`);

    test.each<[string, Inputs, string]>([
      ["aws:lambda/function:Function", { environment: { variables: { CA: value } } }, "environment.variables.CA"],
      ["aws:lambda/function:Function", { environment: value }, "environment"],
      ["aws:ecs/taskDefinition:TaskDefinition", { containerDefinitions: value }, "containerDefinitions"],
      ["aws:ssm/parameter:Parameter", { value }, "value"],
      ["aws:s3/bucketObject:BucketObject", { content: value }, "content"],
      ["kubernetes:core/v1:ConfigMap", { data: { "ca.key": value }, binaryData: {} }, "data.ca.key"],
    ])("cannot judge %s with %j", (type, inputs, path) => {
      expect(judged(type, inputs)).toEqual(finding(path));
    });

    test("lets properties be that AWS does not show", () => {
      expect(judged("aws:sns/topicSubscription:TopicSubscription", { endpoint: value, nested: [value] })).toEqual(PASS);
      expect(judged(SECRET_VERSION, { secretString: value })).toEqual(PASS);
    });
  });

  test.each(["userData", "userDataBase64"])(
    "leaves %s that is not known yet to the update, which asks again",
    (property) => {
      expect(judged(INSTANCE, { [property]: UNKNOWN })).toEqual(PASS);
      expect(
        judged("aws:ec2/spotFleetRequest:SpotFleetRequest", { launchSpecifications: [{ [property]: UNKNOWN }] }),
      ).toEqual(PASS);
      expect(judged(INSTANCE, { [property]: base64(KEY) })).toEqual(failed(`made: ${property} holds a private key`));
      expect(judged(INSTANCE, { [property]: SECRET })).toEqual(
        undecided(
          `made: ${property} is a secret that is not shown, but anybody who may describe the resource reads it`,
        ),
      );
      expect(judged("aws:lambda/function:Function", { environment: { [property]: UNKNOWN } })).toEqual(
        undecided(`made: environment.${property} is not known, but anybody who may describe the resource reads it`),
      );
    },
  );

  describe("of a machine configuration", () => {
    const nodes = CONTRACTS.map((contract) => {
      const documents = hardened(contract);
      return [contract, changed(documents, ["", "machine/ca/key", base64(KEYS["Talos' own kind"] ?? "")])] as const;
    });

    test.each(nodes)("fails for user data with the CA's key, not for Secrets Manager (%s)", (_, documents) => {
      const text = yamlOf(documents);
      expect(judged(INSTANCE, { userDataBase64: packed(text) })).toEqual(
        failed("made: userDataBase64 holds a private key"),
      );
      expect(judged(TEMPLATE, { userData: base64(text) })).toEqual(failed("made: userData holds a private key"));
      expect(judged("palisade:talos:MachineConfigs", { documents: { node: text } })).toEqual(
        failed("made: documents.node holds a private key"),
      );
      expect(judged(SECRET_VERSION, { secretString: text })).toEqual(PASS);
    });

    test.each(CONTRACTS)("fails for a document of its own that holds one as it is (%s)", (contract) => {
      const documents = changed(hardened(contract), ["KubeAPIServerCAConfig", "issuingCA/key", KEY]);
      expect(judged(INSTANCE, { userDataBase64: packed(yamlOf(documents)) })).toEqual(
        failed("made: userDataBase64 holds a private key"),
      );
    });

    test.each(CONTRACTS)("passes for a worker, which has none (%s)", (contract) => {
      expect(judged(TEMPLATE, { userData: packed(yamlOf(hardened(contract, "worker"))) })).toEqual(PASS);
    });
  });

  test("cannot judge what unpacks to too much, nor a file that becomes an object", () => {
    expect(judged(INSTANCE, { userDataBase64: packed("\0".repeat(20 * 1024 * 1024)) })).toEqual(
      undecided(
        "made: userDataBase64 is packed and not searched for a private key: it unpacks to more than is looked at, or not at all",
      ),
    );
    const file = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", path: "secrets.yaml" };
    for (const type of ["aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"]) {
      expect(judged(type, { source: file })).toEqual(
        undecided("made: source is a file that is not searched for a private key; give the object's text as content"),
      );
    }
    expect(judged("aws:lambda/function:Function", { code: file })).toEqual(PASS);
  });
});

describe("plain-private-key in outputs", () => {
  test("fails for outputs of components, stacks and resources", () => {
    expect(judgedOutputs(COMPONENT, { caKey: base64(KEY) })).toEqual(failed("made: caKey holds a private key"));
    expect(judgedOutputs("pulumi:pulumi:Stack", { kubeconfig: { key: KEY } })).toEqual(
      failed("made: kubeconfig.key holds a private key"),
    );
    expect(judgedOutputs(INSTANCE, { userData: KEY })).toEqual(failed("made: userData holds a private key"));
  });

  test("passes for secrets, which state holds encrypted, and for what the provider has not said yet", () => {
    expect(judgedOutputs(COMPONENT, { caKey: SECRET, caCertificate: PUBLIC_KEYS["a certificate"] })).toEqual(PASS);
    expect(judgedOutputs(INSTANCE, { userData: UNKNOWN, publicIp: UNKNOWN })).toEqual(PASS);
  });

  test("cannot judge what the program gave and is not known", () => {
    expect(judgedOutputs("aws:ssm/parameter:Parameter", {}, { value: UNKNOWN })).toEqual(
      undecided("made: value is not known, but anybody who may describe the resource reads it"),
    );
    expect(judgedOutputs(INSTANCE, {}, { userData: SECRET })).toEqual(
      undecided("made: userData is a secret that is not shown, but anybody who may describe the resource reads it"),
    );
  });

  test("leaves user data that is not known yet to the update", () => {
    expect(judgedOutputs(INSTANCE, {}, { userData: UNKNOWN, userDataBase64: UNKNOWN })).toEqual(PASS);
  });
});
