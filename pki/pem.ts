/** PEM as Talos joins and reads it: one block, its newline at the end, nothing around it. */
import { decodeBase64 } from "./base64";
import type { Fault } from "./bundle-problem";

export interface PemBlock {
  /** "CERTIFICATE", "EC PRIVATE KEY". */
  readonly label: string;
  readonly der: Buffer;
}

const WHOLE = /^-----BEGIN ([A-Z0-9 ]{1,40})-----\n((?:[A-Za-z0-9+/=]{1,200}\n)+)-----END ([A-Z0-9 ]{1,40})-----\n$/;

export function readPem(text: string): PemBlock | { readonly fault: Fault } {
  const [, label, lines, end] = WHOLE.exec(text) ?? [];
  if (label === undefined || lines === undefined || label !== end) return { fault: faultOf(text) };
  const der = decodeBase64(lines.replaceAll("\n", ""));
  return der === undefined ? { fault: DAMAGED } : { label, der };
}

const DAMAGED: Fault = { message: "is PEM with damaged base64 in it", fix: "take it from the original again" };

function faultOf(text: string): Fault {
  const blocks = text.split("-----BEGIN ").length - 1;
  if (blocks === 0) return { message: "is not PEM", fix: "give the base64 of a PEM text" };
  if (text.includes("\r")) {
    return {
      message: "has carriage returns in its PEM",
      fix: "give the base64 of the text with a plain newline at the end of each line",
    };
  }
  if (blocks > 1) {
    return {
      message: "has more than one PEM block",
      got: `${blocks}`,
      fix: "give the base64 of the one that is meant",
    };
  }
  if (/^(?:Proc-Type|DEK-Info):/m.test(text)) {
    return { message: "is encrypted with a passphrase", fix: "give the key without one: Talos has no way to ask" };
  }
  if (!text.endsWith("\n") && WHOLE.test(`${text}\n`)) {
    return {
      message:
        "has no newline at the end of its PEM: Talos joins certificates as they are, and reads none of what results",
      fix: "give the base64 of the text with its last newline",
    };
  }
  if (!text.startsWith("-----BEGIN ") || !/-----\n?$/.test(text)) {
    return { message: "has text around its PEM block", fix: "give the base64 of the block alone" };
  }
  return DAMAGED;
}
