/** How to find out whether an interrupted creation took place, and the parts of which an AWS command for that is made. */
import type { Place } from "../../sandbox/aws-resource-model";
import { type PropertyMap, type PropertyValue, SECRET_SIGNATURE, SIGNATURE_KEY } from "../../sandbox/deployment";

export interface Lookup {
  /** Inputs that tell it from every other resource of its type in the account and region; a dot goes into an object. */
  readonly identity: readonly string[];
  /**
   * What `pulumi import` takes as its id, where the inputs alone say it. The provider's importer reads a resource that has no outputs yet; what it
   * keeps as id may then be another text (`rtb-1_0.0.0.0/0` becomes `r-rtb-11080289494`).
   */
  readonly id?: (inputs: PropertyMap, place: Place) => string;
  /** Arguments of the AWS CLI, without "aws", that print an id a line, and no line where there is none. */
  readonly command: (inputs: PropertyMap, place: Place) => readonly string[];
  /** What a printed line becomes where the CLI cannot print the id itself. */
  readonly idOf?: (line: string) => string;
  /** What the person who runs it has to know. */
  readonly note?: string;
}

/** Text of an input; undefined where there is none, or where it is a secret, which nothing may print. */
export function text(inputs: PropertyMap, path: string): string | undefined {
  const value = valueAt(inputs, path);
  return value === undefined || value === null || typeof value === "object" ? undefined : String(value);
}

/** A dot goes into an object, or to a place in a list ("privateIps.0"); without a place, into the first of it. */
export function valueAt(inputs: PropertyMap, path: string): PropertyValue | undefined {
  // A tag's name may have dots itself.
  if (path.startsWith("tags.")) return valueIn(inputs["tags"], path.slice("tags.".length));
  return path.split(".").reduce<PropertyValue | undefined>(valueIn, inputs);
}

function valueIn(value: PropertyValue | undefined, key: string): PropertyValue | undefined {
  if (Array.isArray(value) && /^\d+$/.test(key)) return value[Number(key)];
  const whole = Array.isArray(value) ? value[0] : value;
  return typeof whole === "object" && whole !== null && !isSecret(whole) ? (whole as PropertyMap)[key] : undefined;
}

function isSecret(value: PropertyValue): boolean {
  return typeof value === "object" && value !== null && (value as PropertyMap)[SIGNATURE_KEY] === SECRET_SIGNATURE;
}

/** The state is not of this program, or an input is a secret. */
export class MissingInput extends Error {
  override readonly name = "MissingInput";
}

/** An input that AWS does not do without. Throws MissingInput. */
export function needed(inputs: PropertyMap, path: string): string {
  const value = text(inputs, path);
  if (value === undefined) throw new MissingInput(`${path} is no text`);
  return value;
}

/** A resource may be in another region than its provider. */
export function regionOf(inputs: PropertyMap, place: Place): string {
  return text(inputs, "region") ?? place.region;
}

/** A filter of EC2 in the CLI's shorthand. */
export function filter(name: string, ...values: readonly string[]): string {
  return `Name=${name},Values=${values.map(shorthand).join(",")}`;
}

/** A value in the CLI's shorthand, where commas, quotes and brackets have a meaning. */
export function shorthand(value: string): string {
  return /[\s,"'=\\[\]{}]/.test(value) ? `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : value;
}

/** A text in JMESPath. Between single quotes a backslash stands for itself, except before a quote: there JSON is clear. */
export function raw(value: string): string {
  if (value.includes("\\")) return `\`${JSON.stringify(value).replaceAll("`", "\\`")}\``;
  return `'${value.replaceAll("'", "\\'")}'`;
}

/** `list[?condition].[column]`: a column of its own prints one a line. */
export function column(list: string, name: string, ...conditions: readonly (string | undefined)[]): string {
  const wanted = conditions.filter((condition) => condition !== undefined).join(" && ");
  return wanted === "" ? `${list}[].[${name}]` : `${list}[?${wanted}].[${name}]`;
}

/** The id as it is, where `list` has an element of that kind. */
export function ifAny(list: string, id: string, ...conditions: readonly (string | undefined)[]): string {
  return column(list, raw(id), ...conditions);
}

/** The id as it is, where the answer has that part. */
export function ifThere(part: string, id: string): string {
  return `[${part}] | [?@].[${raw(id)}]`;
}

/** `field == 'value'`; undefined where the input is none, or a secret. */
export function equal(field: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${field}==${raw(value)}`;
}

/** `field == value` of a number or a truth value; undefined where there is none. */
export function same(field: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${field}==\`${value}\``;
}

/** `not one of these`. */
export function noneOf(field: string, ...values: readonly string[]): string {
  return `!contains([${values.map(raw).join(", ")}], ${field})`;
}

/** The Name tag in a list of tags. */
export function nameTag(inputs: PropertyMap): string {
  return `Tags[?Key=='Name' && Value==${raw(needed(inputs, "tags.Name"))}]`;
}

/** What is asked of the AWS CLI. */
export interface Question {
  /** A service, its operation and the options of that. */
  readonly operation: readonly string[];
  /** In JMESPath: its answer is what the CLI prints. */
  readonly query: string;
}

/** For types that one question finds: `service operation ...options --region R --query Q --output text`. */
export function ask(
  lookup: Omit<Lookup, "command">,
  question: (inputs: PropertyMap, place: Place) => Question,
): Lookup {
  return {
    ...lookup,
    command: (inputs, place) => {
      const { operation, query } = question(inputs, place);
      return [...operation, "--region", regionOf(inputs, place), "--query", query, "--output", "text"];
    },
  };
}

/** For types that EC2 finds by filters. `filters` gives pairs of a filter's name and the input, or the value behind a "=". */
export function describe(
  operation: string,
  { list, id }: { readonly list: string; readonly id: string },
  filters: Readonly<Record<string, string>>,
  { option = "--filters", ...lookup }: Omit<Lookup, "command"> & { readonly option?: string },
): Lookup {
  return ask(lookup, (inputs) => ({
    operation: [
      "ec2",
      operation,
      option,
      ...Object.entries(filters).map(([name, input]) =>
        input.startsWith("=") ? filter(name, ...input.slice(1).split(",")) : filter(name, needed(inputs, input)),
      ),
    ],
    query: column(list, id),
  }));
}
