/** The tables of IAM actions against what the provider really calls, and what the program looks up. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DATA_SOURCES } from "../../../model/deploy-role/policies";
import { actionsOfTypes, OPERATIONS, TYPE_ACTIONS } from "../../../model/deploy-role/type-actions";
import measured from "./measured-calls.json";

const TYPES = Object.keys(TYPE_ACTIONS);

/** "aws:ec2/getAmi:getAmi" of `ec2.getAmiOutput(...)`, where ec2 is a service of AWS. A lookup that is imported by its own name is refused. */
function lookups(source: string): readonly string[] {
  expect(source).not.toMatch(/import \{[^}]*\bget[^}]*\} from "@pulumi\/aws/);
  return [...source.matchAll(/import \* as (\w+) from "@pulumi\/aws\/(\w+)"/g)].flatMap(([, alias, service]) =>
    [...source.matchAll(new RegExp(`\\b${alias}\\.(get\\w+?)(?:Output)?\\(`, "g"))].map(
      ([, name]) => `aws:${service}/${name}:${name}`,
    ),
  );
}

describe("the tables", () => {
  it("have every data source that a component looks up", () => {
    const folder = join(__dirname, "../../../components");
    const found = readdirSync(folder).flatMap((file) => lookups(readFileSync(join(folder, file), "utf8")));
    expect([...new Set(found)]).toEqual(DATA_SOURCES);
    expect(DATA_SOURCES.filter((source) => !(source in TYPE_ACTIONS))).toEqual([]);
  });

  it("have every call that the provider was seen to make", () => {
    const calls: Readonly<Record<string, string>> = measured.calls;
    const unknown = Object.entries(calls).flatMap(([type, actions]) => {
      const known = actionsOfTypes([type]);
      return actions
        .split(" ")
        .filter((action) => !known.has(action))
        .map((action) => `${type} ${action}`);
    });
    expect(unknown).toEqual([]);
    // moto has no Client VPN, so that only its first call was seen; a lookup is no resource.
    expect(TYPES.filter((type) => !(type in calls))).toEqual([
      "aws:ec2clientvpn/networkAssociation:NetworkAssociation",
      "aws:ec2clientvpn/authorizationRule:AuthorizationRule",
      "aws:ec2/getAmi:getAmi",
    ]);
  });

  it("repeat no action within an operation", () => {
    const repeated = Object.entries(TYPE_ACTIONS).flatMap(([type, actions]) =>
      OPERATIONS.filter((operation) => new Set(actions[operation]).size < actions[operation].length).map(
        (one) => `${type} ${one}`,
      ),
    );
    expect(repeated).toEqual([]);
  });
});
