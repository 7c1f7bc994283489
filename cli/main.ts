/** Runs a command. Exit codes: 0 judged and passed, 1 judged and failed, 2 could not be judged. */
import { commands } from "./commands";
import { finish } from "./finish";
import { refuseKeptOptions } from "./npm-options";

finish(async () => {
  const program = commands();
  refuseKeptOptions(program, process.argv.slice(2), process.env);
  await program.parseAsync();
});
