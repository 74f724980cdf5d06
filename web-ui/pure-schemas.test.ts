import { expect, test } from "vitest";
import { pureSchemas, SCHEMAS } from "./pure-schemas.ts";

const { transform } = pureSchemas() as unknown as { transform: (code: string) => { code: string } | null };

test("what makes schemas is called by a name that no other module has, and nothing else is", () => {
  const code =
    'import { z } from "zod";\nexport const a = z.array(z.string()).max(3);\nconst b = viz.max(z.iso.datetime(), c.z.min);\n';
  expect(transform(code)?.code).toBe(
    `import { z as ${SCHEMAS} } from "zod";\nexport const a = ${SCHEMAS}.array(${SCHEMAS}.string()).max(3);\nconst b = viz.max(${SCHEMAS}.iso.datetime(), c.z.min);\n`,
  );
  expect(transform("const z = () => z.max();")).toBeNull();
});
