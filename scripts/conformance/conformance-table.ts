/** Reads docs/conformance/etsi-en-303-645.yaml. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

export const STATES = ["met", "partly", "not met", "does not apply"] as const;

const said = z.string().min(8);
/** File from the root of the clone, and the test's name as it stands there. */
const heldBy = z.tuple([z.string().regex(/^[\w./-]+\.test\.ts$/), said]);
const base = {
  id: z.string().regex(/^\d\.?\d*-\d+[AB]?$/),
  status: z.string().regex(/^[MR]( [CF])*$/),
  asks: said,
};

/** What is met has a test; what is not all met has a reason; what does not apply is held by nothing. */
const provision = z.discriminatedUnion("state", [
  z.strictObject({ ...base, state: z.literal("met"), how: said, tests: z.array(heldBy).min(1) }),
  z.strictObject({
    ...base,
    state: z.literal("partly"),
    how: said,
    reason: said,
    tests: z.array(heldBy).min(1),
  }),
  z.strictObject({ ...base, state: z.enum(["not met", "does not apply"]), reason: said }),
]);
export type Provision = z.output<typeof provision>;

const table = z.array(z.strictObject({ clause: said, provisions: z.array(provision).min(1) }));
export type Clause = z.output<typeof table>[number];

export const ETSI_FILE = "docs/conformance/etsi-en-303-645.yaml";

export const readConformance = (): readonly Clause[] =>
  table.parse(parse(readFileSync(new URL(`../../${ETSI_FILE}`, import.meta.url), "utf8")));
