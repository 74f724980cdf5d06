/**
 * What the page asks of zod's schemas, and nothing else of them: JSON Schema is the hub's (`hub/api/openapi.ts`), code written for speed is what `no-eval.ts` forbids to run, and of two hundred methods
 * a dozen are called. With each that goes, the bundler drops what zod keeps for it alone. The hub's zod stays whole.
 */

/** Whoever writes a schema with another one adds it here; until then the page's build has none, and `leave-out.test.ts` says so. */
const CALLED: ReadonlySet<string> = new Set([
  ...[
    "check",
    "clone",
    "parse",
    "safeParse",
    "refine",
    "optional",
    "exactOptional",
    "nullable",
    "array",
    "default",
    "brand",
  ],
  ...["regex", "startsWith", "min", "max", "length", "trim", "int", "extend", "pick", "omit"],
]);

/** One method in the table of a kind of schema, from its name to its own brace. */
const METHOD =
  /^ {4}(?:async |get |set )?"?([\w~]+)"?(?:: (?:async )?function \w+)?\(.*\) \{\n(?: {8}.*\n)+? {4}\},\n/gm;

/** What goes besides, and the fewest times that zod says it. */
const BESIDES: readonly (readonly [said: RegExp, instead: string, least: number])[] = [
  // How a schema says itself in JSON Schema.
  [/^ {4}inst\._zod\.processJSONSchema = .*\n/gm, "", 10],
  // What its checks come to: the least and the greatest length, a format.
  [/(?<=util\.derived\(\{\n)[\s\S]*?(?=^\}, \{)/gm, "", 3],
  // An enumeration of some values of another.
  [/^ {4}inst\.(?:extract|exclude) = [\s\S]*?^ {4}\};\n/gm, "", 2],
  // An object's parser that writes code.
  [/core\.\$ZodObjectJIT\.init/g, "core.$ZodObject.init", 1],
];

/** @param code of `zod/v4/classic/schemas.js` @throws Error where zod is written otherwise by now */
export function calledMethodsOnly(code: string): string {
  const found = new Set<string>();
  const called = code.replace(METHOD, (whole, name: string) => {
    found.add(name);
    return CALLED.has(name) ? whole : "";
  });
  const missed = [...CALLED].filter((name) => !found.has(name));
  if (missed.length > 0 || found.size < 2 * CALLED.size)
    throw new Error(`zod writes its methods otherwise by now: ${missed.join(", ")}`);
  return BESIDES.reduce((left, [said, instead, least]) => {
    if ((left.match(said)?.length ?? 0) < least) throw new Error(`zod writes ${said} otherwise by now`);
    return left.replace(said, instead);
  }, called);
}
