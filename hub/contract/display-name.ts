import { z } from "zod";

/** What a person, a child or a toy is called. Plain text. */
export const displayName = z.string().trim().min(1).max(32);
