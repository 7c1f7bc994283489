/** "Did you mean": the known name nearest to one that is not known. */

function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const swap = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

/** Undefined where nothing is near: more than two edits, or more than a third of a longer name; and half of a short one is another word. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > 64) return undefined;
  const limit = Math.max(2, Math.floor(name.length / 3));
  return known
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= limit && edits * 2 < Math.max(name.length, candidate.length))
    .sort((left, right) => left.edits - right.edits)[0]?.candidate;
}

/** What to do about an unknown name. */
export function unknownNameFix(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? `remove it, known keys are ${known.join(", ")}` : `did you mean "${near}"?`;
}
