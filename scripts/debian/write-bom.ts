/** Says what a package of this clone is made of: `SOURCE_DATE_EPOCH=... node write-bom.ts`, by the Node that is packed. */
import { fileURLToPath } from "node:url";
import { renderBom } from "./render-bom.ts";

process.stdout.write(
  renderBom({
    root: fileURLToPath(new URL("../../", import.meta.url)),
    arch: process.arch,
    nodeVersions: process.versions,
    madeAt: Number(process.env.SOURCE_DATE_EPOCH ?? 0),
  }),
);
