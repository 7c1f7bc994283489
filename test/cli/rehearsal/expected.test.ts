/** What a rehearsal expects is of resources that the program has: a misspelt name would never happen, and be blamed on the engine. */
import { nameOf } from "../../../cli/rehearsal/step";
import { ThrowAwayKeys } from "../../../sandbox/throw-away-keys";
import { ENVIRONMENTS, type EnvironmentName, recordedStack } from "../../stack/recorded-environment";
import { editsOf } from "./situations";

const keys = new ThrowAwayKeys();

type Variant = readonly [string, EnvironmentName, NonNullable<Parameters<typeof editsOf>[1]>];

const VARIANTS: readonly Variant[] = [
  ...ENVIRONMENTS.map((environment): Variant => [environment, environment, {}]),
  // There is no zone to add, but a network: another way through the edits.
  [
    "staging in every zone of its region",
    "staging",
    { account: { zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"] } },
  ],
];

describe.each(VARIANTS)("%s", (_, environment, settings) => {
  const here = editsOf(environment, settings).filter(({ prepared }) => !("notHere" in prepared));
  const recorded = new Map<object, ReadonlySet<string>>();

  async function namesIn(stackFile: Parameters<typeof recordedStack>[0]): Promise<ReadonlySet<string>> {
    const known = recorded.get(stackFile);
    if (known !== undefined) return known;
    const { deployment } = await recordedStack(stackFile, "recorded", keys);
    const names = new Set(deployment.deployment.resources.filter(({ custom }) => custom).map(({ urn }) => nameOf(urn)));
    recorded.set(stackFile, names);
    return names;
  }

  it.each(here.map((edited) => [edited.edit.name, edited] as const))(
    "%s",
    async (_, { edit, before, after, prepared }) => {
      const expected = edit.expected(before.plan, after.plan);
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.filter((change, place) => expected.indexOf(change) !== place)).toEqual([]);
      const subjects = expected.map((change) => change.slice(change.indexOf(" ") + 1));
      expect(subjects.filter((subject, place) => subjects.indexOf(subject) !== place)).toEqual([]);

      // An edit of a source is not in this working tree: what it makes is in no recording.
      const edited = !("notHere" in prepared) && prepared.source !== undefined;
      const old = await namesIn(before.stackFile);
      const now = await namesIn(after.stackFile);
      const wrong = expected.filter((change) => {
        const [kind = ""] = change.split(" ");
        const subject = change.slice(kind.length + 1);
        if (kind === "create") return old.has(subject) || !(edited || now.has(subject));
        if (kind === "delete") return !(edited || old.has(subject)) || now.has(subject);
        return !old.has(subject) || !now.has(subject);
      });
      expect(wrong).toEqual([]);

      // And the other way round: what the program makes or leaves out is expected.
      const made = [...now].filter((name) => !old.has(name)).map((name) => `create ${name}`);
      const gone = [...old].filter((name) => !now.has(name)).map((name) => `delete ${name}`);
      expect(expected).toEqual(expect.arrayContaining([...made, ...gone]));
    },
  );
});
