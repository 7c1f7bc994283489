/** Loaded before every test file: nothing that a test prints, and no test's name, holds a private key or an age identity. */
import { format } from "node:util";
import { findPrivateKey } from "../policy/view/private-key";

const METHODS = ["debug", "error", "info", "log", "warn"] as const;
const STREAMS = [process.stdout, process.stderr] as const;

let printed: string[] = [];

for (const method of METHODS) {
  const print = console[method].bind(console);
  console[method] = (...args: unknown[]) => {
    printed.push(format(...args));
    print(...args);
  };
}

for (const stream of STREAMS) {
  const write = stream.write.bind(stream);
  stream.write = ((chunk: string | Uint8Array, ...rest: []) => {
    printed.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("latin1"));
    return write(chunk, ...rest);
  }) as typeof stream.write;
}

afterEach(() => {
  const texts = [expect.getState().currentTestName ?? "", ...printed];
  printed = [];
  // Its own message must not quote what it found.
  if (texts.some((text) => findPrivateKey(text) === "found")) {
    throw new Error("the test printed a private key, or has one in its name");
  }
});
