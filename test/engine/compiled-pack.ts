/** Before all suites, once: the pack that the engine loads is the one of this working tree. */
import { compilePolicyPack } from "../../cli/policy-pack";

export default function compile(): void {
  compilePolicyPack({ silent: true });
}
