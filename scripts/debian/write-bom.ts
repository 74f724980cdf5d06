/**
 * Says what a package of this clone is made of: `SOURCE_DATE_EPOCH=... node write-bom.ts [x64|arm64]`, by the Node that is packed, or the same version's
 * for this machine: Node's builds for several processors are made of the same sources.
 */
import { fileURLToPath } from "node:url";
import { renderBom } from "./render-bom.ts";

process.stdout.write(
  renderBom({
    root: fileURLToPath(new URL("../../", import.meta.url)),
    arch: process.argv[2] ?? process.arch,
    nodeVersions: process.versions,
    madeAt: Number(process.env.SOURCE_DATE_EPOCH ?? 0),
  }),
);
