import { dirname } from "node:path";

/** The project's folder: where Pulumi.yaml and the stack files are. */
export const ROOT = dirname(__dirname);
