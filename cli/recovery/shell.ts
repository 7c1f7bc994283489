/** A command for a POSIX shell, on one line: it can be copied as it is. */
export function shellLine(args: readonly string[]): string {
  return args.map(shellWord).join(" ");
}

export function shellWord(word: string): string {
  return /^[\w/:=.,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
