/** A row of a table: actions of one service, divided by spaces; another service's are written with its prefix. */
export interface TypeRow {
  readonly service: string;
  readonly create?: string;
  readonly read?: string;
  readonly update?: string;
  readonly delete?: string;
}
