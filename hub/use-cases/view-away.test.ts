import { expect, test } from "vitest";
import type { RelayState } from "../ports/relay.ts";
import { viewAway } from "./view-away.ts";

const at = (line: RelayState, hasCertificate = true, onlyFor: string | null = null) =>
  viewAway({
    relay: {
      view: () => ({
        zone: "family.example",
        domain: "x.family.example",
        names: 1,
        hasCertificate,
        onlyFor,
        line,
      }),
    },
  });

test("says nothing of a relay that was not joined", () => {
  expect(viewAway({ relay: { view: () => undefined } })).toBeNull();
});

test.each<[RelayState, boolean, string, number | null]>([
  [{ state: "starting" }, true, "opening", null],
  [{ state: "connecting" }, true, "opening", null],
  [{ state: "up", milliseconds: 21 }, true, "up", 21],
  [{ state: "up", milliseconds: 21 }, false, "no-certificate", 21],
  [{ state: "down", why: "silent" }, true, "silent", null],
  [{ state: "down", why: "wrong-relay" }, true, "refused", null],
  [{ state: "down", why: "revoked" }, true, "refused", null],
  [{ state: "down", why: "refused" }, false, "refused", null],
])("of %j, with a certificate: %s, it says %s", (line, hasCertificate, state, milliseconds) => {
  expect(at(line, hasCertificate)).toEqual({ state, milliseconds });
});

test("with a certificate for one name alone it does not say that every device reaches it", () => {
  const line = { state: "up", milliseconds: 21 } as const;
  expect(at(line, true, "a.x.family.example")).toEqual({ state: "one-name", milliseconds: 21 });
});
