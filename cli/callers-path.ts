import { resolve } from "node:path";

/** The path that is meant from where the command was given: npm runs scripts in the project's folder and tells where the person was. */
export function callersPath(path: string): string {
  return resolve(process.env["INIT_CWD"] ?? process.cwd(), path);
}
