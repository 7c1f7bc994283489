import { nearest } from "../../config/suggestion";

test.each([
  ["a", ["nat", "api", "id"], undefined],
  ["x", ["ca"], undefined],
  ["id", ["nat"], undefined],
  ["mn", ["min", "max"], "min"],
  ["cidr", ["cidrs"], "cidrs"],
  ["regoin", ["region"], "region"],
  ["netwrok", ["network"], "network"],
])("nearest to %j of %j is %j", (name, known, expected) => {
  expect(nearest(name, known)).toBe(expected);
});
