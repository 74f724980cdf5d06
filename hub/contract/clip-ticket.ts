/**
 * Clips between hub and `pawpost-ble`: HTTP over a Unix socket (`clips.sock`), by ticket. Audio never goes through a topic.
 *
 *   GET /clips/<ticket>   200 application/octet-stream, the toy bytes         404 unknown, used or expired ticket
 *   PUT /clips/<ticket>   204 checked, sealed, durable                        404 as above
 *                         422 problem+json: refused for good (`code` says why)  503 try again with a new ticket
 *
 * A ticket is single-use, lives 60 s, and is bound to one clip, one direction and one process. The process proves
 * itself by its broker credential: `Authorization: Bearer <credential>`.
 */
export const CLIP_TICKET_SECONDS = 60;
export const MAX_TOY_BYTES = 131_072;
export const clipPath = (ticket: string): string => `/clips/${ticket}`;
export const parseClipPath = (path: string): string | undefined =>
  /^\/clips\/([A-Za-z0-9_-]{43})$/.exec(path)?.[1];
