import { mapSecrets, NAMED_SECRETS } from "../../../model/machine/redaction";

test("names every part as talosctl's file does", () => {
  const paths: string[] = [];
  mapSecrets(NAMED_SECRETS, (path, text) => {
    paths.push(path);
    return text;
  });
  expect(paths.sort()).toEqual([
    "certs.etcd.crt",
    "certs.etcd.key",
    "certs.k8s.crt",
    "certs.k8s.key",
    "certs.k8saggregator.crt",
    "certs.k8saggregator.key",
    "certs.k8sserviceaccount.key",
    "certs.os.crt",
    "certs.os.key",
    "cluster.id",
    "cluster.secret",
    "secrets.bootstraptoken",
    "secrets.secretboxencryptionsecret",
    "trustdinfo.token",
  ]);
});

test("tells certificates, which are public, from secrets", () => {
  expect(NAMED_SECRETS.certs.os).toEqual({ crt: "certificate:certs.os.crt", key: "secret:certs.os.key" });
  expect(NAMED_SECRETS.trustdToken).toBe("secret:trustdinfo.token");
});
