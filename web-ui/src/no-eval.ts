/** The page's CSP forbids `eval`. zod would try it once to be faster, and a browser reports every try. Import before any schema. */
import { config } from "zod/v4/core";

config({ jitless: true });
