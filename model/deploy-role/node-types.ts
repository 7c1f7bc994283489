/** Nodes, the roles they take, and what the bastion's sessions need. */
import type { TypeRow } from "./type-row";

const TAGS = "CreateTags DeleteTags";
/** What EC2 does with the volumes key in the caller's name when a volume is made from an image's snapshot. */
const VOLUME_KEY =
  "kms:CreateGrant kms:Decrypt kms:DescribeKey kms:GenerateDataKeyWithoutPlaintext kms:ReEncryptFrom kms:ReEncryptTo";
/** Auto Scaling tries the launch in the caller's name before it takes a launch template. */
const TRIAL_LAUNCH = "ec2:RunInstances ec2:CreateTags iam:PassRole";

// biome-ignore format: one type a line
export const NODE_TYPES: Readonly<Record<string, TypeRow>> = {
  "aws:ec2/getAmi:getAmi": { service: "ec2", read: "DescribeImages" },
  "aws:ec2/networkInterface:NetworkInterface": { service: "ec2", create: "CreateNetworkInterface CreateTags", read: "DescribeNetworkInterfaces", update: `ModifyNetworkInterfaceAttribute AssignPrivateIpAddresses UnassignPrivateIpAddresses ${TAGS}`, delete: "DetachNetworkInterface DeleteNetworkInterface" },
  "aws:ec2/instance:Instance": { service: "ec2", create: `RunInstances CreateTags MonitorInstances iam:PassRole iam:GetInstanceProfile ${VOLUME_KEY}`, read: "DescribeInstances DescribeInstanceAttribute DescribeInstanceCreditSpecifications DescribeInstanceTypes DescribeImages DescribeSubnets DescribeTags DescribeVolumes DescribeVpcs", update: `ModifyInstanceAttribute ModifyInstanceMetadataOptions MonitorInstances UnmonitorInstances StopInstances StartInstances ModifyVolume DescribeVolumesModifications DescribeIamInstanceProfileAssociations AssociateIamInstanceProfile DisassociateIamInstanceProfile ReplaceIamInstanceProfileAssociation iam:PassRole ${TAGS}`, delete: "ModifyInstanceAttribute TerminateInstances" },
  "aws:ec2/launchTemplate:LaunchTemplate": { service: "ec2", create: "CreateLaunchTemplate CreateTags", read: "DescribeLaunchTemplates DescribeLaunchTemplateVersions", update: `CreateLaunchTemplateVersion ModifyLaunchTemplate ${TAGS}`, delete: "DeleteLaunchTemplate" },
  "aws:autoscaling/group:Group": { service: "autoscaling", create: `CreateAutoScalingGroup CreateOrUpdateTags SuspendProcesses ${TRIAL_LAUNCH}`, read: "DescribeAutoScalingGroups DescribeScalingActivities DescribeInstanceRefreshes ec2:DescribeLaunchTemplateVersions", update: `UpdateAutoScalingGroup StartInstanceRefresh CancelInstanceRefresh SuspendProcesses ResumeProcesses CreateOrUpdateTags DeleteTags ${TRIAL_LAUNCH}`, delete: "UpdateAutoScalingGroup DeleteAutoScalingGroup" },
  "aws:iam/role:Role": { service: "iam", create: "CreateRole TagRole", read: "GetRole GetRolePolicy ListRolePolicies ListAttachedRolePolicies", update: "PutRolePermissionsBoundary UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription TagRole UntagRole", delete: "ListInstanceProfilesForRole ListRolePolicies ListAttachedRolePolicies DeleteRole" },
  "aws:iam/rolePolicy:RolePolicy": { service: "iam", create: "PutRolePolicy", read: "GetRolePolicy", update: "PutRolePolicy", delete: "DeleteRolePolicy" },
  "aws:iam/instanceProfile:InstanceProfile": { service: "iam", create: "CreateInstanceProfile TagInstanceProfile AddRoleToInstanceProfile PassRole", read: "GetInstanceProfile GetRole", update: "AddRoleToInstanceProfile RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile PassRole", delete: "RemoveRoleFromInstanceProfile DeleteInstanceProfile" },
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": { service: "iam", create: "CreateServiceLinkedRole TagRole", read: "GetRole", update: "UpdateRoleDescription TagRole UntagRole", delete: "DeleteServiceLinkedRole GetServiceLinkedRoleDeletionStatus" },
  "aws:ssm/document:Document": { service: "ssm", create: "CreateDocument AddTagsToResource", read: "DescribeDocument GetDocument DescribeDocumentPermission ListTagsForResource", update: "UpdateDocument UpdateDocumentDefaultVersion AddTagsToResource RemoveTagsFromResource", delete: "DeleteDocument" },
};
