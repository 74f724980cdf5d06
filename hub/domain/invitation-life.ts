import { type Duration, hours, ms } from "./duration.ts";

const INVITATION_LIFE: Duration = hours(72);
/** So long it is remembered what became of one, for whoever opens the link late. */
export const INVITATION_MEMORY: Duration = hours(7 * 24);

/** @param livedAt lived time when it was made. @returns ms in which it can still be confirmed; 0 or less for none */
export const invitationLeft = ({ livedAt }: { readonly livedAt: number }, livedNow: number): Duration =>
  ms(livedAt + INVITATION_LIFE - livedNow);
