/**
 * A rejected promise inside the SDK (a failed registration, a throwing `apply`) belongs to the program that is being recorded: rejects with the
 * first one, or with what `run` rejects with. When it is settled, none that follows from that one is left to come.
 */
export async function withRejectionsReported(run: () => Promise<void>): Promise<void> {
  let failed: (error: unknown) => void = () => {};
  const rejection = new Promise<never>((_, reject) => {
    failed = reject;
  });
  // Nobody awaits it where `run` is settled first.
  rejection.catch(() => {});
  process.on("unhandledRejection", failed);
  try {
    await Promise.race([run(), rejection]);
  } finally {
    // Rejections are reported after the microtask queue has drained; what is made of a failed value fails within the same turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", failed);
  }
  // The first of the two that is settled already.
  await Promise.race([rejection, undefined]);
}
