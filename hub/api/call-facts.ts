import type { z } from "zod";
import type { PublicId } from "../contract/public-id.ts";
import type { Session } from "../ports/household.ts";
import type { Call } from "./route.ts";

/** The session that the policy `guardian` made sure of. */
export function sessionOf({ session }: Call): Session {
  if (session === undefined) throw new TypeError("a guardian's route ran without a session");
  return session;
}

/** The body, or its `meta`, that the route's rule made sure of. @param _schema the rule's own */
export const bodyOf = <T extends z.ZodType>({ body }: Call, _schema: T): z.output<T> => body as z.output<T>;

/** The id that a path with `:id` made sure of. */
export function idOf({ id }: Call): PublicId {
  if (id === undefined) throw new TypeError("a route without :id asked for one");
  return id;
}

/** A part that the route's rule made sure of. */
export function fileOf({ files }: Call, name: string): Uint8Array<ArrayBuffer> {
  const bytes = files.get(name);
  if (bytes === undefined) throw new TypeError(`the route's rule does not name ${name}`);
  return bytes;
}

/** The person that a path with `:person` made sure of: an id, whoever's. */
export function personOf({ person }: Call): PublicId {
  if (person === undefined) throw new TypeError("a route without :person asked for one");
  return person;
}
