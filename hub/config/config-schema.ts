/** The JSON Schema of `config.yaml`, from the one table of settings: for editors, and for who writes such files by program. */
import { z } from "zod";
import { CONFIG_VERSION } from "./config-version.ts";
import { SETTINGS, type Setting } from "./settings.ts";

export function configSchema(): object {
  const rows = (Object.values(SETTINGS) as readonly Setting[]).flatMap((row) =>
    row.file === undefined ? [] : [[row.file, schemaOf(row)] as const],
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Settings of a Pawpost hub",
    type: "object",
    properties: {
      version: {
        type: "integer",
        minimum: 1,
        maximum: CONFIG_VERSION,
        description: "The form of this file.",
      },
      ...Object.fromEntries(rows),
    },
    additionalProperties: false,
  };
}

function schemaOf({ schema, doc }: Setting): object {
  // What the file may say, not what it is read as.
  const { $schema: _, ...body } = z.toJSONSchema(schema, { io: "input" });
  // All of them are read once, when a process starts.
  return { description: plain(doc), ...body, requiresRestart: true };
}

/** Without links and marks of Markdown. */
const plain = (doc: string): string => doc.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1").replaceAll("`", "");
