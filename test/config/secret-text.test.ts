import { ConfigError, formatProblem } from "../../config/error";
import { render, renderBelow, renderName, renderPath } from "../../config/secret-text";
import { flat } from "./arbitrary";
import { messagesAfter, messagesOf, sample } from "./sample";

/** Escape, newline, 8-bit CSI, delete, right-to-left override, zero-width space, line separator, tag character. */
const HOSTILE = "\u001b[2J\n\u009b31m\u007f\u202e\u200b\u2028\u{e0041}";
const SHOWN = "\\u001b[2J\\u000a\\u009b31m\\u007f\\u202e\\u200b\\u2028\\udb40\\udc41";

test("nothing that a terminal obeys is shown: values, names, paths, problems", () => {
  expect(render(HOSTILE)).toBe(`"${SHOWN.replace("\\u000a", "\\n")}"`);
  expect(renderName(HOSTILE)).toBe(SHOWN);
  expect(renderPath([HOSTILE])).toBe(`palisade:${SHOWN}`);
  expect(renderPath(["tags", HOSTILE])).toBe(`palisade:tags["${SHOWN.replace("\\u000a", "\\n")}"]`);
  expect(renderBelow(`other:${HOSTILE}`, [])).toBe(`other:${SHOWN}`);
  expect(formatProblem({ path: HOSTILE, message: "is wrong", fix: HOSTILE })).toBe(`${SHOWN}: is wrong; ${SHOWN}`);
  expect(new ConfigError(HOSTILE, []).message).toBe(`${SHOWN} has 0 problems:`);
});

test("wherever it stands in a configuration", () => {
  const told = [
    ...messagesAfter(["tags", { [HOSTILE]: HOSTILE }], ["network.vpcCidr", HOSTILE], [`network.${HOSTILE}`, 1]),
    ...messagesOf({ ...flat(sample()), [`palisade:${HOSTILE}`]: "x", "aws:region": HOSTILE }, [], HOSTILE),
    ...messagesAfter(["tags", { [`a${HOSTILE}`]: "1", [`A${HOSTILE}`]: "2" }]),
  ];
  expect(told.length).toBeGreaterThan(6);
  expect(told.filter((message) => /[\p{Cc}\p{Cf}\p{Zl}]/u.test(message))).toEqual([]);
});

test("paths are those of the Pulumi CLI", () => {
  expect(renderPath(["workers", 0, "labels", "a.b"])).toBe('palisade:workers[0].labels["a.b"]');
  expect(renderBelow("aws:assumeRole", ["list", 1])).toBe("aws:assumeRole.list[1]");
});

test("a secret is shown in no part of a path", () => {
  const secret = ["AK", "IAABCDEFGHIJKLMNOP"].join("");
  expect(renderPath([secret, secret])).toBe('palisade:[secret]["[secret]"]');
  expect(renderBelow(secret, [])).toBe("[secret]");
  expect(renderBelow(["pass", "word:hunter2"].join(""), [])).toBe("password:[secret]");
});

test("the query of a URL is hidden, long values are shortened, numbers keep their names", () => {
  expect(render("tls://siem.example.com/?x=y 1")).toBe('"tls://siem.example.com/?[hidden] 1"');
  expect(render("is it? yes")).toBe('"is it? yes"');
  expect(render("x".repeat(100))).toBe(`"${"x".repeat(79)}...`);
  expect(render({ a: Number.POSITIVE_INFINITY })).toBe('{"a":"Infinity"}');
});

test("an error lists 50 problems and counts the rest", () => {
  const problems = Array.from({ length: 60 }, (_, index) => ({
    path: `p${index}`,
    message: "is wrong",
    fix: "mend it",
  }));
  const { message, problems: kept } = new ConfigError("file", problems);
  const lines = message.split("\n");
  expect([lines[0], lines[50], lines[51]]).toEqual([
    "file has 60 problems:",
    "  p49: is wrong; mend it",
    "  and 10 more",
  ]);
  expect([lines.length, kept.length]).toEqual([52, 60]);
  expect(new ConfigError("file", problems.slice(0, 50)).message).not.toContain("more");
});
