/** Imports point one way, and the folders keep their promises (docs/architecture.md, "Layout"). */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "../..");
const FOLDERS = ["pki", "config", "model", "components", "functions", "policy", "sandbox", "cli"] as const;
type Folder = (typeof FOLDERS)[number];

/** What each folder may import of ours besides itself. "types" means `import type` only. */
const ALLOWED: Readonly<Record<Folder, Readonly<Partial<Record<Folder, "all" | "types">>>>> = {
  // Keys and certificates know nothing of the project.
  pki: {},
  config: { pki: "all" },
  model: { config: "types", pki: "types" },
  components: { model: "all", config: "types", pki: "all" },
  functions: { model: "all", pki: "all" },
  // It judges the result, so it must not share the plan that made it.
  policy: {},
  sandbox: {},
  cli: { pki: "all", config: "all", model: "all", policy: "all", sandbox: "all" },
};

/** The only files of these folders that may reach outside the program: Pulumi's configuration, and stack files on disk. */
const CONFIG_READERS = new Set(["config/load.ts", "config/stack-file.ts", "config/file-text.ts"]);

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.parentPath.includes("node_modules"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

/** Parsed, not matched: a comment or a string that looks like an import is none. */
function importsOf(file: string): readonly Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.ES2024, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const clause = ts.isImportDeclaration(node) ? node.importClause : undefined;
      const named = clause?.namedBindings;
      const elements = named && ts.isNamedImports(named) ? named.elements : undefined;
      const everyElementIsType =
        elements?.every((element) => element.isTypeOnly) === true && clause?.name === undefined;
      const typeOnly = ts.isExportDeclaration(node)
        ? node.isTypeOnly
        : clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || everyElementIsType;
      found.push({ from: file, specifier: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly });
    }
    const argument = ts.isCallExpression(node) ? node.arguments[0] : undefined;
    if (ts.isCallExpression(node) && argument && ts.isStringLiteral(argument)) {
      const callee = node.expression;
      const isRequire = ts.isIdentifier(callee) && callee.text === "require";
      if (isRequire || callee.kind === ts.SyntaxKind.ImportKeyword) {
        found.push({ from: file, specifier: argument.text, typeOnly: false });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function usesAny(file: string): boolean {
  const has = (node: ts.Node): boolean =>
    node.kind === ts.SyntaxKind.AnyKeyword || ts.forEachChild(node, (child) => has(child) || undefined) === true;
  return has(ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.ES2024, true));
}

function folderOf(item: Import): Folder | undefined {
  if (!item.specifier.startsWith(".")) return undefined;
  const target = relative(ROOT, resolve(ROOT, dirname(item.from), item.specifier));
  return FOLDERS.find((folder) => target.startsWith(`${folder}/`));
}

const existing = FOLDERS.filter((folder) => readdirSync(ROOT).includes(folder));
const imports = existing.flatMap((folder) => sources(folder).flatMap(importsOf));
const say = (item: Import) => `${item.from} imports ${item.specifier}`;

describe("imports", () => {
  it("are found at all", () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it("point one way between folders", () => {
    const wrong = imports.filter((item) => {
      const own = FOLDERS.find((folder) => item.from.startsWith(`${folder}/`)) as Folder;
      const target = folderOf(item);
      if (target === undefined || target === own) return false;
      const allowed = ALLOWED[own][target];
      return allowed === undefined || (allowed === "types" && !item.typeOnly);
    });
    expect(wrong.map(say)).toEqual([]);
  });

  it("of Pulumi stay out of the model and out of config but its loader", () => {
    const wrong = imports.filter(
      (item) =>
        item.specifier.startsWith("@pulumi/") &&
        (/^(pki|model)\//.test(item.from) || (item.from.startsWith("config/") && !CONFIG_READERS.has(item.from))),
    );
    expect(wrong.map(say)).toEqual([]);
  });

  it("of Node's I/O stay out of model, components and config but its readers", () => {
    const wrong = imports.filter(
      (item) =>
        item.specifier.startsWith("node:") &&
        // Digests and certificates are computed: nothing is read or written for them.
        !["node:crypto", "node:buffer", "node:util"].includes(item.specifier) &&
        /^(pki|model|components|config)\//.test(item.from) &&
        !CONFIG_READERS.has(item.from),
    );
    expect(wrong.map(say)).toEqual([]);
  });

  it("of AWS name one service each: the whole provider is 250 modules more, in every preview", () => {
    const whole = [...imports, ...importsOf("index.ts")].filter(
      (item) => item.specifier === "@pulumi/aws" && !item.typeOnly,
    );
    expect(whole.map(say)).toEqual([]);
  });

  it("construct a PolicyPack in policy/index.ts only, because that starts a server", () => {
    const constructors = sources("policy").filter((file) =>
      /new PolicyPack\(/.test(readFileSync(join(ROOT, file), "utf8")),
    );
    expect(constructors).toEqual(["policy/index.ts"]);
    expect(imports.filter((item) => /(^|\/)policy\/index$|^\.\.\/policy$/.test(item.specifier)).map(say)).toEqual([]);
  });
});

describe("keys and certificates", () => {
  it("are judged by the time that is given, and read no environment", () => {
    const impure = sources("pki").filter((file) =>
      /Date\.now|new Date\(\)|process\.env/.test(readFileSync(join(ROOT, file), "utf8")),
    );
    expect(impure).toEqual([]);
  });
});

describe("the model", () => {
  it("reads no clock, no randomness and no environment", () => {
    const impure = sources("model").filter((file) =>
      /Date\.now|new Date\(|Math\.random|randomBytes|randomUUID|process\.env/.test(
        readFileSync(join(ROOT, file), "utf8"),
      ),
    );
    expect(impure).toEqual([]);
  });
});

describe("components", () => {
  it("read neither configuration nor the environment", () => {
    const wrong = sources("components").filter((file) =>
      /new pulumi\.Config|process\.env|getStack\(\)/.test(readFileSync(join(ROOT, file), "utf8")),
    );
    expect(wrong).toEqual([]);
  });
});

describe("files", () => {
  const everything = [...existing, "test"].flatMap(sources).concat("index.ts");

  it("are nouns in kebab-case, none of them a drawer for everything", () => {
    const wrong = everything.filter((file) => {
      const base = file.split("/").at(-1) ?? "";
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z-]+){0,2}\.ts$/.test(base) ||
        /^(utils?|helpers?|common|manager|misc)\b/.test(base)
      );
    });
    expect(wrong).toEqual([]);
  });

  it("stay under about 300 lines", () => {
    const long = everything.filter((file) => readFileSync(join(ROOT, file), "utf8").split("\n").length > 305);
    expect(long).toEqual([]);
  });

  it("use `any` nowhere", () => {
    expect(everything.filter(usesAny)).toEqual([]);
  });
});
