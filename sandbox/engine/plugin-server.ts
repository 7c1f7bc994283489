/** What every plugin of the Pulumi engine does: serves on loopback, says its port on standard output, and ends when the engine is gone. */
import * as grpc from "@grpc/grpc-js";

/** Milliseconds between two looks at the engine: after a kill no plugin may stay behind and answer the next engine's world with old answers. */
const ENGINE_WATCH = 100;

/** 400 MiB, the engine's own limit of a message. */
const MESSAGE_LIMIT = 400 * 2 ** 20;

export function servePlugin(service: grpc.ServiceDefinition, implementation: grpc.UntypedServiceImplementation): void {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MESSAGE_LIMIT,
    "grpc.max_send_message_length": MESSAGE_LIMIT,
  });
  server.addService(service, implementation);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
  });
  endWithEngine();
}

/** A process whose parent ends gets another one. */
function endWithEngine(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(0);
  }, ENGINE_WATCH);
}

export type Unary<Request, Response> = (request: Request) => Response | Promise<Response>;

/** A call that answers once; what it throws is the call's error, message and all. */
export function unary<Request, Response>(answer: Unary<Request, Response>): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) =>
          callback({
            code: grpc.status.UNKNOWN,
            details: error instanceof Error ? error.message : String(error),
          }),
      );
  };
}
