/** Asks the Pulumi engine's own analysis, with the compiled pack in the SDK's runner. Secrets of a state pass through a pipe only. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { writeStandIns } from "../../cli/engine/stand-ins";
import { ROOT } from "../../cli/root";
import type { State } from "../../policy/judge";
import { exportedState } from "./exported-state";

const PROGRAM = join(ROOT, ".palisade", "tools", "engine-judge");

export interface Violation {
  readonly policy: string;
  readonly urn: string;
  readonly level: string;
  readonly severity: string;
  readonly message: string;
}

export interface Answer {
  /** Whether the engine would stop a deployment. */
  readonly stops: boolean;
  readonly violations: readonly Violation[];
}

/** One process with one runner, for any number of states; `close` ends it. */
export class EngineJudge {
  private readonly folder: string;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private readonly ended: Promise<void>;
  private said = "";

  constructor() {
    if (!existsSync(PROGRAM)) {
      throw new Error(".palisade/tools/engine-judge: is not there; build it with node tools/build.mjs engine-judge");
    }
    this.folder = mkdtempSync(join(tmpdir(), "palisade-engine-"));
    const standIns = join(this.folder, "stand-ins");
    writeStandIns(standIns, PROGRAM);
    this.child = spawn(PROGRAM, [join(ROOT, "policy")], {
      env: {
        ...process.env,
        PATH: [standIns, process.env["PATH"]].join(delimiter),
        PULUMI_HOME: join(this.folder, "home"),
        PULUMI_IGNORE_AMBIENT_PLUGINS: "",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    });
    this.child.stderr.on("data", (data: Buffer) => {
      this.said += data.toString();
    });
    // That it has ended is told by the answer that does not come.
    this.child.stdin.on("error", () => undefined);
    this.ended = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", () => resolve());
    });
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** One state at a time: the next answer is this state's. Throws where the engine could not analyse it. */
  async analyze(state: State): Promise<Answer> {
    this.child.stdin.write(`${JSON.stringify(exportedState(state))}\n`);
    const { done, value } = await this.answers.next();
    if (done === true) {
      await this.ended;
      throw new Error(`engine-judge: ended without an answer; ${this.said.trim()}`);
    }
    const { failure, ...answer } = JSON.parse(value) as Answer & { readonly failure?: string };
    if (failure !== undefined) throw new Error(`engine-judge: ${failure}`);
    return answer;
  }

  async close(): Promise<void> {
    this.child.stdin.end();
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An engine for all tests of the group that calls this. */
export function engineOfGroup(): () => EngineJudge {
  let engine: EngineJudge | undefined;
  beforeAll(() => {
    engine = new EngineJudge();
  });
  afterAll(async () => {
    await engine?.close();
  });
  return () => {
    if (engine === undefined) throw new Error("engine-judge: asked before the tests of its group");
    return engine;
  };
}
