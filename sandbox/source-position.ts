/** The place in the program that makes a resource, as the SDK tells the engine. */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { DeploymentResource } from "./deployment";

/** As the engine writes it down: "project:///components/network.ts#54,12". `folder`: of the program; without one no place is told. */
export function sourcePosition(
  request: RegisterResourceRequest,
  folder: string | undefined,
): Pick<DeploymentResource, "sourcePosition"> {
  const position = request.getSourceposition();
  if (folder === undefined || position === undefined) return {};
  const file = relative(folder, fileURLToPath(position.getUri()));
  return { sourcePosition: `project:///${encodeURI(file)}#${position.getLine()},${position.getColumn()}` };
}
