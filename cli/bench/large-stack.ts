/** A stack file of about 5,000 resources: staging with many worker pools. */
import { parse, stringify } from "yaml";

interface StackFileContent {
  readonly config: Readonly<Record<string, unknown>>;
}

/** Each pool is a launch template and an Auto Scaling group in each of staging's two zones. */
const RESOURCES_OF_A_POOL = 4;

/** `text` of a stack file, with its pools replaced by as many as make about `resources` of them. */
export function largeStackFile(text: string, resources: number): string {
  const content = parse(text) as StackFileContent;
  const pools = Array.from({ length: Math.ceil(resources / RESOURCES_OF_A_POOL) }, (_, index) => ({
    name: `pool-${index}`,
    instanceType: "m7i.large",
    size: 1,
    min: 0,
    max: 2,
  }));
  const network = { ...(content.config["palisade:network"] as object), podCidr: "10.128.0.0/12" };
  return stringify({
    ...content,
    config: { ...content.config, "palisade:network": network, "palisade:workers": pools },
  });
}
