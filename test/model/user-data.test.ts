import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";
import { planHostFirewall } from "../../model/host-firewall";
import { planNetwork } from "../../model/network";
import { planFlows } from "../../model/ports";
import {
  encodeUserData,
  renderDocuments,
  SECRETS_RESERVE,
  UserDataError,
  userDataProblems,
} from "../../model/user-data";
import { stackConfig } from "./stack-config";

const config = stackConfig({ adminCidrs: ["10.200.0.0/16"], wireGuard: true });
const firewall = planHostFirewall(config, planNetwork(config), planFlows(config));

const read = (encoded: string) => gunzipSync(Buffer.from(encoded, "base64")).toString("utf8");

/** Text that no compressor makes smaller: `bytes` bytes of hash output as base64. */
function incompressible(bytes: number): string {
  let text = "";
  for (let block = 0; text.length < bytes; block++) {
    text += createHash("sha512").update(String(block)).digest("base64").replaceAll("=", "");
  }
  return text.slice(0, bytes);
}

describe("renderDocuments", () => {
  it("writes documents apart, in their order, with keys in their own order", () => {
    expect(
      renderDocuments([
        { kind: "B", ingress: "block" },
        { kind: "A", ports: [6443, "2379-2380"] },
      ]),
    ).toBe("kind: B\ningress: block\n---\nkind: A\nports:\n  - 6443\n  - 2379-2380\n");
  });

  it.each([["control-plane"], ["worker"]] as const)("gives back the documents of a %s when read", (role) => {
    const documents = parseAllDocuments(renderDocuments(firewall[role]));
    expect(documents.map((document) => document.toJS())).toEqual(firewall[role]);
  });

  it("folds no line, makes no alias and quotes what older YAML reads as something else", () => {
    const shared = { subnet: "10.0.0.0/8" };
    const long = "word ".repeat(60).trim();
    expect(renderDocuments([{ on: "yes", long, first: shared, second: shared, time: "12:30:45" }])).toBe(
      `"on": "yes"\nlong: ${long}\nfirst:\n  subnet: 10.0.0.0/8\nsecond:\n  subnet: 10.0.0.0/8\ntime: "12:30:45"\n`,
    );
  });
});

describe("encodeUserData", () => {
  it("is base64 of gzip, which Node's zlib reads too", () => {
    const text = renderDocuments(firewall["control-plane"]);
    const encoded = encodeUserData(text, "controlPlane");
    expect(read(encoded)).toBe(text);
    expect(Buffer.from(encoded, "base64").subarray(0, 3)).toEqual(Buffer.from([0x1f, 0x8b, 0x08]));
  });

  it("has no time and no name of a machine in its header: the same text gives the same bytes", () => {
    const header = Buffer.from(encodeUserData("text", "workers"), "base64").subarray(3, 8);
    expect(header).toEqual(Buffer.from([0, 0, 0, 0, 0]));
  });

  it("gives the bytes that it always gave", () => {
    // Other bytes replace every node of every environment: change this only on purpose.
    const digest = createHash("sha256").update(encodeUserData("kind: NetworkDefaultActionConfig\n", "workers"));
    expect(digest.digest("hex")).toBe("bf622c0140b0e143531f812280311557d0efd5a863d7b76c48027a21c6f2725d");
  });

  it("takes what fits after compression, however long before", () => {
    expect(read(encodeUserData("a".repeat(1_000_000), "workers"))).toHaveLength(1_000_000);
  });

  it("refuses what EC2 would refuse at launch, and says whose it is, its size and what to do", () => {
    expect.assertions(2);
    try {
      encodeUserData(incompressible(30_000), "workers.general");
    } catch (error) {
      if (!(error instanceof UserDataError)) throw error;
      expect(error).toMatchObject({ name: "UserDataError", where: "workers.general", limit: 16384 });
      expect(error.message).toBe(
        `workers.general: user data is larger than the 16384 bytes that EC2 takes (after gzip, before base64), got ${error.bytes} bytes; ` +
          "shorten what the nodes' documents are made of: lists of networks, talos.trustedRoots, talos.imageVerification, labels and taints",
      );
    }
  });

  it("draws the line at 16384 bytes before base64", () => {
    const sizeOf = (length: number): number | undefined => {
      try {
        return Buffer.from(encodeUserData(incompressible(length), "workers"), "base64").length;
      } catch (error) {
        return error instanceof UserDataError ? undefined : Number.NaN;
      }
    };
    let length = 21_000;
    while (sizeOf(length + 1) !== undefined) length++;
    expect(sizeOf(length)).toBeLessThanOrEqual(16384);
    expect(sizeOf(length)).toBeGreaterThan(16380);
  });
});

describe("userDataProblems", () => {
  it("names the key whose nodes have too much, with the size and what to do", () => {
    expect(userDataProblems("palisade:controlPlane", firewall["control-plane"])).toEqual([]);
    const problems = userDataProblems("palisade:workers", [{ kind: "Big", text: incompressible(30_000) }]);
    expect(problems).toEqual([
      {
        path: "palisade:workers",
        message: "user data is larger than the 16384 bytes that EC2 takes (after gzip, before base64)",
        got: expect.stringMatching(/^2\d{4} bytes$/),
        fix: "shorten what the nodes' documents are made of: lists of networks, talos.trustedRoots, talos.imageVerification, labels and taints",
      },
    ]);
  });

  it("keeps room for what is not known yet", () => {
    const documents = [{ kind: "Big", text: incompressible(20_000) }];
    expect(userDataProblems("palisade:workers", documents)).toEqual([]);
    expect(userDataProblems("palisade:workers", documents, SECRETS_RESERVE).map(({ path }) => path)).toEqual([
      "palisade:workers",
    ]);
    // Small enough as it is: nothing need be compressed.
    expect(userDataProblems("palisade:workers", [{ text: "short" }], 16384 - 20)).toEqual([]);
  });
});
