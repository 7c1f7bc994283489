import { yamlDocuments } from "../../../policy/view/yaml-documents";

const problem = (text: string) => {
  const read = yamlDocuments(text);
  return "problem" in read ? read.problem : JSON.stringify(read.documents);
};

describe("yaml-documents", () => {
  test("reads documents as plain data, numbers as they are written", () => {
    const text =
      'a: 010\nb: 0x1F\nc: 1.50\nd: true\ne: no\nf: null\ng: "8"\nh: [1, {i: ~}]\n---\n- x\n---\n---\nJust text\n';
    expect(yamlDocuments(text)).toEqual({
      documents: [
        { a: "010", b: "0x1F", c: "1.50", d: true, e: "no", f: null, g: "8", h: ["1", { i: null }] },
        ["x"],
        null,
        "Just text",
      ],
    });
    expect(yamlDocuments("{a: , b: 1}")).toHaveProperty("problem");
    expect(yamlDocuments("{a, b: 1}")).toEqual({
      problem: "has a key without a value between braces or brackets, which programs read differently",
    });
    expect(yamlDocuments("")).toEqual({ documents: [] });
    expect(yamlDocuments('{"a": {"b": [false]}}')).toEqual({ documents: [{ a: { b: [false] } }] });
  });

  test.each([
    ["a: [", "cannot be read as YAML"],
    ["a: 1\nb\n", "cannot be read as YAML"],
    ["a: &x [1]\nb: *x\n", "uses YAML aliases, which are not followed"],
    ["a: {<<: {b: 1}}", "uses YAML merge keys, which are not followed"],
    ["a: !!str 1", "uses YAML tags, which are not read"],
    ["a: !x {b: 1}", "uses YAML tags, which are not read"],
    ["!!str a: 1", "has a key that is no text"],
    ["? [a]\n: 1", "has a key that is no text"],
    ["a: 1\nb: 2\na: 3", "has a key twice"],
    ["a: 1\r---\rb: 2\n", "has line breaks that programs read differently"],
    ["a: |\n  x\u2028---\u2028b: 2\n", "has line breaks that programs read differently"],
    ["a: 1\u0085b: 2\n", "has line breaks that programs read differently"],
    ["a: &x 1\n", "uses YAML aliases, which are not followed"],
    ["&x a: 1\n", "uses YAML aliases, which are not followed"],
    ["a: one\n  two\n", "has a text on several lines that programs read differently"],
    ['a: "one\n  two"\n', "has a text on several lines that programs read differently"],
    ["? one\n  two\n: 1\n", "has a text on several lines that programs read differently"],
    ["a:\n  b:\n#see x\n    |\n  c: d\n", "has a text on several lines that programs read differently"],
    ["a:\n  -\n#x\n   b\n  - c\n", "has a text on several lines that programs read differently"],
    ["a: |+\n  x\n\n", "has a text on several lines that programs read differently"],
    ["a: >2+\n  x\n\n", "has a text on several lines that programs read differently"],
    ["a: [b: ]\n", "has a key without a value between braces or brackets, which programs read differently"],
    ["a: 1\n---\ufeff\nb: 2\n", "has blanks that programs read differently"],
    ["a:\u00a0b: 2\n", "has blanks that programs read differently"],
    ["a: x\0y\n", "has blanks that programs read differently"],
    [`a: ${"[".repeat(70)}${"]".repeat(70)}`, "is nested deeper than 64 levels"],
    [`a: ${"[".repeat(100_000)}`, "cannot be read as YAML"],
    [`a: ${"x".repeat(1024 * 1024)}`, "is longer than is read"],
  ])("refuses %.40j: %s", (text, expected) => {
    expect(problem(text)).toBe(expected);
  });

  test("ends a document where YAML does, in a block of text too, and not at what only looks like it", () => {
    const text = "# before\na: |\n  ---\n  x\nb: ---x\n--- {c: 1}\n---\r\nd: 1\r\n...\n--- |\n ---\n";
    expect(yamlDocuments(text)).toEqual({
      documents: [{ a: "---\nx\n", b: "---x" }, { c: "1" }, { d: "1" }, "---\n"],
    });
    expect(yamlDocuments("%YAML 1.2\n---\na: 1\n...\n%YAML 1.2\n---\nb: 1\n")).toEqual({
      documents: [{ a: "1" }, { b: "1" }],
    });
    expect(problem("a: {b: 1,\n---\nc: 2}\n")).toBe("cannot be read as YAML");
  });

  test("keeps names that JavaScript has for itself", () => {
    const read = yamlDocuments("__proto__: {polluted: true}\nconstructor: x\n");
    expect(JSON.stringify(read)).toBe('{"documents":[{"__proto__":{"polluted":true},"constructor":"x"}]}');
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("takes a hundred thousand keys in a second", () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `k${index}:`).join("\n");
    const before = performance.now();
    expect(problem(text)).toContain("k99999");
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});
