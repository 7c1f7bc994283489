import type * as pulumi from "@pulumi/pulumi";
import { Component } from "./component";

export interface DestroyGuardArgs {
  /** Whether a destroy is refused. */
  readonly protect: boolean;
  /** Everything that a destroy must not begin with. */
  readonly guards: pulumi.Resource;
}

/**
 * What a destroy meets first. Pulumi looks at `protect` when it comes to delete a resource, not before: a destroy of an environment with protected keys and
 * buckets would delete every node and the network, and then stop. This one depends on everything else, so that it is deleted alone and first, and being
 * protected it ends the destroy before anything is gone.
 */
export class DestroyGuard extends Component {
  constructor(name: string, { protect, guards }: DestroyGuardArgs) {
    super("palisade:index:DestroyGuard", name, { protect, dependsOn: [guards] });
    this.registerOutputs();
  }
}
