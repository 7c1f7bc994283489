/**
 * The world of a rehearsal: what the stand-in of a cloud provider has made, one file a resource, so that it outlives the engine and can be looked
 * at. The engine starts one plugin for each provider, and each writes its own resources only; generations are counted by that of AWS alone.
 */
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { PropertyMap } from "../deployment";

export interface CloudResource {
  readonly type: string;
  /** The same name may be in every region once. */
  readonly region: string;
  readonly id: string;
  /** What made it: the world itself does not know of URNs, but a rehearsal asks for them. */
  readonly urn: string;
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
}

export type CloudOperation = "create" | "update" | "delete";

/** A line of the journal: an operation that took place. Milliseconds since the epoch. */
export interface JournalEntry {
  readonly operation: CloudOperation;
  readonly type: string;
  readonly id: string;
  readonly urn: string;
  readonly start: number;
  readonly end: number;
}

const JOURNAL = "journal.jsonl";
const GENERATIONS = "generations.json";

export class Cloud {
  private readonly folder: string;
  private readonly byKey = new Map<string, CloudResource>();
  /** How often a URN was created: the next one gets another id. */
  private readonly generations: Record<string, number>;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(join(folder, "resources"), { recursive: true, mode: 0o700 });
    for (const name of readdirSync(join(folder, "resources")).filter((file) => file.endsWith(".json"))) {
      const resource = JSON.parse(readFileSync(join(folder, "resources", name), "utf8")) as CloudResource;
      this.byKey.set(keyOf(resource), resource);
    }
    this.generations = readJson(join(folder, GENERATIONS));
  }

  get resources(): readonly CloudResource[] {
    return [...this.byKey.values()];
  }

  find(place: Pick<CloudResource, "type" | "region" | "id">): CloudResource | undefined {
    return this.byKey.get(keyOf(place));
  }

  /** 0 for the first resource of a URN. */
  nextGeneration(urn: string): number {
    const generation = this.generations[urn] ?? 0;
    this.generations[urn] = generation + 1;
    this.write(GENERATIONS, this.generations);
    return generation;
  }

  put(resource: CloudResource): void {
    this.byKey.set(keyOf(resource), resource);
    this.write(join("resources", fileOf(resource)), resource);
  }

  remove(resource: CloudResource): void {
    this.byKey.delete(keyOf(resource));
    rmSync(join(this.folder, "resources", fileOf(resource)), { force: true });
  }

  /** Of an operation that ends now. */
  note(operation: CloudOperation, { urn, type, id }: Pick<CloudResource, "urn" | "type" | "id">, start: number): void {
    const entry: JournalEntry = { operation, urn, type, id, start, end: Date.now() };
    appendFileSync(join(this.folder, JOURNAL), `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }

  /** In the order in which they ended. */
  journal(): readonly JournalEntry[] {
    return readText(join(this.folder, JOURNAL))
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as JournalEntry);
  }

  /** A kill in the middle leaves the old file whole. */
  private write(name: string, content: unknown): void {
    const file = join(this.folder, name);
    writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

function keyOf({ type, region, id }: Pick<CloudResource, "type" | "region" | "id">): string {
  return `${type} ${region} ${id}`;
}

function fileOf(resource: CloudResource): string {
  return `${createHash("sha256").update(keyOf(resource)).digest("hex").slice(0, 32)}.json`;
}

function readText(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function readJson(file: string): Record<string, number> {
  const text = readText(file);
  return text === "" ? {} : (JSON.parse(text) as Record<string, number>);
}
