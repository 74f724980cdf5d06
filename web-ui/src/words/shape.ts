/** Where a language's words have another shape than English has. The compiler says the same; this is for what runs without it. */

/** @returns "kept.sure is missing", "kept.old is too much", "kept.days is a string, not a function"; none where all is well */
export function differencesFrom(english: unknown, other: unknown, path = ""): string[] {
  const [wanted, found] = [kindOf(english), kindOf(other)];
  if (found === "undefined") return [`${path} is missing`];
  if (wanted === "undefined") return [`${path} is too much`];
  if (wanted !== found) return [`${path} is a ${found}, not a ${wanted}`];
  if (found === "string" && other === "" && english !== "") return [`${path} is empty`];
  if (!isTable(english) || !isTable(other)) return [];
  return [...new Set([...Object.keys(english), ...Object.keys(other)])].flatMap((key) =>
    differencesFrom(english[key], other[key], path === "" ? key : `${path}.${key}`),
  );
}

const isTable = (said: unknown): said is Readonly<Record<string, unknown>> =>
  typeof said === "object" && said !== null;

const kindOf = (said: unknown): string => (Array.isArray(said) ? "list" : typeof said);
