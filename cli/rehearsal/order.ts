/** The order of what the engine did, from its events. */
import type { Step } from "../engine/operations";

/** What belongs to one control plane and takes its etcd member away when it is changed. */
const MEMBER = ["aws:ec2/instance:Instance", "aws:ec2/networkInterface:NetworkInterface"];
const NAME = /::control-plane-([a-z]+)$/;

interface Span {
  readonly identity: string;
  readonly began: number;
  readonly ended: number;
}

/**
 * Pairs of control planes that changed at the same time, as "a with b". A control plane is changing from the beginning of its first step to the end of its
 * last one: between the old instance's end and the new one's start its member is away.
 */
export function changedTogether(steps: readonly Step[]): readonly string[] {
  const spans = spansOf(steps);
  return spans.flatMap((one, index) =>
    spans
      .slice(index + 1)
      .filter((other) => one.began < other.ended && other.began < one.ended)
      .map((other) => `${one.identity} with ${other.identity}`),
  );
}

/** Identities of the control planes that changed, in the order in which they began. */
export function orderOfControlPlanes(steps: readonly Step[]): readonly string[] {
  return spansOf(steps).map(({ identity }) => identity);
}

function spansOf(steps: readonly Step[]): readonly Span[] {
  const spans = new Map<string, Span>();
  for (const { urn, type, began, ended } of steps) {
    const [, identity] = NAME.exec(urn) ?? [];
    if (identity === undefined || !MEMBER.includes(type)) continue;
    const span = spans.get(identity);
    spans.set(identity, {
      identity,
      began: Math.min(span?.began ?? began, began),
      ended: Math.max(span?.ended ?? 0, ended ?? Number.POSITIVE_INFINITY),
    });
  }
  return [...spans.values()].toSorted((a, b) => a.began - b.began);
}
