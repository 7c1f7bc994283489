/** Pulumi's own state and secrets: what `pulumi` itself reads and writes, whatever the program makes. */
import type { StackConfig } from "../../config/schema";
import { bucketArn, PROJECT } from "../names";
import { actions, type Grant } from "./grant";

export interface StateBackend {
  /** Bucket of `pulumi login s3://<bucket>`. */
  readonly bucket: string;
  /** ARN of the key that the bucket encrypts with. */
  readonly stateKeyArn: string;
  /** ARN of the key behind the stack's `secretsprovider`, used with the encryption context `stack=<environment>`. */
  readonly configKeyArn: string;
}

/** Places in the bucket, as Pulumi 3 lays them out for a project; `meta.yaml` says so for all of them. */
const FOLDER = ".pulumi";

/** Administration of a key; no use. */
const KEY_CHANGES =
  "CreateAlias CreateGrant DeleteAlias DisableKey DisableKeyRotation EnableKey EnableKeyRotation PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource UpdateAlias UpdateKeyDescription";

export function stateGrants(config: StackConfig, backend: StateBackend): readonly Grant[] {
  const bucket = bucketArn(config, backend.bucket);
  const stack = `${PROJECT}/${config.environment}`;
  const region = backend.stateKeyArn.split(":")[3] ?? "";
  const state = (
    sid: string,
    words: readonly string[],
    resources: Grant["resources"],
    condition?: Grant["condition"],
  ): Grant => ({
    subject: "state",
    sid,
    actions: words,
    resources,
    ...(condition === undefined ? {} : { condition }),
  });
  return [
    // Without a prefix too: S3 asks for this right, and no prefix, before it says that an object is not there and not that it is forbidden.
    state("StateList", actions("s3", "ListBucket"), bucket, {
      StringLikeIfExists: { "s3:prefix": [FOLDER, `${FOLDER}/*`] },
    }),
    // Read only: Pulumi writes it where there is none, and a wrong one would stop every environment of the bucket.
    state("StateLayout", actions("s3", "GetObject"), `${bucket}/${FOLDER}/meta.yaml`),
    state(
      "State",
      actions("s3", "DeleteObject GetObject PutObject"),
      [
        `stacks/${stack}.json*`,
        `stacks/${stack}.pulumi-tags`,
        `history/${stack}/*`,
        `backups/${stack}/*`,
        `locks/organization/${stack}/*`,
      ].map((path) => `${bucket}/${FOLDER}/${path}`),
    ),
    state("StateKey", actions("kms", "Decrypt GenerateDataKey"), backend.stateKeyArn, {
      StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` },
    }),
    state("ConfigKey", actions("kms", "Decrypt Encrypt"), backend.configKeyArn, {
      StringEquals: { "kms:EncryptionContext:stack": config.environment },
    }),
    // Whatever their tags come to say: losing one is losing the state, or every secret in it.
    {
      ...state("NeverTheirKeys", actions("kms", KEY_CHANGES), [backend.stateKeyArn, backend.configKeyArn]),
      effect: "Deny",
    },
  ];
}
