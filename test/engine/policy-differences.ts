/** Where engine and offline judge say other words of the same state, and why. Both must stop it. One that no longer differs fails. */
export const DIFFERENCES: ReadonlyMap<string, string> = new Map(
  ["staging", "prod"].map((environment) => [
    `${environment} with ids unknown: user data that is not known and comes from no resource`,
    "a stack policy gets no inputs: what is not known and refers to nothing is the provider's to the engine, and the program's to the offline judge",
  ]),
);
