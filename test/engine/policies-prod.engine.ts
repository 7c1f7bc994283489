/** The engine with the compiled pack says of prod, and of every violating change to it, what the offline judge says. */
import { describePolicyParity } from "./policy-parity";

describePolicyParity("prod", 690);
