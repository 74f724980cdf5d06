/**
 * A schema that nobody in the page asks is left out of it: of each file of `hub/contract/` the page wants a part, and what only the hub reads there would come along, since for all that a bundler knows making a schema
 * does something else besides. It is told so by a name, and `z` is what minified libraries call this and that.
 */
import type { Plugin } from "vite";

const IMPORT = 'import { z } from "zod";';
/** As `treeshake.manualPureFunctions` wants it: whatever is called of it, and of what that returns. */
export const SCHEMAS = "schemasOfZod";

export const pureSchemas = (): Plugin => ({
  name: "pure-schemas",
  apply: "build",
  transform(code) {
    if (!code.includes(IMPORT)) return null;
    const named = code.replace(IMPORT, `import { z as ${SCHEMAS} } from "zod";`);
    return { code: named.replace(/(?<![\w$.])z\.(?=[a-z])/g, `${SCHEMAS}.`), map: null };
  },
});
