import { parityOf } from "./parity-of";

parityOf("staging");
