/**
 * Where every test file runs: nothing that a test prints, fails with or is called holds a secret. What does is replaced, so that Jest does not
 * print it either, and the test fails. What is printed between tests and after the last fails its file.
 */
import { format, inspect } from "node:util";
import type { EnvironmentContext, JestEnvironmentConfig } from "@jest/environment";
import type { Circus } from "@jest/types";
import NodeEnvironment from "jest-environment-node";
import { secretIn } from "./secret-text";

const METHODS = ["debug", "error", "info", "log", "warn"] as const;
const STREAMS = [process.stdout, process.stderr] as const;

export default class SecretScanEnvironment extends NodeEnvironment {
  private printed: string[] = [];
  private readonly restore: (() => void)[] = [];

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    for (const method of METHODS) {
      const print = context.console[method].bind(context.console);
      context.console[method] = (...args: unknown[]) => {
        this.printed.push(format(...args));
        print(...args);
      };
    }
    for (const stream of STREAMS) {
      const write = stream.write;
      stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
        this.printed.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("latin1"));
        return write.call(stream, chunk, ...rest);
      }) as typeof stream.write;
      this.restore.push(() => {
        stream.write = write;
      });
    }
  }

  readonly handleTestEvent = (event: Circus.Event): void => {
    if (event.name === "start_describe_definition") this.named(event.blockName);
    if (event.name === "add_test") this.named(event.testName);
    if (event.name !== "test_done") return;
    const { test } = event;
    const printed = this.takePrinted();
    const held = test.errors.map((error) => secretIn(textOf(error))).find((kind) => kind !== undefined);
    if (held !== undefined)
      test.errors = [new Error(`the test failed with a message that holds ${held}: it is not shown`)];
    if (printed !== undefined) test.errors.push(new Error(`the test printed ${printed}`));
  };

  override async teardown(): Promise<void> {
    for (const restore of this.restore) restore();
    const printed = this.takePrinted();
    await super.teardown();
    if (printed !== undefined) throw new Error(`between its tests or after them, the file printed ${printed}`);
  }

  private takePrinted(): string | undefined {
    const texts = this.printed;
    this.printed = [];
    return texts.map(secretIn).find((kind) => kind !== undefined);
  }

  /** Before the test is there at all, so that no reporter gets to know the name. */
  private named(name: string): void {
    const kind = secretIn(name);
    if (kind !== undefined) throw new Error(`a test or a group of them has ${kind} in its name`);
  }
}

/** All that a reporter may show of what was thrown: jest-circus keeps it in several shapes, causes included. */
function textOf(error: unknown): string {
  return inspect(error, { depth: 6, maxStringLength: null, maxArrayLength: null });
}
