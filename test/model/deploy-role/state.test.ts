import type { Request } from "../iam-evaluator";
import { BACKEND } from "./backend";
import { may } from "./decision";

describe("Pulumi's state", () => {
  const object = (path: string) => `arn:aws:s3:::${BACKEND.bucket}/.pulumi/${path}`;

  it.each([
    ["stacks/palisade/prod.json", "allowed"],
    ["stacks/palisade/prod.json.bak", "allowed"],
    ["stacks/palisade/prod.pulumi-tags", "allowed"],
    ["history/palisade/prod/prod-1.history.json", "allowed"],
    ["backups/palisade/prod/prod.1.json", "allowed"],
    ["locks/organization/palisade/prod/1.json", "allowed"],
    ["stacks/palisade/staging.json", "not allowed"],
    ["stacks/palisade/prod-2.json", "not allowed"],
    ["history/palisade/staging/x", "not allowed"],
    ["stacks/other/prod.json", "not allowed"],
  ] as const)("%s is %s", (path, expected) => {
    for (const action of ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]) {
      expect(may({ action, resource: object(path) })).toBe(expected);
    }
  });

  it("is listed in its folder; without a prefix, S3 can say that an object is not there", () => {
    const list = (context: Request["context"] = {}) =>
      may({ action: "s3:ListBucket", resource: `arn:aws:s3:::${BACKEND.bucket}`, context });
    expect(list({ "s3:prefix": ".pulumi/stacks/" })).toBe("allowed");
    expect(list()).toBe("allowed");
    expect(list({ "s3:prefix": "invoices/" })).toBe("not allowed");
  });

  it("says its layout in one file for all, which is only read; versions stay", () => {
    expect(may({ action: "s3:GetObject", resource: object("meta.yaml") })).toBe("allowed");
    expect(may({ action: "s3:PutObject", resource: object("meta.yaml") })).toBe("not allowed");
    expect(may({ action: "s3:DeleteObject", resource: object("meta.yaml") })).toBe("not allowed");
    expect(may({ action: "s3:DeleteObjectVersion", resource: object("stacks/palisade/prod.json") })).toBe(
      "not allowed",
    );
  });

  it("is decrypted through S3, and configuration with the stack's own name", () => {
    const use = (resource: string, context: Request["context"] = {}) =>
      may({ action: "kms:Decrypt", resource, context });
    expect(use(BACKEND.stateKeyArn, { "kms:ViaService": "s3.eu-central-1.amazonaws.com" })).toBe("allowed");
    expect(use(BACKEND.stateKeyArn)).toBe("not allowed");
    expect(use(BACKEND.configKeyArn, { "kms:EncryptionContext:stack": "prod" })).toBe("allowed");
    expect(use(BACKEND.configKeyArn, { "kms:EncryptionContext:stack": "staging" })).toBe("not allowed");
    expect(use(BACKEND.configKeyArn)).toBe("not allowed");
  });
});
