/** Runs a command. Exit codes: 0 judged and passed, 1 judged and failed, 2 could not be judged. */
import { commands } from "./commands";
import { finish } from "./finish";

finish(() => commands().parseAsync());
