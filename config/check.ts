/** Checks one environment's flat configuration map, without Pulumi: the sections, or one error with every problem. */
import { ConfigError, type Problem } from "./error";
import { IssueReader } from "./issue";
import { readText } from "./json-text";
import { droppedPaths, OBJECT_NAME_FAULT } from "./object-name";
import { ACCESS_RULES } from "./rules/access";
import { ACCOUNT_RULES } from "./rules/account";
import { DESTINATION_RULES } from "./rules/destinations";
import { NETWORK_RULES } from "./rules/network";
import { NODE_RULES } from "./rules/nodes";
import type { Rule, Sections } from "./rules/rule";
import { configSchema, SECRET_KEYS, type SecretKey, type StackConfig } from "./schema";
import { partOf, placeAt, shapeOf } from "./schema-walk";
import { render, renderBelow, renderPath, secretPaths } from "./secret-text";
import { isSecretKey, SECRET_PLACEHOLDER, type SecretValue, secretValueProblems } from "./secret-values";
import { unknownNameFix } from "./suggestion";
import { validPart } from "./valid-part";

/** Namespace of the program's keys in a stack file. */
export const NAMESPACE = "palisade";

export interface ConfigValues {
  /** Name of the Pulumi stack. */
  readonly environment: string;
  /** Full keys ("palisade:network"); objects and lists as JSON. */
  readonly values: Readonly<Record<string, string>>;
  isSecret(key: string): boolean;
  /** What certificates of a secrets bundle are judged by; needed where secrets have their values. */
  readonly now?: Date;
}

export interface CheckedConfig {
  readonly config: StackConfig;
  /** Secret keys that have a value. */
  readonly secretKeys: readonly SecretKey[];
}

/** Problems that only the plan shows, asked of a configuration that is otherwise valid. */
export type PlanCheck = (config: StackConfig) => readonly Problem[];

const RULES: readonly Rule[] = [
  ...ACCOUNT_RULES,
  ...NETWORK_RULES,
  ...DESTINATION_RULES,
  ...ACCESS_RULES,
  ...NODE_RULES,
];
const SECTIONS: readonly string[] = [...shapeOf(configSchema).keys()];
const ENVIRONMENT = /^[a-z](?:[a-z0-9-]{0,10}[a-z0-9])?$/;
/** A preview replaces `.palisade/<environment>/`; `tools/` there holds the built judges, `rehearsals/` what rehearsals kept. */
const OTHER_FOLDERS: readonly string[] = ["tools", "rehearsals"];

/** Problems of the stack's name: it is a part of every physical name, and some of these are short (32 characters for a load balancer). */
export function environmentProblems(environment: string): readonly Problem[] {
  if (OTHER_FOLDERS.includes(environment)) {
    return [
      {
        path: "stack",
        message: "is the name of a folder of .palisade/ that is no environment's",
        got: render(environment),
        fix: "use another name",
      },
    ];
  }
  if (ENVIRONMENT.test(environment)) return [];
  return [
    {
      path: "stack",
      message: "must be a name of 1 to 12 characters",
      got: render(environment),
      fix: "use lower-case letters, digits and dashes, a letter first and no dash at the end",
    },
  ];
}

interface Read {
  readonly input: Readonly<Record<string, unknown>>;
  readonly secretKeys: readonly SecretKey[];
  readonly problems: readonly Problem[];
  /** Paths of sections that could not be read. */
  readonly refused: readonly string[];
}

/** Keys of other namespaces are their providers' business; that nothing secret stands there in plain text is everyone's. */
function foreignProblems(fullKey: string, text: string): readonly Problem[] {
  const read = readText(text);
  const value = "value" in read ? read.value : text;
  return secretPaths({ [fullKey]: value }).map(([, ...path]) => ({
    path: renderBelow(fullKey, path),
    message: "is a secret in plain text",
    fix: "set it with pulumi config set --secret, and replace the secret if the file was shared",
  }));
}

function read({ values, isSecret, now }: ConfigValues): Read {
  const sections: [string, unknown][] = [];
  const secrets = new Map<SecretKey, SecretValue>();
  const problems: Problem[] = [];
  const refused: string[] = [];
  for (const [fullKey, text] of Object.entries(values)) {
    if (!fullKey.startsWith(`${NAMESPACE}:`)) {
      if (!isSecret(fullKey)) problems.push(...foreignProblems(fullKey, text));
      continue;
    }
    const name = fullKey.slice(NAMESPACE.length + 1);
    if (isSecretKey(name)) {
      secrets.set(name, { text, secret: isSecret(fullKey) });
    } else if (!SECTIONS.includes(name)) {
      problems.push({
        path: renderPath([name]),
        message: "is not a known key",
        fix: unknownNameFix(name, [...SECTIONS, ...SECRET_KEYS]),
      });
    } else if (isSecret(fullKey)) {
      problems.push({
        path: renderPath([name]),
        message: "is or holds a Pulumi secret, but is a part of the plan",
        fix: "remove what must stay secret, and set what anyone may read without --secret",
      });
    } else {
      const section = readText(text);
      if ("value" in section) sections.push([name, section.value]);
      else {
        const { wrong, fix, at } = section.fault;
        problems.push({ path: renderPath([name, ...at]), message: wrong, fix });
        refused.push(renderPath([name]));
      }
    }
  }
  problems.push(...secretValueProblems(secrets, now));
  return { input: Object.fromEntries(sections), secretKeys: [...secrets.keys()], problems, refused };
}

function plainTextProblems(input: unknown): readonly Problem[] {
  return secretPaths(input).map((path) => ({
    path: renderPath(path),
    message: "is a secret in plain text",
    fix: "remove it, and replace the secret: whoever can read the stack file has it",
  }));
}

function droppedProblems(input: unknown): readonly Problem[] {
  const { wrong, fix } = OBJECT_NAME_FAULT;
  return droppedPaths(configSchema, input).map((path) => ({ path: renderPath(path), message: wrong, fix }));
}

function ruleProblems(sections: Sections, input: unknown): readonly Problem[] {
  return RULES.flatMap((rule) => rule(sections)).map(({ path, wrong, fix }) => {
    const given = placeAt(configSchema, input, path).value;
    const value = given === undefined ? placeAt(configSchema, sections, path).value : given;
    return { path: renderPath(path), message: wrong, ...(value === undefined ? {} : { got: render(value) }), fix };
  });
}

/** An alarm that nobody hears is worse than none: it is counted on. */
function listenerProblems({ logs, protection }: Sections, secretKeys: readonly SecretKey[]): readonly Problem[] {
  if (logs?.alarmEmails?.length !== 0 || protection?.disposable !== false) return [];
  if (secretKeys.includes("alarmWebhook")) return [];
  return [
    {
      path: renderPath(["logs", "alarmEmails"]),
      message: "must name an address, since there is no alarmWebhook",
      got: "[]",
      fix: "add an address, set the secret alarmWebhook, or set protection.disposable",
    },
  ];
}

function regionProblems({ values, isSecret }: ConfigValues, region: string | undefined): readonly Problem[] {
  const given = partOf(values, "aws:region");
  if (typeof given !== "string" || region === undefined || given === region) return [];
  // A preview without the Pulumi CLI knows that it is there, not what it is.
  if (isSecret("aws:region") && given === SECRET_PLACEHOLDER) return [];
  return [
    {
      path: "aws:region",
      message: `differs from palisade:account.region (${region})`,
      ...(isSecret("aws:region") ? {} : { got: render(given) }),
      fix: "remove it: account.region is the one that counts",
    },
  ];
}

/** One problem for each path and message; at a path that holds a secret, that alone is told. */
function distinct(problems: readonly Problem[], secret: ReadonlySet<string>): readonly Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    if (secret.has(problem.path) && problem.message !== "is a secret in plain text") continue;
    const id = `${problem.path}\n${problem.message}`;
    if (!seen.has(id)) seen.set(id, problem);
  }
  return [...seen.values()];
}

/** Throws ConfigError with every problem; those of the plan are asked for only where there is no other. */
export function checkConfig(source: ConfigValues, planProblems: PlanCheck = () => []): CheckedConfig {
  const subject = `configuration of stack ${render(source.environment)}`;
  const { input, secretKeys, problems: keyProblems, refused } = read(source);
  const plainText = plainTextProblems(input);
  const result = configSchema.safeParse(input);
  const sections: Sections = result.success ? result.data : validPart(configSchema, input);
  const told = new Set([...keyProblems.map((problem) => problem.path), ...refused]);
  const schemaProblems = result.success ? [] : new IssueReader(configSchema, input).problems(result.error.issues);
  const problems = distinct(
    [
      ...environmentProblems(source.environment),
      ...keyProblems,
      ...plainText,
      ...droppedProblems(input),
      // A section that was refused as a whole is not missing besides.
      ...schemaProblems.filter((problem) => !told.has(problem.path)),
      ...ruleProblems(sections, input),
      ...listenerProblems(sections, secretKeys),
      ...regionProblems(source, sections.account?.region),
    ],
    new Set(plainText.map((problem) => problem.path)),
  );
  if (problems.length > 0 || !result.success) throw new ConfigError(subject, problems);
  const config = { ...result.data, environment: source.environment };
  const planned = planProblems(config);
  if (planned.length > 0) throw new ConfigError(subject, planned);
  return { config, secretKeys };
}
