/** Identities of age that were given in the place of their file, and so may stand in a message. */
const IDENTITY = /AGE-(?:SECRET-KEY|PLUGIN)-[0-9A-Z-]{10,}/gi;

export function withoutIdentities(text: string): string {
  return text.replace(IDENTITY, "AGE-SECRET-KEY-...");
}

export function holdsIdentity(text: string): boolean {
  return text.search(IDENTITY) >= 0;
}
