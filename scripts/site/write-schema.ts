/** A JSON Schema as a person reads it: in the words of TypeScript, with what bounds it behind. */

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Beyond that a bound is the number's own. */
const OWN_LIMIT = Number.MAX_SAFE_INTEGER;

/** @returns lines, the first without a margin, the others with `margin` before them */
export function writeSchema(schema: JsonSchema, margin = ""): string {
  const some = schema.anyOf ?? schema.oneOf;
  if (some !== undefined) return some.map((one) => writeSchema(one, margin)).join(" | ");
  if (schema.allOf !== undefined) return schema.allOf.map((one) => writeSchema(one, margin)).join(" & ");
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1) ?? "unknown";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  switch (schema.type) {
    case "object":
      return writeObject(schema, margin);
    case "array":
      return writeItems(schema, margin);
    case "string":
      return `string${schema.format === undefined ? "" : ` (${schema.format})`}${bounds(schema.minLength, schema.maxLength, "letters")}`;
    case "integer":
    case "number":
      return `${schema.type}${bounds(schema.minimum, schema.maximum, "")}`;
    case undefined:
      return "unknown";
    default:
      return typeof schema.type === "string" ? schema.type : schema.type.join(" | ");
  }
}

function writeObject(schema: JsonSchema, margin: string): string {
  const members = Object.entries(schema.properties ?? {});
  if (members.length === 0) {
    const { additionalProperties: other } = schema;
    return typeof other === "object" ? `{ [name]: ${writeSchema(other, margin)} }` : "{}";
  }
  const inner = `${margin}  `;
  const lines = members.map(([name, member]) => {
    const mark = schema.required?.includes(name) === true ? "" : "?";
    return `${inner}${name}${mark}: ${writeSchema(member, inner)}`;
  });
  return `{\n${lines.join("\n")}\n${margin}}`;
}

function writeItems({ items, prefixItems, minItems, maxItems }: JsonSchema, margin: string): string {
  if (prefixItems !== undefined)
    return `[${prefixItems.map((item) => writeSchema(item, margin)).join(", ")}]`;
  const many = bounds(minItems, maxItems, "of them");
  if (items === undefined || items === false) return `unknown[]${many}`;
  const item = writeSchema(items, margin);
  return `${item.includes(" | ") && !item.startsWith("{") ? `(${item})` : item}[]${many}`;
}

function bounds(least: number | undefined, most: number | undefined, of: string): string {
  const low = least === undefined || least <= -OWN_LIMIT ? undefined : least;
  const high = most === undefined || most >= OWN_LIMIT ? undefined : most;
  const unit = of === "" ? "" : ` ${of}`;
  if (low === undefined && high === undefined) return "";
  if (low === high) return ` (${low}${unit})`;
  if (low === undefined) return ` (at most ${high}${unit})`;
  if (high === undefined) return low === 0 ? "" : ` (${low}${unit} or more)`;
  return ` (${low} to ${high}${unit})`;
}
