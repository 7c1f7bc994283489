/** Keeps the order of a recording apart from how long a key takes to make. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /**
   * `value` after everything that took its turn before, and when the program has nothing left to do: what it registers next comes in the same
   * order in every recording.
   */
  take<T>(value: Promise<T>): Promise<T> {
    const turn = this.last.then(async () => {
      const settled = await value;
      await new Promise((resolve) => setImmediate(resolve));
      return settled;
    });
    // Whoever takes the value hears of a failure; the next one has its turn all the same.
    value.catch(() => {});
    this.last = turn.catch(() => {});
    return turn;
  }
}
