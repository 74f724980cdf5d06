/** Newer versions of Pawpost, as a guardian is shown them: `GET /updates`. The alerts that lead to it are `updated` and `update-turned-back`. */
import { z } from "zod";
import { publicId } from "./public-id.ts";

/** Why nothing came of the last try. What runs goes on. */
const UPDATE_TROUBLES = [
  "no-answer", //     nobody there, too slow, or no way out of the house
  "wrong-machine", // whoever answers cannot show that the address is theirs
  "not-there", //     any answer but the file
  "not-believed", //  not signed by two, an old one, over, or not what was signed
  "too-far", //       another version comes in between
  "no-build", //      none for this kind of machine
  "no-room", //       the disk is full
  "not-done", //      it lay there, and was not brought in
] as const;
export type UpdateTrouble = (typeof UPDATE_TROUBLES)[number];

export const updatesView = z.strictObject({
  state: z.enum([
    "off", //      no address is set
    "no-keys", //  nobody's word would be believed
    "waiting", //  nothing was heard yet
    "current", //  this is the newest
    "offered", //  there is a newer one
    "fetching", // it is on its way to the hub
    "ready", //    it lies here
    "handed", //   it is being brought in
  ]),
  /** That runs. */
  version: z.string(),
  /** Whether this system brings it in by itself; a clone is brought up to date by hand. */
  isInstalled: z.boolean(),
  /** Who is asked, `name:port`; `null`: nobody. */
  host: z.string().nullable(),
  offered: z
    .strictObject({ version: z.string(), mends: z.array(z.string()), bytes: z.int(), fetched: z.int() })
    .nullable(),
  /** Whether somebody said that it is to be brought in, and when. */
  wanted: z.enum(["now", "by-day"]).nullable(),
  /** Newer ones are brought in by day without anybody saying so, but for those with another first number. */
  isAutomatic: z.boolean(),
  lastTry: z.strictObject({ at: z.iso.datetime(), trouble: z.enum(UPDATE_TROUBLES).nullable() }).nullable(),
  /** What ran and what was gone back from, newest first. */
  changes: z.array(
    z.strictObject({
      /** What the alert's and the ledger's entry call it. */
      subject: publicId,
      at: z.iso.datetime(),
      kind: z.enum(["updated", "turned-back"]),
      version: z.string(),
      before: z.string(),
    }),
  ),
});
export type UpdatesView = z.output<typeof updatesView>;

/** `POST /updates/install`; `null` takes it back. */
export const installRequest = z.strictObject({ when: z.enum(["now", "by-day"]).nullable() });
/** `PUT /updates/automatic` */
export const automaticRequest = z.strictObject({ isOn: z.boolean() });
