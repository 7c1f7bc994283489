/** A cloud of its own for each test, in a folder that is gone afterwards. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud, type CloudResource } from "../../../sandbox/engine/cloud";

/** The folder, while a test runs. */
export function ownFolder(): () => string {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "palisade-cloud-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

export function ownCloud(): () => Cloud {
  const folder = ownFolder();
  return () => new Cloud(join(folder(), "cloud"));
}

/** A resource of which nothing matters but what is given. */
export function made(given: Partial<CloudResource> & Pick<CloudResource, "type" | "id">): CloudResource {
  const inputs = given.inputs ?? {};
  return { region: "eu-central-1", urn: `urn:${given.id}`, outputs: inputs, ...given, inputs };
}
