/** The --query of every lookup, evaluated: it prints the import id where the resource is there, and nothing where it is not. */
import { search } from "jmespath";
import { ID_FORMS } from "../../../cli/recovery/id-forms";
import { LOOKUPS } from "../../../cli/recovery/lookups";
import type { PendingOperation } from "../../../cli/recovery/pending";
import { printedId } from "../../../cli/recovery/printed-id";
import { ACCOUNT_ANSWERS } from "./account-answers";
import { ACCOUNT, type CannedAnswer, REGION } from "./canned-answer";
import { MACHINE_ANSWERS } from "./machine-answers";
import { NETWORK_ANSWERS } from "./network-answers";
import { STORAGE_ANSWERS } from "./storage-answers";

const PLACE = { region: REGION, account: ACCOUNT };
const ANSWERS: Readonly<Record<string, CannedAnswer>> = {
  ...NETWORK_ANSWERS,
  ...MACHINE_ANSWERS,
  ...STORAGE_ANSWERS,
  ...ACCOUNT_ANSWERS,
};

/** `--output text`: a list of rows prints one a line, its columns apart by tabs, and what is not there as None. */
function printedLines(answer: object, command: readonly string[]): readonly string[] {
  const query = command[command.indexOf("--query") + 1] ?? "";
  const rows: unknown = search(answer, query);
  if (!Array.isArray(rows)) throw new Error(`${query}: gives no rows`);
  return rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw new Error(`${query}: a row is no list`);
    return row.map((cell: unknown) => (cell === null ? "None" : String(cell))).join("\t");
  });
}

it("every type that is looked for has an answer here", () => {
  expect(Object.keys(ANSWERS).sort()).toEqual(Object.keys(LOOKUPS).sort());
});

it.each(["it's", "DOMAIN\\operators", "a`b", '\\`"', "ends in \\"])("a name is compared as it is: %s", (name) => {
  const command = LOOKUPS["aws:iam/role:Role"]?.command({ name }, PLACE) ?? [];
  const roles = [{ RoleName: name }, { RoleName: "b" }];
  expect(printedLines({ Roles: roles }, command)).toEqual([name]);
});

describe.each(Object.entries(ANSWERS))("%s", (type, { inputs, id, there, gone }) => {
  const lookup = LOOKUPS[type];
  const command = () => lookup?.command(inputs, PLACE) ?? [];

  it("prints what is taken in as exactly the import id", () => {
    const expected = lookup?.id?.(inputs, PLACE);
    const operation: PendingOperation = {
      urn: "urn",
      type,
      label: type,
      operation: "creating",
      meaning: "unknown",
      known: [],
      ...(expected === undefined ? {} : { id: expected }),
    };
    expect(printedLines(there, command()).map((line) => printedId(operation, line))).toEqual([id]);
  });

  it("prints nothing where it is not", () => {
    expect(printedLines(gone, command())).toEqual([]);
  });

  it("has a form of ids, or one id that follows from its inputs", () => {
    expect(ID_FORMS[type] === undefined).toBe(lookup?.id !== undefined);
  });
});
