import type { Region } from "@pulumi/aws";
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import { DestroyGuard } from "./components/destroy-guard";
import { Environment } from "./components/environment";
import { ConfigError } from "./config/error";
import { loadConfig, pulumiConfigSource } from "./config/load";
import { buildPlan, planProblems } from "./model/plan";

/** Every problem of the configuration, without a stack trace: the reader wrote a stack file, not this program. */
function load(): ReturnType<typeof loadConfig> {
  try {
    return loadConfig(pulumiConfigSource(), planProblems);
  } catch (error) {
    throw error instanceof ConfigError ? new pulumi.RunError(error.message) : error;
  }
}

const { config, secrets } = load();
const plan = buildPlan(config);

// The account is refused before anything is created: credentials of another environment cannot build this one.
const provider = new Provider("aws", {
  region: plan.account.region as Region,
  allowedAccountIds: [plan.account.id],
});

const environment = new Environment(
  "environment",
  {
    plan,
    ...(secrets.alarmWebhook === undefined ? {} : { alarmWebhook: secrets.alarmWebhook }),
    ...(secrets.secretsBundle === undefined
      ? {}
      : {
          imported: {
            text: secrets.secretsBundle,
            ...(secrets.secretsBundleIdentity === undefined ? {} : { identity: secrets.secretsBundleIdentity }),
          },
        }),
    now: new Date(),
  },
  { providers: { aws: provider } },
);

new DestroyGuard("destroy-guard", { protect: plan.storage.protect, guards: environment });

export const apiEndpoint = plan.machines.cluster.endpoint;
export const controlPlaneAddresses = plan.controlPlane.nodes.map((node) => node.address);
export const vpcId = environment.vpcId;
export const alarmTopicArn = environment.alarmTopicArn;
/** DNS names of the load balancers: what callers use who cannot resolve the API's own name. */
export const apiLoadBalancers = environment.apiLoadBalancers;
export const waysIn = environment.waysIn;
/** Configurations of the nodes, each secret replaced by its keyed digest: a preview shows what changes in them. */
export const machineConfigs = environment.machineConfigs;
