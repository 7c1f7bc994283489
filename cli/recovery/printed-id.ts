/** What an AWS command printed, as the id that the state gets. */
import { visible } from "../../config/visible-text";
import { ExpectedError } from "../exit";
import { ID_FORMS } from "./id-forms";
import { LOOKUPS } from "./lookups";
import type { PendingOperation } from "./pending";
import { ID_PLACEHOLDER } from "./steps";

/** What the AWS CLI prints for a value that is not there. */
const NOTHING: ReadonlySet<string> = new Set(["None", "null"]);

/** Throws ExpectedError where no resource of that type, or not the one that is looked for, can have it. */
export function printedId({ type, label, id: expected }: PendingOperation, printed: string): string {
  const where = visible(label);
  if (printed === ID_PLACEHOLDER || NOTHING.has(printed)) {
    throw new ExpectedError(
      `${where}: has no id yet, got ${printed}; put in what its command prints, or give --absent where it prints nothing`,
    );
  }
  const id = LOOKUPS[type]?.idOf?.(printed) ?? printed;
  if (expected !== undefined && id !== expected) {
    throw new ExpectedError(
      `${where}: has another id by its inputs, got ${visible(id)}; give ${visible(expected)}, or --absent`,
    );
  }
  const known = ID_FORMS[type];
  if (known !== undefined && !known.form.test(id)) {
    throw new ExpectedError(
      `${where}: is no id of its type, got ${visible(id)}; give what its command prints, such as ${known.example}`,
    );
  }
  // Types that have no command: nothing else is known of their ids.
  if (/[\s\p{Cc}\p{Cf}]/u.test(id) || id === "") {
    throw new ExpectedError(`${where}: is no id, got ${JSON.stringify(visible(id))}; give one id, without spaces`);
  }
  return id;
}
