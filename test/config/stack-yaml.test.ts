import { ConfigError, formatProblem } from "../../config/error";
import { parseStackFile } from "../../config/stack-file";

function told(text: string, file = "f.yaml"): readonly string[] {
  try {
    parseStackFile(file, "dev", text);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(formatProblem);
    throw error;
  }
}

function settings(text: string): readonly string[] {
  return told(`config:\n  palisade:tags: ${text}\n`);
}

describe("numbers that YAML reads otherwise than they are written", () => {
  test.each([
    ["011122223333", "is read as the number 11122223333, got 011122223333; put it in quotes"],
    ["0815", "is read as the number 815, got 0815; put it in quotes"],
    ["0x1F", "is read as the number 31, got 0x1F; put it in quotes, or write 31"],
    ["1e3", "is read as the number 1000, got 1e3; put it in quotes, or write 1000"],
    ["4.0", "is read as the number 4, got 4.0; put it in quotes, or write 4"],
    [
      "99999999999999999999",
      "is read as the number 100000000000000000000, got 99999999999999999999; put it in quotes, or write a number that programs can count with",
    ],
    [".nan", "is read as the number NaN, got .nan; put it in quotes, or write a number that programs can count with"],
    [
      ".inf",
      "is read as the number Infinity, got .inf; put it in quotes, or write a number that programs can count with",
    ],
  ])("%s", (written, expected) => {
    expect(settings(`{a: [x, ${written}]}`)).toEqual([`palisade:tags.a[1]: ${expected}`]);
  });

  test.each(["4711", "-1", "2.5", "0", '"0815"', "!!str 0815", "1.36.2", "v1"])("%s is as it is written", (written) => {
    expect(settings(`{a: ${written}}`)).toEqual([]);
  });

  test("all are told at once, each at its path", () => {
    expect(told("config:\n  palisade:a: {id: 01}\n  b: 02\n  aws:c: 03\nencryptionsalt: 04\n")).toEqual([
      "palisade:a.id: is read as the number 1, got 01; put it in quotes",
      "palisade:b: is read as the number 2, got 02; put it in quotes",
      "aws:c: is read as the number 3, got 03; put it in quotes",
      "f.yaml: encryptionsalt: is read as the number 4, got 04; put it in quotes",
      "f.yaml: encryptionsalt: must be a text; keep what the Pulumi CLI writes there",
    ]);
  });
});

describe("what YAML has beyond maps, lists and values", () => {
  test.each([
    [
      "{a: !secret hunter2}",
      "palisade:tags.a: has a YAML tag, which says nothing here, got !secret; write the plain value",
    ],
    [
      '{a: !!js/function "x"}',
      "palisade:tags.a: has a YAML tag, which says nothing here, got tag:yaml.org,2002:js/function; write the plain value",
    ],
    ["{5: c}", "palisade:tags: has a key that is no text, got 5; write a plain name, or put it in quotes"],
    ["{? {pass: hunter2} : c}", "palisade:tags: has a key that is no text; write a plain name, or put it in quotes"],
    ["&x [*x]", "f.yaml: has YAML aliases that cannot be followed; write the values out"],
    ["{x: &x {y: *x}}", "f.yaml: has YAML aliases that cannot be followed; write the values out"],
    [`${"[".repeat(40)}${"]".repeat(40)}`, "palisade:tags"],
  ])("%s is refused", (text, expected) => {
    expect(settings(text)).toEqual([expect.stringContaining(expected)]);
  });

  test("no warning of the library quotes the file", () => {
    const warn = jest.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    try {
      settings("\n    ? {name: hunter2}\n    : c\n    x: !unknown hunter2");
      expect(warn).not.toHaveBeenCalled();
    } finally {
      warn.mockRestore();
    }
  });

  test("%YAML 1.1, in which no is false", () => {
    expect(told("%YAML 1.1\n---\nconfig: {a: no}\n")).toEqual([
      "f.yaml: has a %YAML directive, which changes what values mean; remove the line",
    ]);
  });

  test("aliases repeat a value, and cannot fill the memory", () => {
    expect(parseStackFile("f.yaml", "dev", "config:\n  a: &a [x, y]\n  b: *a\n").values).toEqual({
      "palisade:a": '["x","y"]',
      "palisade:b": '["x","y"]',
    });
    const bomb = Array.from(
      { length: 9 },
      (_, level) => `  a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]\n`,
    );
    expect(told(`config:\n  a0: &a0 [x]\n${bomb.join("")}`)).toEqual([
      "f.yaml: has YAML aliases that cannot be followed; write the values out",
    ]);
  });
});

test("one problem for each line that is no YAML, in words", () => {
  expect(told(`config: ${"[".repeat(20_000)}`)).toEqual([
    expect.stringMatching(/^f\.yaml:1:\d+: is not valid YAML \(brackets nested too deep\);/),
  ]);
  expect(told("config: {}\n---\nconfig: {}\n")).toEqual([
    "f.yaml:2:1: is not valid YAML (a second document); correct the line or the one above it",
  ]);
});

test("control characters in the file, and in its name, never reach the terminal", () => {
  expect(told("config:\n  a: x\u001b[31m\n")).toEqual([
    "f.yaml:2: has a control character; remove it, and save the file as UTF-8",
  ]);
  expect(told("", "f\u001b\n.yaml")).toEqual([
    "f\\u001b\\u000a.yaml: must be a map with the key config; write the settings below config:",
  ]);
  expect(told('"\\e[2J\\nx": x\nconfig: {}\n')).toEqual([
    expect.stringMatching(/^f\.yaml: \\u001b\[2J\\u000ax: is not a key of a stack file;/),
  ]);
});

test("a large map is read in time", () => {
  const text = `config:\n  palisade:tags:\n${Array.from({ length: 50_000 }, (_, index) => `    a${index}: b\n`).join("")}`;
  const start = performance.now();
  expect(told(text)).toEqual([]);
  expect(performance.now() - start).toBeLessThan(10_000);
});

describe("what the Pulumi CLI may read otherwise", () => {
  test.each([
    ["12_000", "number"],
    ["0b11", "number"],
    ["2026-11-25", "date"],
    ["2026-11-25T10:00:00Z", "date"],
  ])("%s is told unless it is in quotes", (text, reading) => {
    expect(settings(`{rev: ${text}}`)).toEqual([
      `palisade:tags.rev: may be read as a ${reading} by the Pulumi CLI, got ${text}; put it in quotes`,
    ]);
    expect(settings(`{rev: "${text}"}`)).toEqual([]);
  });

  test("a merge key is told, in every namespace, and never carried along", () => {
    const merge = [
      "palisade:tags: has a YAML merge key; write the values out: the Pulumi CLI would merge them, a preview without it does not",
    ];
    expect(settings("{<<: {a: b}, c: d}")).toEqual(merge);
    expect(told("config:\n  aws:defaultTags: {<<: {a: b}}\n")).toEqual([
      merge[0]?.replace("palisade:tags", "aws:defaultTags"),
    ]);
    expect(settings('{"<<": d}')).toEqual([]);
  });
});

describe("comments", () => {
  test.each([
    "https://<user>:<password>@host/",
    `postgres://user:${"$"}{PASSWORD}@host/db`,
    "see https://hooks.slack.com/services/... in the vault",
    "AKIAIOSFODNN7EXAMPLE is the documentation's key",
    "AKIAXXXXXXXXXXXXXXXX",
    "Bearer xxxxxxxxxxxxxxxxxxxx",
    "abcdef.0123456789abcdef",
    "see https://wiki.example.com/a?key=OPS-1234",
    "https://acme@dev.azure.com/acme/platform/_git/palisade",
  ])("%s stands for a secret and is none", (text) => {
    expect(told(`# ${text}\nconfig:\n  palisade:tags: {a: b}\n`)).toEqual([]);
  });
});
