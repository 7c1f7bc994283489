/**
 * Stand-in for the Pulumi engine's resource monitor: runs the real program with no CLI, provider plugin, credentials or network, and records
 * every registration in the form of `pulumi stack export`. Provider behaviour (ids, computed outputs) is `aws-resource-model`.
 */
import * as pulumi from "@pulumi/pulumi";
import * as resourceProto from "@pulumi/pulumi/proto/resource_pb";
import { computedOutputs, invokeAnswer, NOWHERE, type Place, placeOf } from "./aws-resource-model";
import type { Deployment, DeploymentResource, PropertyMap, PropertyValue } from "./deployment";
import { keyOutputs } from "./key-resource-model";
import { withoutBookkeeping } from "./sdk-bookkeeping";
import { inClear, marked, redacted } from "./secret-marks";
import { sourcePosition } from "./source-position";
import { ThrowAwayKeys } from "./throw-away-keys";
import { Turns } from "./turns";
import { withRejectionsReported } from "./unhandled-rejections";

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
  /** Keys for the stand-in of the tls provider; new ones by default. */
  readonly keys?: ThrowAwayKeys;
  /** Folder of the program: each resource tells the place in it that made it. */
  readonly sources?: string;
}

export interface RecordedStack {
  /** Without the values of secrets: for files. */
  readonly deployment: Deployment;
  /** With them, as the engine hands resources to a policy pack. Never written, never printed. */
  readonly judged: Deployment;
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
      withoutBookkeeping(
        async () => {
          await pulumi.runtime.runInPulumiStack(guarded.run);
          await pulumi.runtime.disconnect();
        },
        { callSites: options.sources !== undefined },
      ),
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
  /** As the program gave them, secrets marked and in clear. */
  private readonly resources: Mutable<DeploymentResource>[] = [];
  private readonly byUrn = new Map<string, Mutable<DeploymentResource>>();
  private readonly options: RecordOptions;
  private readonly keys: ThrowAwayKeys;
  private readonly turns = new Turns();
  /**
   * First refusal. The call itself is still answered: a rejected registration rejects every output of the resource, and the SDK leaves those
   * promises unhandled.
   */
  failure: Error | undefined;

  constructor(options: RecordOptions) {
    this.options = options;
    this.keys = options.keys ?? new ThrowAwayKeys();
  }

  recorded(): RecordedStack {
    const resources = this.resources.map(withoutSecrets);
    const stack = resources.find((resource) => resource.type === "pulumi:pulumi:Stack");
    return {
      deployment: deploymentOf(resources),
      judged: deploymentOf(this.resources),
      outputs: stack?.outputs ?? {},
      registrations: resources.length,
    };
  }

  registerResource(request: resourceProto.RegisterResourceRequest, callback: Callback<RegisterResponse>): void {
    const { answer, later } = this.register(request);
    if (later === undefined) callback(null, answer({}));
    else {
      this.turns
        .take(later)
        .then((outputs) => callback(null, answer(outputs)))
        .catch((error: unknown) => {
          this.fail(error instanceof Error ? error.message : String(error));
          callback(null, answer({}));
        });
    }
  }

  registerResourceOutputs(request: resourceProto.RegisterResourceOutputsRequest, callback: Callback<object>): void {
    const resource = this.byUrn.get(request.getUrn());
    if (resource) resource.outputs = (request.getOutputs()?.toJavaScript() ?? {}) as PropertyMap;
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

  private register(request: resourceProto.RegisterResourceRequest): Registration {
    const type = request.getType();
    const parent = request.getParent();
    const urn = this.urnOf(parent, type, request.getName());
    if (this.byUrn.has(urn)) this.fail(`duplicate resource URN '${urn}'; give every resource a name of its own`);
    const inputs = (request.getObject()?.toJavaScript() ?? {}) as PropertyMap;
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
      ...sourcePosition(request, this.options.sources),
      ...list("ignoreChanges", request.getIgnorechangesList()),
      ...list("additionalSecretOutputs", request.getAdditionalsecretoutputsList()),
      ...list("aliases", this.aliasesOf(request)),
      ...(request.getDeletedwith() ? { deletedWith: request.getDeletedwith() } : {}),
      ...(request.getReplacementTrigger() === undefined
        ? {}
        : { replacementTrigger: request.getReplacementTrigger()?.toJavaScript() as PropertyValue }),
    };
    this.byUrn.set(urn, resource);
    this.resources.push(resource);
    const secretOutputs = request.getAdditionalsecretoutputsList();
    const answer = (later: PropertyMap): RegisterResponse => {
      const outputs: PropertyMap = { ...inputs, ...computed.outputs, ...marked(later, secretOutputs) };
      if (custom) resource.outputs = outputs;
      return {
        getUrn: () => urn,
        getId: () => computed.id,
        getObject: () => ({ toJavaScript: () => outputs }),
        getPropertydependenciesMap: () => undefined,
        getResult: () => 0,
        getUnknown: () => false,
      };
    };
    const later = custom && known ? keyOutputs(type, urn, inClear(inputs) as PropertyMap, this.keys) : undefined;
    return { answer, later };
  }

  /** URNs that the resource had before: what an alias does not say is as it is now. */
  private aliasesOf(request: resourceProto.RegisterResourceRequest): readonly string[] {
    return [
      ...request.getAliasurnsList(),
      ...request.getAliasesList().map((alias) => {
        const spec = alias.getSpec();
        if (spec === undefined) return alias.getUrn();
        const parent = spec.getNoparent() ? "" : spec.getParenturn() || request.getParent();
        return this.urnOf(parent, spec.getType() || request.getType(), spec.getName() || request.getName());
      }),
    ];
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
  key: "ignoreChanges" | "additionalSecretOutputs" | "aliases",
  values: readonly string[],
): Partial<DeploymentResource> {
  return values.length > 0 ? { [key]: [...values] } : {};
}

/** What is answered, and what a provider computes for it first, where that takes a while. */
interface Registration {
  readonly answer: (later: PropertyMap) => RegisterResponse;
  readonly later: Promise<PropertyMap> | undefined;
}

function deploymentOf(resources: readonly DeploymentResource[]): Deployment {
  return {
    version: 3,
    deployment: { manifest: { time: "1970-01-01T00:00:00Z", magic: "", version: "" }, resources },
  };
}

function withoutSecrets(resource: DeploymentResource): DeploymentResource {
  return { ...resource, inputs: redacted(resource.inputs), outputs: redacted(resource.outputs) };
}
