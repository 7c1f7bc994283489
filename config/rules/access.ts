/** Ways in that are complete and do not contradict the network. */
import { architectureOf } from "../instance-type";
import { destinations, isBehindTransitGateway } from "./destinations";
import { type Rule, when } from "./rule";

const wayIn: Rule = ({ access }) =>
  when(
    access !== undefined && "bastion" in access === false && "clientVpn" in access === false,
    ["access"],
    "must have at least one way in",
    "add access.bastion or access.clientVpn",
  );

const transitGateway: Rule = (sections) => {
  const { access } = sections;
  const networks = access?.adminCidrs;
  if (access === undefined || networks === undefined) return [];
  const given = "transitGatewayId" in access;
  return [
    ...when(
      networks.length > 0 && !given,
      ["access", "adminCidrs"],
      "need a transit gateway",
      "set access.transitGatewayId, or remove them",
    ),
    ...when(
      given &&
        networks.length === 0 &&
        destinations(sections).every(({ block }) => isBehindTransitGateway(sections, block) === false),
      ["access", "transitGatewayId"],
      "has no network behind it",
      "set access.adminCidrs or a private network of the collector or a mirror, or remove it",
    ),
  ];
};

const isolatedApi: Rule = ({ access, network }) =>
  when(
    network?.mode === "isolated" && access?.api?.exposure === "allow-list",
    ["access", "api", "exposure"],
    "must be private when network.mode is isolated",
    'use "private": there is no internet gateway to arrive by',
  );

/** A /20 has /27 subnets for associations. */
const SMALLEST_WITH_VPN = 19;

const vpnSubnets: Rule = ({ access, network }) => {
  const prefix = Number(network?.vpcCidr?.split("/")[1]);
  return when(
    access?.clientVpn !== undefined && prefix > SMALLEST_WITH_VPN,
    ["network", "vpcCidr"],
    `is smaller than /${SMALLEST_WITH_VPN}, with access.clientVpn`,
    `use at least a /${SMALLEST_WITH_VPN}: an association needs 20 free addresses of its subnet at all times`,
  );
};

const accessGroup: Rule = ({ access }) => {
  const vpn = access?.clientVpn;
  return when(
    vpn?.accessGroupId !== undefined && "samlProviderArn" in vpn === false,
    ["access", "clientVpn", "accessGroupId"],
    "needs a SAML provider",
    "set access.clientVpn.samlProviderArn: client certificates carry no group",
  );
};

const bastionArchitecture: Rule = ({ access }) => {
  const bastion = access?.bastion;
  const image = bastion?.image;
  const type = bastion?.instanceType;
  if (type === undefined || image === undefined || !("name" in image) || image.name === undefined) return [];
  const named = /arm64|aarch64/.test(image.name) ? "arm64" : /x86_64|amd64/.test(image.name) ? "amd64" : undefined;
  return when(
    named !== undefined && named !== architectureOf(type),
    ["access", "bastion", "instanceType"],
    `is ${architectureOf(type)}, but the image is ${named} by its name`,
    "use an instance type and an image of one architecture",
  );
};

export const ACCESS_RULES: readonly Rule[] = [
  wayIn,
  transitGateway,
  isolatedApi,
  vpnSubnets,
  accessGroup,
  bastionArchitecture,
];
