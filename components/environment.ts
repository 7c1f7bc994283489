import type * as pulumi from "@pulumi/pulumi";
import type { RoleKey } from "../model/arns";
import type { Plan } from "../model/plan";
import { ApiLoadBalancer } from "./api-load-balancer";
import { makeAudit } from "./audit";
import { Bastion } from "./bastion";
import { ClientVpn } from "./client-vpn";
import { Component, planned } from "./component";
import { ControlPlane } from "./control-plane";
import { Dns } from "./dns";
import { InterfaceEndpoints } from "./interface-endpoints";
import { Keys } from "./keys";
import { LogGroups } from "./log-groups";
import { Machines, type MachinesArgs } from "./machines";
import { Network } from "./network";
import { NetworkAcls } from "./network-acls";
import { policyFacts } from "./policy-facts";
import { Roles } from "./roles";
import { SecurityGroups } from "./security-groups";
import { Workers } from "./workers";

export interface EnvironmentArgs {
  readonly plan: Plan;
  /** https address that alarms are posted to; a secret. */
  readonly alarmWebhook?: pulumi.Output<string>;
  /** Secrets bundle of a cluster that exists; without it a new one is made. */
  readonly imported?: MachinesArgs["imported"];
  /** What certificates are judged and made by. */
  readonly now: Date;
}

/** One environment: wires the components, each with its part of the plan. */
export class Environment extends Component {
  readonly vpcId: pulumi.Output<string>;
  readonly alarmTopicArn: pulumi.Output<string>;
  /** DNS names of the API's load balancers: `internal`, and `public` with an allow-list. */
  readonly apiLoadBalancers: Readonly<Record<string, pulumi.Output<string>>>;
  /** Ids of the ways in that there are: `bastionInstanceId`, `clientVpnEndpointId`. */
  readonly waysIn: Readonly<Record<string, pulumi.Output<string>>>;
  /** Machine configurations without their secrets, by name. */
  readonly machineConfigs: Machines["redacted"];
  /** Of this run, for a day; secret. */
  readonly kubeconfig: pulumi.Output<string>;
  private readonly plan: Plan;
  private readonly roles: Roles;
  private readonly keys: Keys;
  private readonly logGroups: LogGroups;
  private readonly network: Network;
  private readonly securityGroups: SecurityGroups;

  constructor(name: string, args: EnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:index:Environment", name, opts);
    const { plan } = args;
    this.plan = plan;
    this.roles = new Roles(
      "roles",
      {
        roles: plan.roles,
        autoscalingRoleSuffix: plan.autoscalingRoleSuffix,
        tags: plan.tags,
        protect: plan.storage.protect,
      },
      this.part(),
    );
    this.keys = new Keys(
      "keys",
      {
        keys: plan.keys,
        protect: plan.storage.protect,
        autoscalingServiceRole: this.roles.autoscalingServiceRole,
        tags: plan.tags,
      },
      this.part(),
    );
    this.logGroups = new LogGroups(
      "log-groups",
      {
        logGroups: plan.audit.logGroups,
        keyArn: this.keys.arns.logs,
        tags: plan.tags,
        protect: plan.storage.protect,
      },
      this.part(),
    );
    this.network = this.makeNetwork();
    this.securityGroups = this.firewall();
    this.alarmTopicArn = makeAudit(
      {
        plan,
        keyArns: this.keys.arns,
        logGroups: this.logGroups,
        roles: this.roles,
        ...(args.alarmWebhook === undefined ? {} : { webhook: args.alarmWebhook }),
      },
      this.part(),
    );
    const endpoints = this.privateEndpoints();
    this.apiLoadBalancers = this.api();
    const machines = this.machines(args);
    this.machineConfigs = machines.redacted;
    this.kubeconfig = machines.kubeconfig;
    this.nodes(machines);
    const [bastion, clientVpn] = [this.bastion(endpoints), this.clientVpn()];
    this.waysIn = {
      ...(bastion && { bastionInstanceId: bastion.instanceId }),
      ...(clientVpn && { clientVpnEndpointId: clientVpn.endpointId }),
    };
    this.vpcId = this.network.vpcId;
    this.registerOutputs({ ...policyFacts(plan), vpcId: this.vpcId, alarmTopicArn: this.alarmTopicArn });
  }

  private part(): pulumi.ComponentResourceOptions {
    return { parent: this };
  }

  private makeNetwork(): Network {
    const { plan } = this;
    return new Network(
      "network",
      {
        network: plan.network,
        s3: plan.endpoints.s3,
        flowLogGroupArn: planned(this.logGroups.arns["flow-logs"], "log group flow-logs"),
        flowLogRoleArn: this.roleArn("flow-logs"),
        prefix: plan.prefix,
        tags: plan.tags,
      },
      this.part(),
    );
  }

  private firewall(): SecurityGroups {
    const { plan, network } = this;
    new NetworkAcls(
      "network-acls",
      {
        acls: plan.networkAcls,
        vpcId: network.vpcId,
        subnetIdsOf: (segment) => network.subnetIdsOf(segment),
        prefix: plan.prefix,
        tags: plan.tags,
      },
      this.part(),
    );
    return new SecurityGroups(
      "security-groups",
      {
        groups: plan.securityGroups,
        vpcId: network.vpcId,
        s3PrefixListId: network.s3PrefixListId,
        tags: plan.tags,
      },
      this.part(),
    );
  }

  private privateEndpoints(): InterfaceEndpoints {
    return new InterfaceEndpoints(
      "interface-endpoints",
      {
        endpoints: this.plan.endpoints.interfaces,
        vpcId: this.network.vpcId,
        subnetIds: this.network.subnetIdsOf("endpoints"),
        securityGroupId: this.securityGroups.id("endpoint"),
        prefix: this.plan.prefix,
        tags: this.plan.tags,
      },
      this.part(),
    );
  }

  private api(): Readonly<Record<string, pulumi.Output<string>>> {
    const { plan, network } = this;
    const names: Record<string, pulumi.Output<string>> = {};
    for (const loadBalancer of plan.apiLoadBalancers) {
      const made = new ApiLoadBalancer(
        `api-load-balancer-${loadBalancer.key}`,
        {
          loadBalancer,
          vpcId: network.vpcId,
          subnetIds: this.network.subnetIdsOf(loadBalancer.segment),
          securityGroupId: this.securityGroups.id(loadBalancer.role),
          after: loadBalancer.internal ? [] : network.internetGateway,
          targets: plan.controlPlane.nodes,
          tags: plan.tags,
        },
        this.part(),
      );
      names[loadBalancer.key] = made.dnsName;
      if (loadBalancer.key !== "internal") continue;
      new Dns("dns", { dns: plan.dns, vpcId: network.vpcId, loadBalancer: made, tags: plan.tags }, this.part());
    }
    return names;
  }

  private machines({ imported, now }: EnvironmentArgs): Machines {
    const { plan, keys } = this;
    return new Machines(
      "machines",
      {
        machines: plan.machines,
        secrets: plan.secrets,
        ...(imported === undefined ? {} : { imported }),
        keyArns: keys.arns,
        now,
        tags: plan.tags,
      },
      this.part(),
    );
  }

  private nodes(machines: Machines): void {
    const { plan, network, securityGroups, keys } = this;
    const controlPlane = new ControlPlane(
      "control-plane",
      {
        controlPlane: plan.controlPlane,
        bootFirewall: plan.bootFirewall,
        subnetIds: network.subnetIds,
        securityGroupId: securityGroups.id("control-plane"),
        instanceProfileName: this.instanceProfile("control-plane"),
        volumesKeyArn: keys.arns.volumes,
        configs: machines.controlPlaneConfigs,
        tags: plan.tags,
      },
      this.part(),
    );
    new Workers(
      "workers",
      {
        workers: plan.workers,
        userData: machines.workerUserData,
        subnetIds: network.subnetIds,
        securityGroupId: securityGroups.id("worker"),
        instanceProfileName: this.instanceProfile("worker"),
        volumesKeyArn: keys.arns.volumes,
        serviceLinkedRoleArn: this.roles.autoscalingServiceRole.arn,
        after: controlPlane.instances,
        tags: plan.tags,
      },
      this.part(),
    );
  }

  private bastion(endpoints: InterfaceEndpoints): Bastion | undefined {
    const { bastion } = this.plan.access;
    if (bastion === undefined) return undefined;
    return new Bastion(
      "bastion",
      {
        bastion,
        subnetIds: this.network.subnetIds,
        securityGroupId: this.securityGroups.id("admin"),
        instanceProfileName: this.instanceProfile("bastion"),
        volumesKeyArn: this.keys.arns.volumes,
        after: [...endpoints.resources, ...(this.roles.policies.bastion ?? [])],
        tags: this.plan.tags,
      },
      this.part(),
    );
  }

  private clientVpn(): ClientVpn | undefined {
    const { clientVpn } = this.plan.access;
    if (clientVpn === undefined) return undefined;
    return new ClientVpn(
      "client-vpn",
      {
        clientVpn,
        vpcId: this.network.vpcId,
        subnetIds: this.network.subnetIds,
        securityGroupId: this.securityGroups.id("admin"),
        logGroupName: planned(this.logGroups.names["client-vpn"], "log group client-vpn"),
        tags: this.plan.tags,
      },
      this.part(),
    );
  }

  private roleArn(key: RoleKey): pulumi.Output<string> {
    return planned(this.roles.arns[key], `role ${key}`);
  }

  private instanceProfile(key: RoleKey): pulumi.Output<string> {
    return planned(this.roles.instanceProfileNames[key], `instance profile ${key}`);
  }
}
