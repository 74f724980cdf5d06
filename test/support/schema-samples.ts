/** Values for a zod schema, made of what it says of itself: some that fit, and those with one thing wrong. Which of them fit is the schema's to say. */
import fc from "fast-check";
import type { z } from "zod";

type Def = z.core.$ZodTypeDef & Readonly<Record<string, unknown>>;
const defOf = (schema: unknown): Def => (schema as z.core.$ZodType)._zod.def as unknown as Def;

const NONSENSE = [undefined, null, 0, -1.5, "", "x".repeat(5_000), true, [], {}, [1], { "": 0 }] as const;

/** The same ones in each run. */
export function samplesOf(schema: unknown): readonly unknown[] {
  const fitting = fc.sample(arbitraryOf(schema), { seed: 7, numRuns: 2 });
  return [...NONSENSE, ...fitting, ...fitting.flatMap(spoilt)];
}

const spoilt = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? [
        { ...value, besides: 1 },
        ...Object.keys(value).flatMap((key) => {
          const { [key]: _gone, ...rest } = value as Record<string, unknown>;
          return [rest, { ...rest, [key]: Symbol.iterator }, { ...rest, [key]: null }];
        }),
      ]
    : Array.isArray(value)
      ? [[...value, undefined], Array(200).fill(value[0])]
      : [`${String(value)} `, Number(value) + 0.5];

function arbitraryOf(schema: unknown): fc.Arbitrary<unknown> {
  const def = defOf(schema);
  switch (def.type) {
    case "object":
      return fc.record(
        Object.fromEntries(
          Object.entries(def.shape as object).map(([key, value]) => [key, arbitraryOf(value)]),
        ),
      );
    case "array":
      return fc.array(arbitraryOf(def.element), { minLength: 1, maxLength: 2 });
    case "tuple":
      return fc.tuple(...(def.items as unknown[]).map(arbitraryOf));
    case "union":
      return fc.oneof(...(def.options as unknown[]).map(arbitraryOf));
    case "literal":
      return fc.constantFrom(...(def.values as unknown[]));
    case "enum":
      return fc.constantFrom(...Object.values(def.entries as object));
    case "nullable":
    case "optional":
    case "default":
    case "readonly":
      return arbitraryOf(def.innerType);
    case "boolean":
      return fc.boolean();
    case "number":
      return fc.nat(50);
    case "string":
      return textOf(schema);
    default:
      return fc.constant(null);
  }
}

function textOf(schema: unknown): fc.Arbitrary<string> {
  const checks = (schema as z.core.$ZodType)._zod.def.checks ?? [];
  const checkDefs = [defOf(schema), ...checks.map((check) => check._zod.def)] as unknown as Def[];
  const pattern = checkDefs.map((check) => check.pattern).find((one) => one instanceof RegExp);
  const format = checkDefs.map((check) => check.format).find((one) => one !== undefined);
  if (format === "datetime") return fc.constantFrom("2026-11-29T05:00:00.000Z", "2026-02-29T05:00:00Z");
  if (format === "base64url") return fc.uint8Array({ maxLength: 40 }).map(toBase64Url);
  return pattern === undefined
    ? fc.string({ minLength: 1, maxLength: 20 })
    : fc.constantFrom(...textsMatching(pattern as RegExp));
}

/** To make one takes a while, and the same few patterns are everywhere. */
const matching = new Map<string, readonly string[]>();
function textsMatching(pattern: RegExp): readonly string[] {
  const texts =
    matching.get(pattern.source) ?? fc.sample(fc.stringMatching(pattern), { seed: 7, numRuns: 3 });
  matching.set(pattern.source, texts);
  return texts;
}

const toBase64Url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
