/** Every image, chart and endpoint that the environment pulls from or talks to: what an isolated site must mirror. */
import type { StackConfig } from "../config/schema";

export interface ImageReference {
  readonly kind: "machine-image" | "container-image" | "endpoint" | "chart";
  readonly reference: string;
  readonly usedBy: string;
  /** Where it is taken from in this environment, mirrors applied. */
  readonly source: string;
}

export declare function planImages(config: StackConfig): readonly ImageReference[];
