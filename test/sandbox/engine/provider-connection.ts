/** A stand-in as the engine talks to it: over gRPC, in this process or in one of its own. */
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { PropertyMap } from "../../../sandbox/deployment";
import type { ProviderModel } from "../../../sandbox/engine/provider-model";
import { providerService } from "../../../sandbox/engine/provider-service";

export interface Connection {
  readonly client: ResourceProviderClient;
  close(): void;
}

export async function served(model: ProviderModel): Promise<Connection> {
  const server = new grpc.Server();
  server.addService(ResourceProviderService, providerService(model));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const client = connected(port);
  return {
    client,
    close: () => {
      client.close();
      server.forceShutdown();
    },
  };
}

export function connected(port: number): ResourceProviderClient {
  return new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
}

/** One call, as a promise. */
export function asked<Request, Response>(
  call: (request: Request, callback: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
  request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call(request, (error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

export function struct(map: PropertyMap): Struct {
  return Struct.fromJavaScript(map as Parameters<typeof Struct.fromJavaScript>[0]);
}

export function mapOf(value: Struct | undefined): PropertyMap {
  return (value?.toJavaScript() ?? {}) as PropertyMap;
}
