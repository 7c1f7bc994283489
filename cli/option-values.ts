/** Values of options and arguments, as the library hands them in. */
import { InvalidArgumentError } from "commander";

/** A file or folder. An empty one would be the current folder. */
export function named(value: string): string {
  if (value === "")
    throw new InvalidArgumentError("It is empty, as a variable that the shell does not know; name one.");
  return value;
}

/** An option that may be given several times. */
export function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
