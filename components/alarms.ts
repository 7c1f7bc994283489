import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import type * as pulumi from "@pulumi/pulumi";
import type { AuditPlan } from "../model/audit";
import type { EventForwardingPlan, EventRulePlan } from "../model/event-rules";
import { Component, tagged } from "./component";

export interface AlarmsArgs {
  readonly topic: AuditPlan["topic"];
  readonly rules: AuditPlan["rules"];
  readonly forwardings: AuditPlan["forwardings"];
  /** ARN of the event-forwarding role; needed when the plan forwards. */
  readonly forwardingRoleArn?: pulumi.Input<string>;
  /** The alarms key. */
  readonly keyArn: pulumi.Input<string>;
  /** https address that alarms are posted to: whoever knows it may post, so it must be a secret output. */
  readonly webhook?: pulumi.Output<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The alarm topic, who listens to it, and the events that are sent there. */
export class Alarms extends Component {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:Alarms", name, opts);
    const topic = new sns.Topic(
      name,
      { name: args.topic.name, kmsMasterKeyId: args.keyArn, tags: tagged(args.tags, args.topic.name) },
      this.child(),
    );
    new sns.TopicPolicy(name, { arn: topic.arn, policy: JSON.stringify(args.topic.policy) }, this.child());
    this.topicArn = topic.arn;
    this.subscribe(args);
    for (const rule of args.rules) {
      const { name: ruleName } = this.rule(rule, args.tags);
      new cloudwatch.EventTarget(
        `${name}-${rule.key}`,
        { rule: ruleName, targetId: "alarm-topic", arn: topic.arn },
        this.child(),
      );
    }
    for (const forwarding of args.forwardings) this.forward(forwarding, args);
    this.registerOutputs({ topicArn: this.topicArn });
  }

  private subscribe(args: AlarmsArgs): void {
    for (const email of args.topic.emails) {
      new sns.TopicSubscription(
        `${this.name}-${email}`,
        { topic: this.topicArn, protocol: "email", endpoint: email },
        this.child(),
      );
    }
    if (args.webhook === undefined) return;
    new sns.TopicSubscription(
      `${this.name}-webhook`,
      { topic: this.topicArn, protocol: "https", endpoint: args.webhook },
      this.child({ additionalSecretOutputs: ["endpoint"] }),
    );
  }

  private rule(rule: EventRulePlan, tags: Readonly<Record<string, string>>, region?: string): cloudwatch.EventRule {
    return new cloudwatch.EventRule(
      region === undefined ? `${this.name}-${rule.key}` : `${this.name}-${rule.key}-${region}`,
      {
        name: rule.name,
        description: rule.description,
        eventPattern: JSON.stringify(rule.pattern),
        state: rule.state,
        ...(region === undefined ? {} : { region }),
        tags: tagged(tags, rule.name),
      },
      this.child(),
    );
  }

  private forward(plan: EventForwardingPlan, { forwardingRoleArn, tags }: AlarmsArgs): void {
    if (forwardingRoleArn === undefined)
      throw new Error("alarms: forwarding needs the ARN of the event-forwarding role");
    const { region } = plan;
    const rule = this.rule(plan.rule, tags, region);
    new cloudwatch.EventTarget(
      `${this.name}-${plan.rule.key}-${region}`,
      { rule: rule.name, targetId: "home-bus", arn: plan.targetBusArn, roleArn: forwardingRoleArn, region },
      this.child(),
    );
  }
}
