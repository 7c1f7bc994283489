/** Standard output that cannot be written, as on a full disk: what is there already has to be told all the same. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../cli/root";
import { readBundle } from "../../pki/bundle-yaml";
import type { Ended } from "./command";
import { at, copy, decrypted, files, inFolder, START, textOf, useFiles } from "./secrets-files";

useFiles();

function shell(args: string, output: string): Ended {
  const command = `set -o pipefail; "${process.execPath}" "${START}" ${args} ${output}`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", command], { cwd: files().folder, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

/** The device that is always full is Linux's. */
const FULL = "> /dev/full";
const PREFIX = "standard output: cannot be written";

(process.platform === "linux" ? describe : describe.skip)("a standard output that is full", () => {
  it("says where the files of machine configurations are", () => {
    copy("good.yaml", "b.yaml");
    const stderr = `${PREFIX} (ENOSPC); what the command made is there all the same: out\n`;
    expect(shell("machine-configs staging --secrets b.yaml --out out", FULL)).toEqual({ code: 2, stdout: "", stderr });
    expect(inFolder()).toEqual(["b.yaml", "out"]);
  });

  it("says where the files of a preview are", () => {
    const stderr = `${PREFIX} (ENOSPC); what the command made is there all the same: ${join(ROOT, ".palisade", "staging")}\n`;
    expect(shell("preview staging", FULL)).toEqual({ code: 2, stdout: "", stderr });
  });

  it("says where a bundle is", async () => {
    const { code, stderr } = shell(`secrets new --recipient ${files().recipient} -o a.age`, FULL);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${PREFIX} (ENOSPC); what the command made is there all the same: a.age\n`,
    });
    expect(readBundle(await decrypted(textOf("a.age")), new Date())).toHaveProperty("bundle");
  });

  it.each([
    [FULL, "ENOSPC"],
    ["| true", "EPIPE"],
  ])("says that a bundle went nowhere (%s)", (output, reason) => {
    const stderr = `${PREFIX} (${reason}); nothing was kept: run the command again\n`;
    const recipient = `--recipient ${files().recipient}`;
    expect(shell(`secrets new ${recipient}`, output)).toEqual({ code: 2, stdout: "", stderr });
    const encrypted = shell(`secrets encrypt "${at("good.yaml")}" ${recipient} -o -`, output);
    expect({ ...encrypted, stderr: encrypted.stderr.split("\n").slice(-2).join("\n") }).toEqual({
      code: 2,
      stdout: "",
      stderr,
    });
  });

  it("says what to do where nothing was made", () => {
    const stderr = `${PREFIX} (ENOSPC); make room where it goes, and run the command again\n`;
    expect(shell("images staging", FULL)).toEqual({ code: 2, stdout: "", stderr });
  });
});
