import fc from "fast-check";
import {
  addressAt,
  canonicalCidr,
  cidrContains,
  cidrKey,
  cidrSize,
  isPrivateCidr,
  mergeCidrs,
  subCidr,
} from "../../model/cidr";

const cidr = fc
  .tuple(fc.nat(0xffffffff), fc.integer({ min: 0, max: 32 }))
  .map(([n, prefix]) =>
    canonicalCidr(`${[24, 16, 8, 0].map((bits) => Math.floor(n / 2 ** bits) % 256).join(".")}/${prefix}`),
  );

test("splits, sizes and addresses at the edges of the address space", () => {
  expect(canonicalCidr("10.1.2.3/16")).toBe("10.1.0.0/16");
  expect(subCidr("255.255.0.0/16", 24, 255)).toBe("255.255.255.0/24");
  expect(subCidr("0.0.0.0/0", 1, 1)).toBe("128.0.0.0/1");
  expect(cidrSize("0.0.0.0/0")).toBe(4294967296);
  expect(addressAt("10.0.0.0/16", 2)).toBe("10.0.0.2");
  expect(addressAt("255.255.255.254/31", 1)).toBe("255.255.255.255");
  expect(cidrKey("10.8.0.0/16")).toBe("10-8-0-0-16");
});

test("refuses what is no block, and sub-blocks and addresses that a block does not have", () => {
  for (const text of ["10.1/16", "010.0.0.0/8", "10.0.0.0/33", "::/0", "10.0.0.256/8", "ten"]) {
    expect(() => canonicalCidr(text)).toThrow(`not an IPv4 block: ${text}`);
  }
  expect(() => subCidr("10.0.0.0/16", 20, 16)).toThrow(
    "10.0.0.0/16 has 16 sub-blocks of prefix length 20, none numbered 16",
  );
  expect(() => subCidr("10.0.0.0/16", 15, 0)).toThrow("10.0.0.0/16 has no sub-block of prefix length 15");
  expect(() => addressAt("10.0.0.0/30", 4)).toThrow("10.0.0.0/30 has no address at offset 4");
});

test("private means RFC 1918 and RFC 6598", () => {
  expect(["10.0.0.0/8", "172.31.0.0/16", "192.168.1.0/24", "100.127.0.0/16"].every(isPrivateCidr)).toBe(true);
  expect(["10.0.0.0/7", "172.32.0.0/16", "100.128.0.0/16", "0.0.0.0/0"].some(isPrivateCidr)).toBe(false);
});

test("merging keeps every address once", () => {
  expect(mergeCidrs(["10.1.0.0/24", "10.0.0.0/15", "10.0.0.0/15", "9.0.0.0/8", "11.0.0.1/32"])).toEqual([
    "9.0.0.0/8",
    "10.0.0.0/15",
    "11.0.0.1/32",
  ]);
  fc.assert(
    fc.property(fc.array(cidr, { maxLength: 12 }), (blocks) => {
      const merged = mergeCidrs(blocks);
      expect(blocks.every((block) => merged.some((kept) => cidrContains(kept, block)))).toBe(true);
      expect(merged.every((kept) => blocks.includes(kept))).toBe(true);
      expect(
        merged.every((a, i) => merged.every((b, j) => i === j || !(cidrContains(a, b) || cidrContains(b, a)))),
      ).toBe(true);
    }),
  );
});

test("sub-blocks tile their block", () => {
  fc.assert(
    fc.property(cidr, fc.integer({ min: 0, max: 3 }), (block, bits) => {
      const prefix = Number(block.split("/")[1]) + bits;
      fc.pre(prefix <= 32);
      const parts = Array.from({ length: 2 ** bits }, (_, index) => subCidr(block, prefix, index));
      expect(parts.every((part) => cidrContains(block, part))).toBe(true);
      expect(mergeCidrs(parts)).toEqual(parts);
      expect(parts.reduce((sum, part) => sum + cidrSize(part), 0)).toBe(cidrSize(block));
    }),
  );
});
