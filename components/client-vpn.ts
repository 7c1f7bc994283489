import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ec2clientvpn from "@pulumi/aws/ec2clientvpn";
import type * as pulumi from "@pulumi/pulumi";
import type { ClientVpnPlan } from "../model/access";
import { Component, tagged } from "./component";
import { type SubnetIds, subnetOf } from "./instance";

export interface ClientVpnArgs {
  readonly clientVpn: ClientVpnPlan;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: SubnetIds;
  /** The admin group: what clients may reach, whatever the authorization rules say. */
  readonly securityGroupId: pulumi.Input<string>;
  /** Log group of the connection log. */
  readonly logGroupName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Client VPN: certificate (and SAML) sign-in, split tunnel, every connection logged, and a rule for each network that may be reached. */
export class ClientVpn extends Component {
  readonly endpointId: pulumi.Output<string>;

  constructor(name: string, args: ClientVpnArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:aws:ClientVpn", name, opts);
    const { clientVpn } = args;
    this.endpointId = this.endpoint(args).id;
    // In every zone: the loss of one zone locks nobody out.
    for (const zoneKey of clientVpn.zoneKeys) {
      new ec2clientvpn.NetworkAssociation(
        `${name}-${zoneKey}`,
        {
          clientVpnEndpointId: this.endpointId,
          subnetId: subnetOf(args.subnetIds, "management", zoneKey),
        },
        this.child(),
      );
    }
    for (const { key, cidr, description, accessGroupId } of clientVpn.authorizations) {
      new ec2clientvpn.AuthorizationRule(
        `${name}-${key}`,
        {
          clientVpnEndpointId: this.endpointId,
          targetNetworkCidr: cidr,
          description,
          ...(accessGroupId === undefined ? { authorizeAllGroups: true } : { accessGroupId }),
        },
        this.child(),
      );
    }
    this.registerOutputs({ endpointId: this.endpointId });
  }

  private endpoint(args: ClientVpnArgs): ec2clientvpn.Endpoint {
    const { clientVpn } = args;
    const stream = new cloudwatch.LogStream(
      this.name,
      { name: "connections", logGroupName: args.logGroupName },
      this.child(),
    );
    return new ec2clientvpn.Endpoint(
      this.name,
      {
        description: clientVpn.name,
        clientCidrBlock: clientVpn.clientCidr,
        serverCertificateArn: clientVpn.serverCertificateArn,
        authenticationOptions: [
          { type: "certificate-authentication", rootCertificateChainArn: clientVpn.clientCaCertificateArn },
          ...(clientVpn.samlProviderArn === undefined
            ? []
            : [{ type: "federated-authentication", samlProviderArn: clientVpn.samlProviderArn }]),
        ],
        connectionLogOptions: {
          enabled: true,
          cloudwatchLogGroup: args.logGroupName,
          cloudwatchLogStream: stream.name,
        },
        // Only traffic for the networks below enters the tunnel: a client's own internet traffic is not the cluster's business.
        splitTunnel: true,
        transportProtocol: "udp",
        vpnPort: 443,
        dnsServers: [clientVpn.dnsServer],
        sessionTimeoutHours: clientVpn.sessionHours,
        disconnectOnSessionTimeout: true,
        selfServicePortal: "disabled",
        vpcId: args.vpcId,
        securityGroupIds: [args.securityGroupId],
        tags: tagged(args.tags, clientVpn.name, { "palisade:role": "admin" }),
      },
      this.child(),
    );
  }
}
