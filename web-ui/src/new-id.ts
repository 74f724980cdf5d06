import { makePublicId, type PublicId } from "../../hub/contract/public-id.ts";

/** An id that nobody and nothing has. */
export const newId = (): PublicId => makePublicId(crypto.getRandomValues(new Uint8Array(16)));
