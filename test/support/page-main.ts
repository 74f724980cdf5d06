/** `node page-main.ts INTO`, for bundled-program.ts: the page, whose passphrases cost next to nothing. */
import { cp } from "node:fs/promises";
import { makeCopyWithPage } from "./build-page.ts";

const [into = ""] = process.argv.slice(2);
await using copy = await makeCopyWithPage([]);
await cp(copy.path("web-ui/dist"), into, { recursive: true });
