import type { Shell } from "../../web-ui/src/worker/shell.ts";

/** A browser that keeps no page, and notes what it was asked. */
export interface PlayedShell extends Shell {
  readonly asked: ("keep" | "look" | "load")[];
  /** The hub's newer build has arrived. */
  bringNewer(): void;
}

export function makePlayedShell(): PlayedShell {
  let tell: () => void = () => undefined;
  const asked: PlayedShell["asked"] = [];
  const note = (what: (typeof asked)[number]) => async () => void asked.push(what);
  return {
    asked,
    keep: note("keep"),
    look: note("look"),
    load: note("load"),
    onNewer(listener) {
      tell = listener;
    },
    bringNewer: () => tell(),
  };
}
