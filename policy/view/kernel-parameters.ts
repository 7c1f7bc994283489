/** Kernel parameters as Talos writes them below /proc/sys. */
import type { MachineConfig, Section } from "./machine-config";
import { isObject } from "./value";

export interface KernelParameter {
  /** With dots, in the kernel's own order, however it is spelled: "net.ipv4.conf.all.accept_redirects". */
  readonly name: string;
  readonly field: string;
  /** NaN for what is no number. */
  readonly value: number;
}

/** Of the v1alpha1 document and of SysctlConfig, which wins where both spell a parameter alike. */
export function kernelParameters(config: MachineConfig): readonly KernelParameter[] {
  const sections: readonly Section[] = [
    config.main("machine", "sysctls"),
    { field: "SysctlConfig.params", value: paramsOf(config) },
  ];
  const given = new Map<string, KernelParameter>();
  for (const { field, value } of sections) {
    for (const [key, text] of Object.entries(isObject(value) ? value : {}))
      given.set(key, { name: nameOf(key), field, value: numberOf(text === null ? "" : String(text)) });
  }
  return [...given.values()];
}

function paramsOf(config: MachineConfig): Section["value"] {
  const { value } = config.document("SysctlConfig");
  return isObject(value) ? value["params"] : undefined;
}

/**
 * Whatever separates first, "." or "/", separates parts, and the other one stands in them, as in names of interfaces (sysctl.d(5), and Talos'
 * pkg/machinery/kernel). Empty parts and "." name nothing, ".." what is above: the file decides.
 */
function nameOf(key: string): string {
  const separator = /[./]/.exec(key)?.[0] ?? ".";
  const parts: string[] = [];
  for (const part of key.split(separator)) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join(".");
}

/** As the kernel reads it: decimal, octal with 0, hexadecimal with 0x. */
function numberOf(text: string): number {
  const match = /^([+-]?)(?:(0x[0-9a-f]+)|(0[0-7]+)|(\d+))$/i.exec(text.trim());
  if (match === null) return Number.NaN;
  const [, sign, hexadecimal, octal, digits] = match;
  const size = octal === undefined ? Number(hexadecimal ?? digits) : Number.parseInt(octal, 8);
  return sign === "-" ? -size : size;
}
