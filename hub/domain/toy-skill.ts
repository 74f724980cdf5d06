/**
 * What not every family of toys can: hold more messages than the one that its button plays (`mailbox`), record what the child says, play something again and again, and go on with a slow link (`saving`).
 * Everything else every toy can.
 */
export const TOY_SKILLS = ["mailbox", "recording", "loop", "saving"] as const;
export type ToySkill = (typeof TOY_SKILLS)[number];
