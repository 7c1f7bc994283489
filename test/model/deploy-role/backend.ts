/** Where Pulumi keeps state, for tests. */
import type { StateBackend } from "../../../model/deploy-role/state-grants";

export const BACKEND: StateBackend = {
  bucket: "example-pulumi-state",
  stateKeyArn: "arn:aws:kms:eu-central-1:444455556666:key/11111111-2222-3333-4444-555555555555",
  configKeyArn: "arn:aws:kms:eu-central-1:444455556666:key/66666666-7777-8888-9999-000000000000",
};
