/** The hardening guide and what the machine configurations make of it. */
import { machineDocuments } from "../../model/machine/documents";
import { HARDENING, type HardeningRow, placeText, valueAt } from "../../model/machine/hardening";
import type { MachinePlan } from "../../model/machine/plan";
import { NAMED_SECRETS } from "../../model/machine/redaction";
import { broken, groupedTable } from "../terminal";

const FIELD = { title: "DOCUMENT AND FIELD", width: 35 };
const VALUE = { title: "VALUE", width: 19 };

/** Measures by section, each with the value that the configuration of a control plane has; secrets by their names. */
export function renderHardening({ cluster, controlPlanes }: MachinePlan): string {
  const [node] = controlPlanes;
  if (node === undefined) throw new Error("the plan has no control plane");
  const documents = machineDocuments(cluster, node, NAMED_SECRETS);
  const sections = [...new Set(HARDENING.map(({ section }) => section))];
  const cells = (row: HardeningRow) => {
    const at = row.at[cluster.contract];
    return "own" in at
      ? [row.measure, broken(`Talos' own: ${at.own}`, FIELD.width - 1), ""]
      : [
          row.measure,
          broken(placeText(at), FIELD.width - 1),
          broken(shown(valueAt(documents, at), row), VALUE.width - 1),
        ];
  };
  return groupedTable(
    [{ title: "MEASURE", width: 26 }, FIELD, VALUE],
    sections.map((section) => [section, HARDENING.filter((row) => row.section === section).map(cells)]),
  );
}

function shown(value: unknown, { setting }: HardeningRow): string {
  if (value === undefined && setting !== undefined) return `off: ${setting}`;
  if (Array.isArray(value)) {
    const words = value.map((item: unknown) => (isSource(item) ? item.subnet : item));
    if (words.length === 0) return "none";
    return words.every((item) => typeof item === "string") ? words.join(", ") : `${value.length} rules`;
  }
  return isNamed(value) ? value.name : String(value);
}

/** A whole document stands for its name. */
function isNamed(value: unknown): value is { readonly name: string } {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
}

function isSource(item: unknown): item is { readonly subnet: string } {
  return typeof item === "object" && item !== null && "subnet" in item;
}
