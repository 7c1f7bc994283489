import { flat } from "./arbitrary";
import { messagesAfter, messagesOf, sample } from "./sample";

const NAMES = Object.getOwnPropertyNames(Object.prototype);
const FAULT = "has a name that JavaScript keeps for itself";

test("every name that objects have already is refused in tags and labels", () => {
  expect(NAMES).toEqual(expect.arrayContaining(["toString", "constructor", "__proto__", "valueOf"]));
  for (const name of NAMES.filter((one) => one !== "__proto__")) {
    expect(messagesAfter(["tags", { [name]: "x" }])).toEqual([
      `palisade:tags.${name}: ${FAULT}, got "x"; use another name`,
    ]);
    expect(messagesAfter(["workers.0.labels", { [name]: "x" }])).toEqual([
      `palisade:workers[0].labels.${name}: ${FAULT}, got "x"; use another name`,
    ]);
  }
});

test("__proto__ does not vanish", () => {
  const proto: unknown = JSON.parse('{"__proto__":"bad value!!","owner":"platform"}');
  expect(messagesAfter(["tags", proto], ["workers.0.labels", proto])).toEqual([
    `palisade:workers[0].labels.__proto__: ${FAULT}; use another name`,
    `palisade:tags.__proto__: ${FAULT}; use another name`,
  ]);
  expect(messagesOf({ ...flat(sample()), ["palisade:network"]: '{"vpcCidr":"10.20.0.0/16","__proto__":{}}' })).toEqual([
    "palisade:network.__proto__: is not a known key; remove it, known keys are vpcCidr, mode, nat, podCidr, serviceCidr, dnsZone",
  ]);
});
