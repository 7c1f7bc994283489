/** A document of a machine configuration beside the v1alpha1 one: Talos tells them apart by their kind. */
export function document<Kind extends string, Fields extends object>(
  kind: Kind,
  fields: Fields,
): { readonly apiVersion: "v1alpha1"; readonly kind: Kind } & Fields {
  return { apiVersion: "v1alpha1", kind, ...fields };
}
