/** As Pulumi.yaml has it: a part of every URN. */
export const PROJECT = "palisade";
