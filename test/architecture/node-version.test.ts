/** `pulumi up` runs the program and the policy pack with the Node that it finds, 20 or newer; only our own commands bring Node 24. */
import { join, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "../..");
const PROGRAMS = ["index.ts", "policy/index.ts"].map((file) => join(ROOT, file));

test("the program and the policy pack use nothing of the language that Node 20 lacks", () => {
  const read = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...read.config, include: [], files: PROGRAMS }, ts.sys, ROOT);
  // The newest library that Node 20 has as a whole.
  const program = ts.createProgram(PROGRAMS, { ...options, lib: ["lib.es2023.d.ts"] });
  const sources = program.getSourceFiles().filter(({ fileName }) => !fileName.includes("/node_modules/"));
  expect(sources.length).toBeGreaterThan(150);
  const faults = sources.flatMap((source) => program.getSemanticDiagnostics(source));
  expect(faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
}, 60_000);
