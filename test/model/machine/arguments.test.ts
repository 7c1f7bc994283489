import { checkedArguments, MERGE_POLICIES } from "../../../model/machine/arguments";

test("gives back arguments that Talos takes", () => {
  const args = { "audit-log-maxage": "30", "enable-admission-plugins": "NodeRestriction" };
  expect(checkedArguments("1.14", "kube-apiserver", args)).toEqual(args);
});

test.each([
  ["1.13", "kube-apiserver", "encryption-provider-config"],
  ["1.13", "kube-controller-manager", "root-ca-file"],
  ["1.13", "kube-scheduler", "config"],
  ["1.13", "kubelet", "cert-dir"],
  ["1.14", "kube-apiserver", "tls-min-version"],
  ["1.14", "kube-apiserver", "anonymous-auth"],
  ["1.14", "kube-apiserver", "oidc-issuer-url"],
  ["1.14", "kube-apiserver", "authorization-mode"],
] as const)("throws in %s for the %s argument %s, which would keep it from starting", (contract, component, name) => {
  expect(() => checkedArguments(contract, component, { [name]: "x" })).toThrow(
    `${component} argument ${name} is denied by Talos ${contract}: the node would not start it`,
  );
});

test("throws for an empty value, which would take Talos' own argument away", () => {
  expect(() => checkedArguments("1.13", "kube-apiserver", { profiling: "" })).toThrow(
    "kube-apiserver argument profiling has no value: Talos would drop its own",
  );
});

test("1.13 takes what 1.14 has made its own", () => {
  expect(MERGE_POLICIES["1.13"]["kube-apiserver"]["tls-min-version"]).toBeUndefined();
  expect(MERGE_POLICIES["1.14"]["kube-apiserver"]["tls-min-version"]).toBe("denied");
});
