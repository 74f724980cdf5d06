/** `node bundle-main.ts INTO PLACE PROGRAM`, for bundled-program.ts. */
import { fileURLToPath } from "node:url";
import { bundleProgram } from "../../scripts/debian/bundle-programs.ts";

const [into = "", place = "", program = ""] = process.argv.slice(2);
await bundleProgram(fileURLToPath(new URL("../../", import.meta.url)), program, into, place);
