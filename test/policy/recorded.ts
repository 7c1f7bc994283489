/** The real program's resources, and changes to them that a hostile pull request could make. */
import { judge, type State } from "../../policy/judge";
import type { Rule } from "../../policy/rule";
import type { RuleResult } from "../../policy/verdict";
import type { StateResource } from "../../policy/view/stack";
import { type EnvironmentName, judgedResources } from "../stack/recorded-environment";
import { type Inputs, UNKNOWN } from "./fixture";
import { GROUP } from "./openings";

export const IDS = ["recorded", "unknown"] as const;

export async function recorded(environment: EnvironmentName, ids: (typeof IDS)[number]): Promise<State> {
  return { deployment: { resources: await judgedResources(environment, ids) } };
}

/** Outcome of each rule that does not pass; what only advises stops nothing, and is not told. */
export function notPassed(state: State, rules?: readonly Rule[]): Readonly<Record<string, RuleResult["outcome"]>> {
  return Object.fromEntries(
    judge(state, rules)
      .rules.filter(({ outcome, level }) => outcome !== "pass" && level === "mandatory")
      .map(({ policy, outcome }) => [policy, outcome]),
  );
}

/** Properties that the AWS provider computes where none is given, by type: a first preview has each as not known. */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  [GROUP]: ["ingress", "egress", "arn", "ownerId"],
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ["ingress", "egress", "arn"],
  "aws:ec2/vpc:Vpc": ["defaultSecurityGroupId", "defaultRouteTableId", "mainRouteTableId"],
  "aws:ec2/routeTable:RouteTable": ["routes"],
  "aws:ec2/defaultRouteTable:DefaultRouteTable": ["routes"],
  "aws:ec2/eip:Eip": ["instance", "networkInterface", "publicIp"],
  "aws:ec2/networkInterface:NetworkInterface": ["attachments"],
  "aws:ec2/instance:Instance": [
    "associatePublicIpAddress",
    "ebsBlockDevices",
    "networkInterfaces",
    "primaryNetworkInterface",
    "subnetId",
    "userData",
    "userDataBase64",
  ],
  "aws:ec2/launchTemplate:LaunchTemplate": ["latestVersion", "metadataOptions"],
  "aws:autoscaling/group:Group": ["availabilityZones", "vpcZoneIdentifiers"],
};

/** The stack with those, as the engine shows it before the first deployment. */
export function asInFirstPreview({ deployment }: State): State {
  const resources = deployment.resources.map((made) => {
    const computed = (COMPUTED[made.type] ?? []).map((property) => [property, UNKNOWN] as const);
    return { ...made, outputs: { ...Object.fromEntries(computed), ...made.outputs } };
  });
  return { deployment: { resources } };
}

/** A recorded stack while it is being changed. */
export class Draft {
  private resources: readonly StateResource[];

  constructor(state: State) {
    this.resources = state.deployment.resources;
  }

  get state(): State {
    return { deployment: { resources: this.resources } };
  }

  /** The first resource of a type, or the first of a role or segment. */
  first(type: string, tags: Inputs = {}): StateResource {
    const found = this.resources.find((candidate) => {
      const given = candidate.inputs["tags"] as Inputs | undefined;
      return candidate.type === type && Object.entries(tags).every(([key, value]) => given?.[key] === value);
    });
    if (found === undefined) throw new Error(`the recorded stack has no ${type} with ${JSON.stringify(tags)}`);
    return found;
  }

  /** Inputs, and outputs as a provider would copy them; undefined takes a property away. */
  change(target: StateResource, inputs: Inputs, more: Partial<StateResource> = {}): void {
    this.replace(target, {
      ...target,
      ...more,
      inputs: without({ ...target.inputs, ...inputs }),
      outputs: without({ ...target.outputs, ...inputs }),
    });
  }

  changeOutputs(target: StateResource, outputs: Inputs): void {
    this.replace(target, { ...target, outputs: { ...target.outputs, ...outputs } });
  }

  remove(target: StateResource): void {
    this.resources = this.resources.filter(({ urn }) => urn !== target.urn);
  }

  /** References by resource: their ids where they are known, the mark and the engine's word where not. */
  add(type: string, name: string, inputs: Inputs, references: Readonly<Record<string, StateResource>>): void {
    const all = {
      ...inputs,
      ...Object.fromEntries(Object.entries(references).map(([property, { id }]) => [property, id ?? UNKNOWN])),
    };
    this.resources = [
      ...this.resources,
      {
        urn: `urn:pulumi:test::palisade::${type}::${name}`,
        type,
        inputs: all,
        outputs: all,
        propertyDependencies: Object.fromEntries(
          Object.entries(references).map(([property, { urn }]) => [property, [urn]]),
        ),
      },
    ];
  }

  private replace(target: StateResource, by: StateResource): void {
    this.resources = this.resources.map((candidate) => (candidate.urn === target.urn ? by : candidate));
  }
}

function without(properties: Inputs): Inputs {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
