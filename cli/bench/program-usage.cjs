/** Loaded into the program of a measured run of the engine: writes how long it worked itself, and how long it waited for others. */
const { appendFileSync } = require("node:fs");

process.on("exit", () => {
  // Plugins and the policy pack are started with the same variables.
  if (!/@pulumi.pulumi.cmd.run$/.test(process.argv[1] ?? "")) return;
  const { user, system } = process.cpuUsage();
  const wall = performance.now();
  const line = { own: wall - performance.nodeTiming.idleTime, processor: (user + system) / 1000 };
  appendFileSync(process.env.PALISADE_BENCH_USAGE, `${JSON.stringify(line)}\n`);
});
