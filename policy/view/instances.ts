/** Types that start instances. */
export const INSTANCE = "aws:ec2/instance:Instance";
/** Takes what an instance takes. */
export const SPOT_INSTANCE = "aws:ec2/spotInstanceRequest:SpotInstanceRequest";
export const INSTANCE_TYPES = [INSTANCE, SPOT_INSTANCE] as const;
export const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
export const LAUNCH_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration";
