/**
 * Stand-in for the Pulumi engine's resource monitor: runs the real program with no CLI, provider plugin, credentials or network, and records
 * every registration in the form of `pulumi stack export`. Provider behaviour (ids, computed outputs) is `aws-resource-model`.
 */
import "./late-typescript";

import * as pulumi from "@pulumi/pulumi";
import * as resourceProto from "@pulumi/pulumi/proto/resource_pb";
import { computedOutputs, invokeAnswer, NOWHERE, type Place, placeOf } from "./aws-resource-model";
import {
  type Deployment,
  type DeploymentResource,
  type PropertyMap,
  type PropertyValue,
  REDACTED_SECRET,
  SECRET_SIGNATURE,
  SIGNATURE_KEY,
} from "./deployment";
import { withoutBookkeeping } from "./sdk-bookkeeping";

export interface RecordOptions {
  readonly project: string;
  readonly stack: string;
  /** Full keys ("palisade:network"), values as strings, as the engine passes them. */
  readonly config?: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
  /**
   * "recorded" (default): each resource gets a deterministic id and the outputs a provider would compute, so that every reference resolves.
   * "unknown": ids and computed outputs stay unknown, as in the engine's preview of a stack that does not exist yet.
   */
  readonly ids?: "recorded" | "unknown";
}

export interface RecordedStack {
  readonly deployment: Deployment;
  /** The program's exports; secrets unwrapped nowhere. */
  readonly outputs: PropertyMap;
  readonly registrations: number;
}

/** Runs `program` as the engine would run `index.ts` and returns what it registered, in registration order. Rejects with the program's own error. */
export async function record(options: RecordOptions, program: () => unknown): Promise<RecordedStack> {
  const monitor = new RecordingMonitor(options);
  await attach(monitor, options);
  const guarded = guard(program);
  try {
    await withRejectionsReported(() =>
      withoutBookkeeping(async () => {
        await pulumi.runtime.runInPulumiStack(guarded.run);
        await pulumi.runtime.disconnect();
      }),
    );
  } catch (error) {
    throw monitor.failure ?? error;
  }
  if (guarded.thrown !== undefined) throw guarded.thrown.error;
  if (monitor.failure) throw monitor.failure;
  return monitor.recorded();
}

/** What the program throws is kept here: inside the SDK it would reject a promise that nobody awaits. */
function guard(program: () => unknown) {
  const guarded: { thrown?: { readonly error: unknown }; run: () => Promise<Record<string, unknown>> } = {
    run: async () => {
      try {
        return ((await program()) ?? {}) as Record<string, unknown>;
      } catch (error) {
        guarded.thrown = { error };
        return {};
      }
    },
  };
  return guarded;
}

/** A rejected promise inside the SDK (a failed registration, a throwing `apply`) belongs to the program that is being recorded. */
async function withRejectionsReported(run: () => Promise<void>): Promise<void> {
  let failed: (error: unknown) => void = () => {};
  const rejection = new Promise<never>((_, reject) => {
    failed = reject;
  });
  // Also awaited below; this keeps a rejection that comes after the run from being unhandled itself.
  rejection.catch(() => {});
  process.on("unhandledRejection", failed);
  try {
    await Promise.race([run(), rejection]);
    // Rejections are reported after the microtask queue has drained.
    await Promise.race([new Promise((resolve) => setImmediate(resolve)), rejection]);
  } finally {
    process.off("unhandledRejection", failed);
  }
}

async function attach(monitor: RecordingMonitor, options: RecordOptions): Promise<void> {
  const never = () => {
    throw new Error("the recording monitor answers every call itself");
  };
  // setMocks declares which engine features exist; setMockOptions then puts our monitor in its place.
  await pulumi.runtime.setMocks({ call: never, newResource: never }, options.project, options.stack, true);
  pulumi.runtime.setMockOptions(monitor, options.project, options.stack, true);
  pulumi.runtime.setAllConfig({ ...options.config }, [...(options.secretKeys ?? [])]);
}

type Callback<T> = (error: Error | null, response?: T) => void;

interface RegisterResponse {
  getUrn(): string;
  getId(): string;
  getObject(): ProtoStruct;
  getPropertydependenciesMap(): undefined;
  getResult(): 0;
  getUnknown(): false;
}

/** What the SDK asks of a Struct in a response. */
interface ProtoStruct {
  toJavaScript(): PropertyMap;
}

interface InvokeAnswer {
  getReturn(): ProtoStruct;
  getFailuresList(): readonly never[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class RecordingMonitor {
  private readonly resources: Mutable<DeploymentResource>[] = [];
  private readonly byUrn = new Map<string, Mutable<DeploymentResource>>();
  private readonly options: RecordOptions;
  /**
   * First refusal. The call itself is still answered: a rejected registration rejects every output of the resource, and the SDK leaves those
   * promises unhandled.
   */
  failure: Error | undefined;

  constructor(options: RecordOptions) {
    this.options = options;
  }

  recorded(): RecordedStack {
    const stack = this.resources.find((resource) => resource.type === "pulumi:pulumi:Stack");
    return {
      deployment: {
        version: 3,
        deployment: {
          manifest: { time: "1970-01-01T00:00:00Z", magic: "", version: "" },
          resources: this.resources,
        },
      },
      outputs: stack?.outputs ?? {},
      registrations: this.resources.length,
    };
  }

  registerResource(request: resourceProto.RegisterResourceRequest, callback: Callback<RegisterResponse>): void {
    callback(null, this.register(request));
  }

  registerResourceOutputs(request: resourceProto.RegisterResourceOutputsRequest, callback: Callback<object>): void {
    const resource = this.byUrn.get(request.getUrn());
    if (resource) resource.outputs = redacted((request.getOutputs()?.toJavaScript() ?? {}) as PropertyMap);
    callback(null, {});
  }

  invoke(request: resourceProto.ResourceInvokeRequest, callback: Callback<InvokeAnswer>): void {
    const token = request.getTok();
    const answer = invokeAnswer(token, (request.getArgs()?.toJavaScript() ?? {}) as PropertyMap);
    if (answer === undefined)
      this.fail(`no recorded answer for the function ${token}; add one to sandbox/aws-resource-model.ts`);
    callback(null, { getReturn: () => ({ toJavaScript: () => answer ?? {} }), getFailuresList: () => [] });
  }

  getDeploymentInfo(_request: object, callback: Callback<resourceProto.DeploymentInfo>): void {
    const feature = resourceProto.ResourceMonitorFeature;
    const info = new resourceProto.DeploymentInfo();
    // Output values are left out: inputs would arrive wrapped, while state files hold the plain wire form with marked secrets.
    info.setSupportedfeaturesList([
      feature.RESOURCE_MONITOR_FEATURE_SECRETS,
      feature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
      feature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
      feature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
      feature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    ]);
    callback(null, info);
  }

  close(): void {}

  private register(request: resourceProto.RegisterResourceRequest): RegisterResponse {
    const type = request.getType();
    const parent = request.getParent();
    const urn = this.urnOf(parent, type, request.getName());
    if (this.byUrn.has(urn)) this.fail(`duplicate resource URN '${urn}'; give every resource a name of its own`);
    const wireInputs = (request.getObject()?.toJavaScript() ?? {}) as PropertyMap;
    const inputs = redacted(wireInputs);
    const custom = request.getCustom();
    const known = this.options.ids !== "unknown";
    const computed =
      custom && known
        ? computedOutputs(type, urn, inputs, this.placeOf(request.getProvider()))
        : { id: "", outputs: {} };
    const resource: Mutable<DeploymentResource> = {
      urn,
      custom,
      ...(custom && computed.id ? { id: computed.id } : {}),
      type,
      inputs,
      outputs: custom ? { ...inputs, ...computed.outputs } : {},
      ...(parent ? { parent } : {}),
      ...(request.getProtect() ? { protect: true } : {}),
      ...(request.getRetainondelete() ? { retainOnDelete: true } : {}),
      dependencies: [...request.getDependenciesList()].sort(),
      propertyDependencies: propertyDependencies(request),
      ...(request.getProvider() ? { provider: request.getProvider() } : {}),
      ...list("ignoreChanges", request.getIgnorechangesList()),
      ...list("additionalSecretOutputs", request.getAdditionalsecretoutputsList()),
      ...(request.getDeletedwith() ? { deletedWith: request.getDeletedwith() } : {}),
    };
    this.byUrn.set(urn, resource);
    this.resources.push(resource);
    const answer: PropertyMap = { ...wireInputs, ...computed.outputs };
    return {
      getUrn: () => urn,
      getId: () => computed.id,
      getObject: () => ({ toJavaScript: () => answer }),
      getPropertydependenciesMap: () => undefined,
      getResult: () => 0,
      getUnknown: () => false,
    };
  }

  /** A resource names its provider as "<urn>::<id>". */
  private placeOf(provider: string): Place {
    const made = this.byUrn.get(provider.slice(0, provider.lastIndexOf("::")));
    return made === undefined ? NOWHERE : placeOf(made.inputs);
  }

  private fail(message: string): void {
    this.failure ??= new Error(message);
  }

  /** A URN holds the types of all ancestors below the stack, joined by "$". */
  private urnOf(parent: string, type: string, name: string): string {
    const parentType = parent.split("::")[2];
    const qualified = parentType && parentType !== "pulumi:pulumi:Stack" ? `${parentType}$${type}` : type;
    return `urn:pulumi:${this.options.stack}::${this.options.project}::${qualified}::${name}`;
  }
}

function propertyDependencies(request: resourceProto.RegisterResourceRequest): Record<string, readonly string[]> {
  const dependencies: Record<string, readonly string[]> = {};
  for (const [property, urns] of request.getPropertydependenciesMap().entries()) {
    const list = urns.getUrnsList();
    if (list.length > 0) dependencies[property] = [...list].sort();
  }
  return dependencies;
}

function list(
  key: "ignoreChanges" | "additionalSecretOutputs",
  values: readonly string[],
): Partial<DeploymentResource> {
  return values.length > 0 ? { [key]: [...values] } : {};
}

/** Drops the value of every secret and keeps its mark. */
function redacted(value: PropertyMap): PropertyMap {
  return redactedValue(value) as PropertyMap;
}

function redactedValue(value: PropertyValue): PropertyValue {
  if (value === null || typeof value !== "object" || !holdsSecret(value)) return value;
  if (Array.isArray(value)) return value.map(redactedValue);
  const map = value as PropertyMap;
  if (map[SIGNATURE_KEY] === SECRET_SIGNATURE) return REDACTED_SECRET;
  return Object.fromEntries(Object.entries(map).map(([key, child]) => [key, redactedValue(child)]));
}

/** Most values hold none, and a copy of each would be as large as the state. */
function holdsSecret(value: object): boolean {
  if ((value as PropertyMap)[SIGNATURE_KEY] === SECRET_SIGNATURE) return true;
  return Object.values(value).some((child) => typeof child === "object" && child !== null && holdsSecret(child));
}
