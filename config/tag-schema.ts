/** Tags of every AWS resource. AWS takes 50 on a resource; Palisade's own and services' keep the rest. */
import { z } from "zod";
import { checked, type Fault } from "./key";
import { objectNameFault } from "./object-name";
import { renderName } from "./secret-text";

const TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const TEXT_FIX = "use letters, digits, spaces and _.:/=+-@";

function tagFault(name: string, value: string): Fault | undefined {
  if (/^(?:aws|palisade):/i.test(name))
    return {
      wrong: "has a reserved prefix",
      fix: "aws: belongs to AWS and palisade: to this program, use another name",
    };
  if (name.toLowerCase() === "name") return { wrong: "is set for each resource", fix: "remove it" };
  if (name.length < 1 || name.length > 128)
    return { wrong: "must have a name of 1 to 128 characters", fix: name === "" ? "write a name" : "shorten the name" };
  if (!TEXT.test(name)) return { wrong: "has a name with characters that AWS refuses", fix: TEXT_FIX };
  if (value.length > 256) return { wrong: "must be at most 256 characters", fix: "shorten it" };
  return TEXT.test(value) ? undefined : { wrong: "has characters that AWS refuses", fix: TEXT_FIX };
}

export const tagsSchema = checked(z.record(z.string(), z.string()), (tags) => {
  const entries = Object.entries(tags);
  if (entries.length > 40) return { wrong: "must hold at most 40 tags", fix: `remove ${entries.length - 40}` };
  return entries.flatMap(([name, value], index) => {
    const twin = entries.slice(0, index).find(([other]) => other.toLowerCase() === name.toLowerCase())?.[0];
    const fault =
      objectNameFault(name) ??
      tagFault(name, value) ??
      (twin === undefined
        ? undefined
        : { wrong: `differs from ${renderName(twin)} in case only`, fix: "keep one: IAM takes both for the same tag" });
    return fault === undefined ? [] : [{ ...fault, at: [name] }];
  });
});
