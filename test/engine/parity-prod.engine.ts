import { parityOf } from "./parity-of";

parityOf("prod");
