/** What each setting is, and who says so: for `pawpost config show`. */
import { type Environment, setInEnvironment } from "./environment.ts";
import { SETTINGS, type Setting } from "./settings.ts";

export interface ShownSetting {
  readonly key: string;
  /** As it was written; `null` where it is not set and has no default. */
  readonly value: unknown;
  readonly from: "environment" | "file" | "default";
}

/** Where something stands that says nothing of this house. */
const OPEN: ReadonlySet<string> = new Set(["log_level"]);
const HIDDEN = "…";

/**
 * @param written what the YAML file holds
 * @param isRedacted leave out what says something of this house: names, addresses, paths. Left are numbers, yes or no, and defaults.
 */
export function showConfig(
  env: Environment,
  written: Readonly<Record<string, unknown>>,
  isRedacted: boolean,
): readonly ShownSetting[] {
  return (Object.values(SETTINGS) as readonly Setting[]).flatMap((row): readonly ShownSetting[] => {
    const { file: key, schema } = row;
    if (key === undefined) return [];
    const given = setInEnvironment(env, row);
    if (given !== undefined)
      return [{ key, value: redact(key, given.value, isRedacted), from: "environment" }];
    if (key in written) return [{ key, value: redact(key, written[key], isRedacted), from: "file" }];
    return [{ key, value: schema.safeParse(undefined).data ?? null, from: "default" }];
  });
}

function redact(key: string, value: unknown, isRedacted: boolean): unknown {
  const isPlain =
    typeof value === "boolean" || typeof value === "number" || /^(?:\d{1,5}|true|false)$/.test(String(value));
  return !isRedacted || isPlain || OPEN.has(key) ? value : HIDDEN;
}
