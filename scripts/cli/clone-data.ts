import { fileURLToPath } from "node:url";

/** Where a clone keeps everything, unless it is told otherwise. */
export const CLONE_DATA = fileURLToPath(new URL("../../.data", import.meta.url));
