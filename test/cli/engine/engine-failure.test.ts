/** What a command says of a run that failed. */
import { engineFailure } from "../../../cli/engine/engine-failure";
import { ExpectedError } from "../../../cli/exit";
import { runOf, told } from "../rehearsal/engine-runs";

const printed = "\n  one\ntwo\n";

it("gives the engine's errors, each on lines of its own", () => {
  const failure = engineFailure(
    runOf([], { succeeded: false, printed }, [told("first\nof two lines"), told("second")]),
  );
  expect(failure).toBeInstanceOf(ExpectedError);
  expect(failure.message).toBe("the engine failed:\nfirst\nof two lines\nsecond");
});

it("gives what the CLI printed where the engine told no error", () => {
  expect(engineFailure(runOf([], { succeeded: false, printed })).message).toBe("the engine failed:\none\ntwo");
});
