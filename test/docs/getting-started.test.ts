/** What the pages tell people to type, and where they send them, is there. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { loadEnvironment } from "../../cli/environment";
import { ROOT } from "../../cli/root";
import { configSchema, SECRET_KEYS } from "../../config/schema";
import { childOf } from "../../config/schema-walk";

const GUIDE = "docs/getting-started.md";
const PAGES = [
  "README.md",
  ...readdirSync(join(ROOT, "docs")).flatMap((name) => (/\.md$/.test(name) ? [`docs/${name}`] : [])),
];

const textOf = (page: string): string => readFileSync(join(ROOT, page), "utf8");

/** Shell blocks, with or without the name of their language. */
const blocksOf = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/^```(?:sh)?\n(.*?)^```/gms)].map(([, block = ""]) => block);

interface Call {
  /** "secrets new" for a command below another. */
  readonly command: string;
  readonly options: readonly string[];
}

const NPM = /npm (?:run (?:--silent )?([a-z][a-z-]*)|(test)\b)([^\n`;&)]*)/g;

/** Every call of an npm script in a page, in a block or between backticks. */
function callsOf(page: string, nested: readonly string[]): readonly Call[] {
  const text = textOf(page).replaceAll("\\\n", " ").replaceAll("\\|", "|");
  return [...text.matchAll(NPM)].flatMap(([, name = "test", , rest = ""]) => {
    const [, given = ""] = / -- (.*?)(?:\s#.*)?$/.exec(rest) ?? [];
    const words = given.split(/\s+/).map((word) => word.replace(/=.*|[,.:]$/, ""));
    const options = words.filter((word) => /^--?[a-z]/.test(word));
    const below = (words[0] ?? "").split("|").map((word) => `${name} ${word}`);
    return (below.every((command) => nested.includes(command)) ? below : [name]).map((command) => ({
      command,
      options,
    }));
  });
}

/** In a process of its own: jest's loader cannot take the library, which has ES modules alone. */
const PRINT_OPTIONS = `
  const options = {};
  const visit = (command, above) => {
    const name = [...above, command.name()];
    options[name.join(" ")] = command.options.flatMap(({ short, long }) => [short, long]);
    for (const below of command.commands) visit(below, name);
  };
  for (const command of require("./cli/commands").commands().commands) visit(command, []);
  console.log(JSON.stringify(options));`;

const optionsOf = JSON.parse(
  spawnSync(process.execPath, ["--require", "./loader/typescript.cjs", "--eval", PRINT_OPTIONS], {
    cwd: ROOT,
    encoding: "utf8",
  }).stdout,
) as Readonly<Record<string, readonly string[]>>;

const { scripts, engines } = JSON.parse(textOf("package.json")) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
};

/** `npm test -- -t`: all but --help goes to Jest. */
const JEST = ["test", "judge", "engine"];

describe.each(PAGES)("%s", (page) => {
  const calls = callsOf(page, Object.keys(optionsOf));

  it("names npm scripts that are there", () => {
    const missing = calls.map(({ command }) => command.replace(/ .*/, "")).filter((name) => !(name in scripts));
    expect(missing).toEqual([]);
  });

  it("names options that their commands have", () => {
    const unknown = calls
      .filter(({ command }) => !JEST.includes(command))
      .flatMap(({ command, options }) =>
        options
          .filter((option) => option !== "--help" && optionsOf[command]?.includes(option) !== true)
          .map((option) => `${command} ${option}`),
      );
    expect(unknown).toEqual([]);
  });

  it("links to files and headings that are there", () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
    const broken = links.flatMap(([, path = "", anchor]) => {
      const target = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
      if (!existsSync(join(ROOT, target))) return [target];
      return anchor === undefined || anchorsOf(target).includes(anchor) ? [] : [`${target}#${anchor}`];
    });
    expect(broken).toEqual([]);
  });
});

/** Of headings outside of blocks, as GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  return [
    ...textOf(page)
      .replace(/^```.*?^```/gms, "")
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("the guide", () => {
  const guide = textOf(GUIDE);

  it("sets configuration that the schema knows", () => {
    const paths = [
      ...[...guide.matchAll(/palisade:([a-z][A-Za-z.]*)/g)].map(([, path = ""]) => path),
      // `account.id`, and not `docs/...` or `Pulumi.staging.yaml`.
      ...[...guide.matchAll(/`([a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)+)`/g)].map(([, path = ""]) => path),
    ];
    const known = (path: string) => {
      let schema: Parameters<typeof childOf>[0] | undefined = configSchema;
      for (const part of path.split(".")) schema = schema === undefined ? undefined : childOf(schema, part, undefined);
      return schema !== undefined || SECRET_KEYS.some((key) => key === path);
    };
    expect(paths.length).toBeGreaterThan(15);
    expect(paths.filter((path) => !known(path))).toEqual([]);
  });

  it.each(blocksOf(GUIDE).map((block) => [block.split("\n")[0] ?? "", block]))("is shell: %s", (_, block) => {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: block, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("uses no variable that no block before it has set", () => {
    const set = new Set<string>();
    const unset: string[] = [];
    for (const line of blocksOf(GUIDE).join("").split("\n")) {
      for (const [, name = ""] of line.matchAll(/(?:^|\s)([A-Za-z_]+)=/g)) set.add(name);
      for (const [, name = ""] of line.matchAll(/for ([a-z]+) in/g)) set.add(name);
      for (const [, name = ""] of line.matchAll(/\$\{?([A-Za-z_]+)/g)) if (!set.has(name)) unset.push(name);
    }
    expect(unset).toEqual([]);
  });

  it("asks for the versions that the program asks for", () => {
    expect(engines.node).toBe(`>=${/Node ([\d.]+) or newer/.exec(guide)?.[1]}`);
    expect(textOf("Pulumi.yaml")).toContain(
      `requiredPulumiVersion: ">=${/\) (3\.[\d]+) or newer/.exec(guide)?.[1]}.0"`,
    );
    expect(textOf("tools/pulumi/go.mod")).toContain(`pulumi/pkg/v3 v${/CLI \(([\d.]+)\)/.exec(guide)?.[1]}.0`);
  });

  it("names staging's own address, documents and key", () => {
    const { plan } = loadEnvironment({ environment: "staging" });
    expect(guide.match(/host=[\d.]+/g)).toEqual([`host=${plan.controlPlane.nodes[0]?.address}`]);
    expect(plan.access.bastion?.sessionDocuments.map(({ name }) => name)).toEqual(
      ["shell", "tunnel"].map((key) => `palisade-staging-${key}`),
    );
    expect(textOf("Pulumi.prod.yaml")).toContain(
      "awskms://alias/palisade-prod-config?region=eu-central-1&context_stack=prod",
    );
  });
});
