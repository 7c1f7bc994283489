/** A stand-in provider as the engine starts it: `provider-plugin.ts <name>`, and the engine's address. */
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { AwsModel } from "./aws-model";
import { Cloud } from "./cloud";
import { KeyModel } from "./key-model";
import { KubernetesModel } from "./kubernetes-model";
import { CLOUD_FOLDER } from "./names";
import { servePlugin } from "./plugin-server";
import type { ProviderModel } from "./provider-model";
import { providerService } from "./provider-service";

const MODELS: Readonly<Record<string, (version: string) => ProviderModel>> = {
  aws: (version) => new AwsModel(version, new Cloud(cloudFolder())),
  kubernetes: (version) => new KubernetesModel(version, new Cloud(cloudFolder())),
  tls: (version) => new KeyModel(version),
  random: (version) => new KeyModel(version),
};

const [name = ""] = process.argv.slice(2);
const model = MODELS[name];
if (model === undefined) throw new Error(`no stand-in of the provider ${name}`);
servePlugin(ResourceProviderService, providerService(model(packageVersion())));

/** Of the provider's package, which programs ask for; a provider whose package the project does not have is asked for without a version. */
function packageVersion(): string {
  try {
    return (require(`@pulumi/${name}/package.json`) as { readonly version: string }).version;
  } catch {
    return "0.0.0";
  }
}

function cloudFolder(): string {
  const folder = process.env[CLOUD_FOLDER] ?? "";
  if (folder === "") throw new Error(`${CLOUD_FOLDER} names no folder; stand-ins are started by npm run rehearse`);
  return folder;
}
