/** The repository's file of accepted findings. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../policy/catalogue";
import { dayOf, readSuppressions, type Suppressions } from "../policy/suppressions";
import { ROOT } from "./root";

const FILE = join(ROOT, "policy", "suppressions.yaml");

/** Of today. Without a file nothing is accepted. */
export function acceptedFindings(now: Date = new Date()): Suppressions {
  return readSuppressions(existsSync(FILE) ? readFileSync(FILE, "utf8") : "", RULES, dayOf(now));
}
