import { z } from "zod";
import { API, problem } from "../contract/api.ts";
import { publicId } from "../contract/public-id.ts";
import type { AnswerRule, BodyRule, Route } from "./route.ts";

/** OpenAPI 3.1 of the route table: the very schemas that the gates use. */
export function describeApi(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = (API + route.path).replaceAll(/:([a-z]+)/g, "{$1}");
    const operation = {
      summary: route.summary,
      security: route.policy === "anybody" ? [] : [{ session: [], device: [] }],
      "x-who": route.policy,
      ...(route.stepUp === true ? { "x-step-up": true } : {}),
      parameters: parameters(route),
      ...requestBody(route.body),
      responses: {
        ...response(route.answer),
        default: {
          description: "RFC 9457",
          content: { "application/problem+json": { schema: schema(problem) } },
        },
      },
    };
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Pawpost hub", version },
    paths,
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "__Host-pawpost" },
        device: { type: "apiKey", in: "header", name: "DPoP" },
      },
    },
  };
}

function parameters(route: Route): object[] {
  const ids = [...route.path.matchAll(/:([a-z]+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: schema(publicId),
  }));
  const query = Object.entries(route.query ?? {}).map(([name, description]) => ({
    name,
    in: "query",
    description,
    schema: { type: "string" },
  }));
  return [...ids, ...query];
}

const schema = (type: z.ZodType): object => z.toJSONSchema(type, { io: "input", unrepresentable: "any" });

function requestBody(rule: BodyRule): object {
  const binary = { type: "string", format: "binary" };
  switch (rule.kind) {
    case "none":
      return {};
    case "json":
      return {
        requestBody: { required: true, content: { "application/json": { schema: schema(rule.schema) } } },
      };
    case "bytes":
      return { requestBody: { required: true, content: { [rule.type]: { schema: binary } } } };
    case "parts": {
      const files = Object.fromEntries(Object.keys(rule.files).map((name) => [name, binary]));
      const form = {
        type: "object",
        properties: { meta: schema(rule.meta), ...files },
        required: ["meta", ...Object.keys(rule.files)],
      };
      return { requestBody: { required: true, content: { "multipart/form-data": { schema: form } } } };
    }
  }
}

function response(rule: AnswerRule): object {
  switch (rule.kind) {
    case "nothing":
      return { 204: { description: "Done" } };
    case "json":
      return {
        [rule.status ?? 200]: {
          description: "Done",
          content: { "application/json": { schema: schema(rule.schema) } },
        },
      };
    case "bytes":
      return {
        200: {
          description: "Bytes",
          content: { [rule.type]: { schema: { type: "string", format: "binary" } } },
        },
      };
    case "stream":
      return rule.type === undefined
        ? { 200: { description: "Events", content: { "text/event-stream": { schema: { type: "string" } } } } }
        : {
            200: {
              description: "Bytes as they come",
              content: { [rule.type]: { schema: { type: "string", format: "binary" } } },
            },
          };
  }
}
