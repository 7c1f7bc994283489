/** The engine with the compiled pack says of staging, and of every violating change to it, what the offline judge says. */
import { describePolicyParity } from "./policy-parity";

describePolicyParity("staging", 690);
