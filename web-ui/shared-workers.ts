/**
 * `import { address } from "./clip-worker.ts?shared-worker"`: a module worker's address, where the worker is built together with
 * the page and shares its pieces. A `?worker` is a build of its own with its own copy of everything: age alone would come
 * three times.
 */
import type { Plugin } from "vite";

const QUERY = "?shared-worker";

export const sharedWorkers = (): Plugin => ({
  name: "shared-workers",
  enforce: "pre",
  async resolveId(source, importer) {
    if (!source.endsWith(QUERY)) return null;
    const worker = await this.resolve(source.slice(0, -QUERY.length), importer);
    return worker === null ? null : worker.id + QUERY;
  },
  load(id) {
    if (!id.endsWith(QUERY)) return null;
    const file = this.emitFile({ type: "chunk", id: id.slice(0, -QUERY.length) });
    return `export const address = import.meta.ROLLUP_FILE_URL_${file};`;
  },
});
