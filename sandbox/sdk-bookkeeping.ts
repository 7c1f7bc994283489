/**
 * What the Pulumi SDK notes for each promise and resource so that it can explain a hang or a failure of a real deployment: stack traces, call
 * sites, and a list of promises that have not settled. A recording has no use for it, and it costs more than all the rest of a run.
 */
import * as pulumi from "@pulumi/pulumi";

interface Switch {
  off(): void;
  on(): void;
}

/** Runs `work` without the bookkeeping; restores it afterwards, also on an error. `callSites`: resources are to tell where they are made. */
export async function withoutBookkeeping<T>(
  work: () => Promise<T>,
  { callSites = false }: { readonly callSites?: boolean } = {},
): Promise<T> {
  const off = BOOKKEEPING.filter(({ name }) => !(callSites && name === "callsites"));
  const switches = [stackTraces(), ...off.map(replaced)];
  for (const one of switches) one.off();
  try {
    return await work();
  } finally {
    for (const one of switches) one.on();
  }
}

interface Bookkeeping {
  /** Where the function is kept; the SDK calls it through this object. */
  readonly owner: object;
  readonly name: string;
  readonly replacement: (...args: readonly unknown[]) => unknown;
}

/** Internal to the SDK: where a version has no such function, nothing is replaced and runs are slower. */
export const BOOKKEEPING: readonly Bookkeeping[] = [
  {
    // Loaded as a module object: an import would be a copy, which the SDK does not call.
    owner: require("@pulumi/pulumi/runtime/debuggable") as object,
    name: "debuggablePromise",
    replacement: (promise) => promise,
  },
  { owner: pulumi.Resource, name: "callsites", replacement: () => [] },
];

function replaced({ owner, name, replacement }: Bookkeeping): Switch {
  const original: unknown = Reflect.get(owner, name);
  const change = (value: unknown) => typeof original === "function" && Reflect.set(owner, name, value);
  return { off: () => change(replacement), on: () => change(original) };
}

function stackTraces(): Switch {
  const limit = Error.stackTraceLimit;
  return {
    off: () => {
      Error.stackTraceLimit = 0;
    },
    on: () => {
      Error.stackTraceLimit = limit;
    },
  };
}
