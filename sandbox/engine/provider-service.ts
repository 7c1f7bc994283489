/** The engine's provider protocol over a model. */
import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { PropertyMap } from "../deployment";
import { changedPaths } from "./changes";
import { atOperation } from "./interruption";
import { unary } from "./plugin-server";
import type { ProviderModel, ResourceAsked, ResourceKnown } from "./provider-model";

export function providerService(model: ProviderModel): UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => new PluginInfo().setVersion(model.version)),
    checkConfig: unary((request: proto.CheckRequest) => new proto.CheckResponse().setInputs(request.getNews())),
    diffConfig: unary(diffConfig),
    configure: unary((request: proto.ConfigureRequest) => {
      model.configure(mapOf(request.getArgs()));
      // As providers of Terraform's kind: the engine takes marks of secrets off and puts them back.
      return new proto.ConfigureResponse().setSupportspreview(true).setAcceptsecrets(false);
    }),
    check: unary((request: proto.CheckRequest) => new proto.CheckResponse().setInputs(request.getNews())),
    diff: unary((request: proto.DiffRequest) => diffOf(model, request)),
    create: unary(async (request: proto.CreateRequest) => {
      const asked = askedFor(request, request.getProperties());
      if (request.getPreview()) return new proto.CreateResponse().setProperties(struct(model.previewCreate(asked)));
      const { id, outputs } = await atOperation("create", asked.urn, () => model.create(asked));
      return new proto.CreateResponse().setId(id).setProperties(struct(outputs));
    }),
    read: unary((request: proto.ReadRequest) => {
      const known = knownOf(request, request.getInputs(), request.getProperties());
      const found = model.read(known);
      // No id: the resource is gone.
      if (found === undefined) return new proto.ReadResponse();
      return new proto.ReadResponse()
        .setId(known.id)
        .setInputs(struct(found.inputs))
        .setProperties(struct(found.outputs));
    }),
    update: unary(async (request: proto.UpdateRequest) => {
      const before = knownOf(request, request.getOldInputs(), request.getOlds());
      const inputs = mapOf(request.getNews());
      if (request.getPreview()) {
        return new proto.UpdateResponse().setProperties(struct(model.previewUpdate(before, inputs)));
      }
      const outputs = await atOperation("update", before.urn, () => model.update(before, inputs));
      return new proto.UpdateResponse().setProperties(struct(outputs));
    }),
    delete: unary(async (request: proto.DeleteRequest) => {
      const known = knownOf(request, request.getOldInputs(), request.getProperties());
      await atOperation("delete", known.urn, () => model.delete(known));
      return new Empty();
    }),
    invoke: unary((request: proto.InvokeRequest) =>
      new proto.InvokeResponse().setReturn(struct(model.invoke(request.getTok(), mapOf(request.getArgs())))),
    ),
    cancel: unary(() => new Empty()),
  };
}

/** Another region or account is another provider. */
function diffConfig(request: proto.DiffRequest): proto.DiffResponse {
  const changed = changedPaths(mapOf(request.getOldInputs()), mapOf(request.getNews()));
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  return new proto.DiffResponse().setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME);
}

function diffOf(model: ProviderModel, request: proto.DiffRequest): proto.DiffResponse {
  const before = knownOf(request, request.getOldInputs(), request.getOlds());
  const { changed, replacing, deleteBeforeReplace } = model.difference(before, mapOf(request.getNews()));
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  return new proto.DiffResponse()
    .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...new Set(changed.map(topLevel))])
    .setReplacesList([...new Set(replacing.map(topLevel))])
    .setDeletebeforereplace(replacing.length > 0 && deleteBeforeReplace);
}

function topLevel(path: string): string {
  return path.split(".")[0] ?? path;
}

interface Named {
  getUrn(): string;
  getType(): string;
}

function askedFor(request: Named, inputs: Struct | undefined): ResourceAsked {
  return { urn: request.getUrn(), type: request.getType(), inputs: mapOf(inputs) };
}

function knownOf(
  request: Named & { getId(): string },
  inputs: Struct | undefined,
  outputs: Struct | undefined,
): ResourceKnown {
  return { ...askedFor(request, inputs), id: request.getId(), outputs: mapOf(outputs) };
}

function mapOf(value: Struct | undefined): PropertyMap {
  return (value?.toJavaScript() ?? {}) as PropertyMap;
}

function struct(map: PropertyMap): Struct {
  return Struct.fromJavaScript(map as Parameters<typeof Struct.fromJavaScript>[0]);
}
