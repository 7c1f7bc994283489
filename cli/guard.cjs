/**
 * Loaded before everything else: an error before a command has begun (a damaged installation) is a tool's error, exit code 2, in one line. Node itself
 * would print a stack trace and end with 1, which means "judged and failed". `finish.ts` takes over.
 */
function onEarlyError(error) {
  const text = error instanceof Error ? error.message.split("\n")[0] : String(error);
  process.stderr.write(`palisade: cannot start (${text}); delete node_modules and run the command again\n`);
  process.exit(2);
}

process.on("uncaughtException", onEarlyError);
/** Called when the command itself answers for its errors. */
globalThis.palisadeStarted = () => process.off("uncaughtException", onEarlyError);
