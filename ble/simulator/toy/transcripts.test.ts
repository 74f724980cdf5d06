/**
 * The simulated toy against what is known of the real one: conversations over the air, without our driver. The words are
 * explained in test/support/transcript.ts. Where a line says "worst case", a switch says otherwise.
 */
import { expect, test } from "vitest";
import { openToyRig } from "../../../test/support/toy-rig.ts";
import { runTranscript } from "../../../test/support/transcript.ts";
import type { ToySwitches } from "./switches.ts";

interface Transcript {
  readonly name: string;
  readonly switches?: Partial<ToySwitches>;
  /** Connection interval whatever the hosts agree on; `undefined`: what they agree on, noble's 22.5 ms to begin with. */
  readonly intervalMs?: number | undefined;
  readonly script: string;
}

const FAST = { drain: "fast" } as const;

const UPLOADS: readonly Transcript[] = [
  {
    name: "an upload primes the ring, then asks for 256 bytes at a time",
    switches: FAST,
    script: `
      connect
      clip 2000
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 1024 in 52
      expect state 3
      expect request 256, 1 answered
      send 256 in 13
      expect request 256, 2 answered
      send 256 in 13
      send all
      write command 01
      expect state 1
      slots 0 2000 0 0 0
    `,
  },
  {
    name: "upload slot 1 is play slot 2, and upload slot 4 is play slot 5",
    switches: FAST,
    script: `
      connect
      clip 600
      write command 00 04 KEY
      send all
      write command 01
      expect state 1
      slots 0 0 0 0 600
      write command 08 01 05
      expect state 17
      expect state 5
      expect state 1
      after 590..630
      heard 5 for 600..600
      clip 1000
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      slots 0 1000 0 0 600
      write command 08 01 02
      expect state 17
      expect state 5
      expect state 1
      after 990..1030
      heard 2 for 1000..1000
    `,
  },
  {
    name: "slot 0 is heard while it arrives and kept nowhere",
    switches: FAST,
    script: `
      connect
      clip 600
      write command 00 00 KEY
      send all
      write command 01
      expect state 1
      heard 0 for 600..600
      slots 0 0 0 0 0
    `,
  },
  {
    name: "a second 00 aborts, and the slot is empty after it (worst case)",
    switches: FAST,
    script: `
      connect
      clip 600
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      slots 0 600 0 0 0
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      slots 0 0 0 0 0
      write command 00 01 KEY
      expect state 1
      expect nothing for 1000
      slots 0 0 0 0 0
      clip 600
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 1024
      expect state 3
      expect request 256, 1 answered
      write command 01
      expect state 1
    `,
  },
  {
    name: "an aborted upload leaves the old clip when the switch says so",
    switches: { ...FAST, abortedUploadErasesSlot: false },
    script: `
      connect
      clip 600
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      write command 00 01 KEY
      expect state 1
      slots 0 600 0 0 0
    `,
  },
  {
    name: "outside strict mode nobody counts writes: one lost in a request goes unnoticed",
    switches: FAST,
    script: `
      connect
      clip 2000
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 1024
      expect state 3
      expect request 256, 1 answered
      send 236 in 12
      wait 20
      send 20
      expect request 256, 2 answered
      write command 01
      expect state 1
    `,
  },
  {
    name: "strict mode reports a broken request and drops the upload, and stays on for the next",
    switches: FAST,
    script: `
      connect
      clip 2000
      write command 00 01 KEY 01
      expect state 9
      expect request 1024, 0 answered
      send 1024
      expect state 3
      expect request 256, 1 answered
      send 256
      expect request 256, 2 answered
      send 236 in 12
      expect request 0, 2 answered
      expect state 1
      read dataRequest: 00 00 00 00
      clip 2000                         # an ordinary start, but strict mode sticks
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 1024
      expect state 3
      expect request 256, 1 answered
      send 196 in 10
      expect request 0, 1 answered
      expect state 1
      clip 2000                         # until another start of 19 bytes says otherwise
      write command 00 01 KEY 00
      expect state 9
      expect request 1024, 0 answered
      send 1024
      expect state 3
      expect request 256, 1 answered
      send 196 in 10                    # neither a complaint nor a next request
      expect nothing for 50
      write command 01
      expect state 1
    `,
  },
  {
    name: "the ring is cleared by 01: what has not drained yet is lost",
    switches: { drain: 2_000 },
    script: `
      connect
      clip 600
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 1024
      expect state 3
      wait 130
      expect request 256, 1 answered
      write command 01
      expect state 1
      slots 0 100 0 0 0
    `,
  },
  {
    name: "the next 256 bytes are asked for when 256 have drained, one request at a time",
    switches: { drain: 2_000 },
    script: `
      connect
      clip 3000
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 1024
      expect state 3
      expect request 256, 1 answered
      after 125..141                    # 256 bytes at 2,000 B/s last 128 ms
      send 256
      expect request 256, 2 answered
      after 115..141
      read dataRequest: 00 01 02 00
      write command 01
      expect state 1
    `,
  },
];

const WATCHDOG: readonly Transcript[] = [
  {
    name: "nothing within 600 ms of the first request restarts the toy",
    script: `
      connect
      write volume 00 33
      write command 0B 01
      write configure 30 34
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      expect link lost
      connect
      read command: FF 00 00 00 00
      read volume: 64 FF                # volatile: volume and game mode are gone
      press play
      expect state 17
      expect state 5
      read configure: 30 34 xx xx xx xx xx xx xx xx xx xx xx xx xx xx
      expect state 1                    # an empty slot plays for 5 s all the same
      after 4980..5040
    `,
  },
  {
    name: "the first write may come 590 ms after the first request",
    switches: FAST,
    script: `
      connect
      clip 600
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      wait 560
      send 1024
      expect state 3
      expect request 256, 1 answered
      write command 01
      expect state 1
    `,
  },
  {
    name: "nothing within 300 ms of a later request restarts the toy",
    switches: FAST,
    script: `
      connect
      clip 600
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 1024
      expect state 3
      expect request 256, 1 answered
      wait 260
      read state: 03 xx 00
      expect link lost
    `,
  },
  {
    name: "the first write may come 260 ms after a later request",
    switches: FAST,
    script: `
      connect
      clip 2000
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 1024
      expect state 3
      expect request 256, 1 answered
      wait 260
      send 256
      expect request 256, 2 answered
      write command 01
      expect state 1
    `,
  },
  {
    name: "a pause of more than 100 ms between two writes restarts the toy (worst case)",
    switches: FAST,
    script: `
      connect
      clip 2000
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 500
      wait 210                          # 25 writes take seven events, 87.5 ms
      send 524
      expect link lost
    `,
  },
  {
    name: "a pause of 60 ms does not",
    switches: FAST,
    script: `
      connect
      clip 2000
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 500
      wait 150
      send 524
      expect state 3
      expect request 256, 1 answered
      write command 01
      expect state 1
    `,
  },
  {
    name: "a toy that drains less than 1,280 B/s restarts itself while it makes room",
    switches: { drain: 1_000 },
    script: `
      connect
      clip 2000
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 1024
      expect state 3
      expect link lost
    `,
  },
  {
    name: "1,500 B/s it survives",
    switches: { drain: 1_500 },
    script: `
      connect
      clip 2000
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 1024
      expect state 3
      expect request 256, 1 answered
      after 160..185
      write command 01
      expect state 1
    `,
  },
  {
    name: "01 in Buffer prime restarts the toy",
    script: `
      connect
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      post command 01
      expect link lost
      connect
      read state: 01 00 00
    `,
  },
  {
    name: "a short clip that is not filled up never leaves Buffer prime",
    script: `
      connect
      clip 200
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      send 432
      expect link lost
    `,
  },
];

const KEYS: readonly Transcript[] = [
  {
    name: "the factory's key is replaced by the first other key that an upload names",
    script: `
      connect
      write command 00 01 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF
      expect state 9
      expect request 1024, 0 answered
      write command 00 01 KEY
      expect state 1
      write command 00 01 KEY
      expect state 15
      expect state 1
      after 985..1015
      write command 05 KEY              # nobody is asked for the old one
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      write command 00 01 KEY
      expect state 1
    `,
  },
  {
    name: "a stored key survives a restart",
    script: `
      connect
      write command 05 A0A1A2A3A4A5A6A7A8A9AAABACADAEAF
      write command 00 01 A0A1A2A3A4A5A6A7A8A9AAABACADAEAF
      expect state 9
      expect request 1024, 0 answered
      expect link lost
      connect
      write command 00 01 KEY
      expect state 15
      expect state 1
    `,
  },
];

const PLAYING: readonly Transcript[] = [
  {
    name: "the play paw lights the heart, plays slot 2, and Idle switches the heart off",
    switches: FAST,
    script: `
      connect
      clip 1000
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write led 02 F4 01 64 00
      read led: 02 F4 01 64 00
      heart blinks 500
      press play
      expect state 17
      heart on
      expect state 5
      after 25..55
      press play                        # again: ignored
      press record                      # ignored too
      heard 2 for 1000..1000
      expect state 1
      after 985..1015
      heart off
      read led: 00 00 00 64 00
      heard nothing
    `,
  },
  {
    name: "the play paw shows the stored play LED",
    script: `
      connect
      write led 05 00 02 C8 00 32 0A
      press play
      expect state 17
      read led: 02 C8 00 32 0A
      expect state 5
      expect state 1
    `,
  },
  {
    name: "0C 01 00 01 00 stops whatever plays, shows 5 and 1, and makes no sound",
    switches: FAST,
    script: `
      connect
      clip 3000
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write command 08 01 02
      expect state 17
      expect state 5
      wait 500
      write command 0C 01 00 01 00
      expect state 5 flags 1
      expect state 1 flags 0
      after 100..200
      heard 2 for 500..600
      heard nothing
      write command 0C 01 00 01 00      # from rest too
      expect state 5
      expect state 1
      heard nothing
    `,
  },
  {
    name: "08 01 00 silences, but 17 and 5 show for a meaningless time",
    switches: FAST,
    script: `
      connect
      clip 3000
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write command 08 01 02
      expect state 17
      expect state 5
      wait 300
      write command 08 01 00
      expect state 17
      expect state 5
      expect state 1
      heard 2 for 300..400
      heard nothing
    `,
  },
  {
    name: "a loop tells state 5 every round, and paws only report while it runs",
    switches: FAST,
    script: `
      connect
      clip 400
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write command 0C 03 00 F4 01
      expect state 5 flags 1
      expect state 5 flags 1
      after 485..515
      press play
      expect state 19 flags 1
      expect state 5 flags 1
      press record
      expect state 18 flags 1
      expect state 1 flags 0
      heard 2 for 400..500
      heard 2 for 400..500
      heard 2 for 400..500
      heard nothing
    `,
  },
  {
    name: "a loop without a time takes the clip's length, and only the low byte of the rounds counts",
    switches: FAST,
    script: `
      connect
      clip 800
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write command 0C 02 01 00 00
      expect state 17
      expect state 5
      expect state 5
      after 785..815
      expect state 1
      after 785..815
    `,
  },
  {
    name: "a change of volume restarts the round of a loop, except by op 10",
    switches: FAST,
    script: `
      connect
      clip 800
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write command 0C 01 00 E8 03
      expect state 5
      wait 400
      write volume 10 20
      wait 200
      write volume 00 40
      expect state 5 flags 3
      after 600..700
      expect state 1
      after 985..1015
    `,
  },
  {
    name: "in game mode paws only report, and play and loop work on command",
    switches: FAST,
    script: `
      connect
      clip 600
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write command 0B
      press play
      expect state 19
      read state: 01 00 00
      press record
      expect state 18
      heard nothing
      expect nothing for 500
      write command 08 01 02
      expect state 17
      expect state 5
      press play
      expect state 19
      expect state 1
      heard 2 for 600..600
      write command 0B 00
      press play
      expect state 17
      expect state 5
      expect state 1
    `,
  },
  {
    name: "a disconnect leaves game mode on (worst case)",
    script: `
      connect
      write command 0B 01
      disconnect
      connect
      press play
      expect state 19
      expect nothing for 300
    `,
  },
  {
    name: "a loop goes on without a link (worst case)",
    switches: FAST,
    script: `
      connect
      clip 400
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write command 0C 0A 00 E8 03
      expect state 5
      disconnect
      wait 4000
      heard 2 for 400..400
      heard 2 for 400..400
      connect
      expect state 5 flags 1
      write command 0C 01 00 01 00
      expect state 5 flags 1
      expect state 1 flags 0
    `,
  },
  {
    name: "a disconnect ends a loop where the switch says so",
    switches: { ...FAST, disconnectClearsLoop: true },
    script: `
      connect
      clip 400
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write command 0C 0A 00 E8 03
      expect state 5
      wait 300
      disconnect
      wait 2000
      heard 2 for 300..350
      heard nothing
      connect
      read state: 01 00 00
      expect nothing for 1500
    `,
  },
  {
    name: "commands that need rest are ignored while the toy plays",
    switches: FAST,
    script: `
      connect
      clip 1000
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write command 08 01 02
      expect state 17
      expect state 5
      write command 02
      write command 00 01 KEY
      write command 08 02 00
      write command 09 01
      expect state 1
      read command: FF 00 00 00 00
      slots 0 1000 0 0 0
    `,
  },
  {
    name: "01 while it plays enters Idle, and the heart stays on until the time is over",
    switches: FAST,
    script: `
      connect
      clip 1000
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      press play
      expect state 17
      expect state 5
      write command 01
      expect state 1
      heart on
      expect state 1
      heart off
    `,
  },
  {
    name: "a disconnect ends game mode and darkens the heart where the switches say so",
    switches: { disconnectClearsGameMode: true, disconnectClearsHeart: true },
    script: `
      connect
      write command 0B 01
      write led 01 00 00 64 00
      heart on
      disconnect
      heart off
      connect
      press record for 700
      expect state 2
      press record
      expect state 1
    `,
  },
];

const RECORDING: readonly Transcript[] = [
  {
    name: "the record paw toggles, the heart is on meanwhile",
    script: `
      connect
      press record
      expect state 2
      heart on
      wait 1300
      press record
      expect state 1
      after 1400..1600
      heart off
    `,
  },
  {
    name: "a recording lasts half a second at least",
    script: `
      connect
      touch record
      wait 60
      release record
      wait 60
      touch record
      expect state 2
      expect state 1
      after 485..515
      release record
    `,
  },
  {
    name: "a recording lasts 19 s at most, and 6 s with an old audio chip",
    script: `
      connect
      press record
      expect state 2
      expect state 1
      after 18985..19015
    `,
  },
  {
    name: "6 s with an audio chip below version 10",
    switches: { audioChipVersion: 9 },
    script: `
      connect
      write command 09 09
      expect state 17
      expect state 1
      read command: 09 09 00 00 00
      press record
      expect state 2
      expect state 1
      after 5985..6015
    `,
  },
  {
    name: "with 0B 03 the paw is held while speaking",
    script: `
      connect
      write command 0B 03
      touch record
      expect state 2
      wait 1000
      release record
      expect state 1
      after 1000..1110
      write command 0B 02
      press record for 1000
      expect state 2
      expect nothing for 500
      press record
      expect state 1
    `,
  },
  {
    name: "a download tells 8 and 7, sends 16 bytes a notification, and ends with 1",
    script: `
      connect
      press record
      expect state 2
      wait 860
      press record
      expect state 1
      write command 09 00
      expect state 17
      expect state 1
      read command: 00 xx 04 00 00
      write command 02
      expect state 8
      expect state 7
      heart blinks 400
      expect audio 4388
      expect state 1
      heart off
      expect nothing for 200
    `,
  },
  {
    name: "a download may be filled up to 16 bytes at its end",
    switches: { downloadTail: "filled" },
    script: `
      connect
      press record
      expect state 2
      wait 860
      press record
      expect state 1
      write command 02
      expect state 8
      expect state 7
      expect audio 4400
      expect state 1
    `,
  },
  {
    name: "with nothing recorded a download is over at once",
    script: `
      connect
      write command 02
      expect state 8
      expect state 7
      expect state 1
    `,
  },
  {
    name: "the play paw breaks into a download: 1 comes after 17 and 5, not after the last byte",
    script: `
      connect
      press record
      expect state 2
      wait 3000
      press record
      expect state 1
      write command 02
      expect state 8
      expect state 7
      expect audio 160
      touch play
      expect audio less than 1000       # of 13,000
      expect state 17
      expect state 5
      expect state 1
      release play
    `,
  },
  {
    name: "a download ends with the link, and can be had again",
    script: `
      connect
      press record
      expect state 2
      wait 3000
      press record
      expect state 1
      write command 02
      expect state 8
      expect state 7
      expect audio 160
      cut
      connect
      read state: 01 00 00
      write command 02
      expect state 8
      expect state 7
      expect audio 13144
      expect state 1
    `,
  },
  {
    name: "08 02 records without a state or a light, until something stops it",
    script: `
      connect
      write command 08 02 00
      expect nothing for 3000
      heart off
      read state: 01 00 00
      write command 0C 01 00 01 00
      expect state 5
      expect state 1
      write command 09 00
      expect state 17
      expect state 1
      read command: 00 xx 0B 00 00
    `,
  },
  {
    name: "08 02 goes on without a link for 40 s (worst case)",
    script: `
      connect
      write command 08 02 00
      disconnect
      wait 41000
      connect
      write command 09 00
      expect state 17
      expect state 1
      read command: 00 xx 9C 00 00
    `,
  },
  {
    name: "08 02 ends with the link where the switch says so",
    switches: { linkLossStopsSilentRecording: true },
    script: `
      connect
      write command 08 02 00
      wait 2000
      disconnect
      wait 5000
      connect
      write command 09 00
      expect state 17
      expect state 1
      read command: 00 xx 07 00 00
    `,
  },
];

const VALUES: readonly Transcript[] = [
  {
    name: "09 answers lengths in ms, and its Idle switches the heart off",
    switches: FAST,
    script: `
      connect
      clip 1500
      write command 00 02 KEY
      send all
      write command 01
      expect state 1
      write led 01 00 00 64 00
      heart on
      write command 09 02
      expect state 17
      expect state 1
      heart off
      read command: 02 DC 05 00 00
      write command 09 01
      expect state 17
      expect state 1
      read command: 01 00 00 00 00
      write command 0B 01
      write command 09 07
      expect state 17
      expect state 1
      read command: 07 01 00 00 00
      write command 09 FF
      expect nothing for 200
      read command: 07 01 00 00 00
    `,
  },
  {
    name: "09 FF fetches nothing: no state, no Idle that would darken the heart, the register as it was",
    script: `
      connect
      write led 01 00 00 64 00
      write command 09 FF
      expect nothing for 500
      heart on
      read command: FF 00 00 00 00
      write command 09 07
      expect state 17
      expect state 1
      read command: 07 00 00 00 00
      write command 09 FF
      expect nothing for 500
      read command: 07 00 00 00 00
      press play                        # nor does it stop what plays
      expect state 17
      expect state 5
      write command 09 FF
      expect nothing for 1000
      heart on
      expect state 1
    `,
  },
  {
    name: "0A allows power saving, with any byte but 00, and forbids it: nothing that a central can see",
    switches: FAST,
    script: `
      connect
      write led 01 00 00 64 00
      write command 0A 01
      write command 0A FF
      write command 0A
      expect nothing for 3000           # no state, no link that drops
      events 80 in 1000
      heart on
      read state: 01 00 00
      read command: FF 00 00 00 00
      clip 600                          # and all else works
      write command 00 01 KEY
      send all
      write command 01
      expect state 1
      write command 0A 00
      press play
      expect state 17
      expect state 5
      heard 2 for 600..600
      expect state 1
      after 590..630
    `,
  },
  {
    name: "09 06 tells that an upload is under way, and forgets it",
    script: `
      connect
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      write command 09 06
      read command: 06 01 00 00 00
      write command 09 06
      read command: 06 00 00 00 00
      expect link lost
    `,
  },
  {
    name: "volume: now, stored, both, back, and what is left after a restart",
    script: `
      connect
      read volume: 64 FF
      write volume 00 20
      read volume: 20 FF
      write volume 01 30
      read volume: 20 30
      write volume 03
      read volume: 30 30
      write volume 02 40
      read volume: 40 40
      write volume 10 50
      write volume 04
      read volume: 50 50
      write volume 00 60
      write command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      expect link lost
      connect
      read volume: 50 50
    `,
  },
  {
    name: "LED: on, off, levels, a pattern",
    script: `
      connect
      read led: 00 00 00 64 00
      write led 01 00 00 50 0A
      read led: 01 00 00 50 0A
      heart on
      write led 03 00 00 28 05
      read led: 01 00 00 28 05
      write led 00 00 00 64 00
      heart off
      read led: 00 00 00 64 00
      write led 02 2C 01 64 00
      heart blinks 300
    `,
  },
  {
    name: "a new identifier is read at once and advertised from the next boot",
    script: `
      connect
      read configure: 30 31 32 33 34 35 36 37 38 39 41 42 43 44 45 46
      write configure 30 34 31 31 5F 32 32 5F 30 39 5F 33 30 5F 30 35 41 41
      read configure: 30 34 31 31 5F 32 32 5F 30 39 5F 33 30 5F 30 35
      identifier 0411_22_09_30_05
      advertised 0123456789ABCDEF
      disconnect
      connect
      advertised 0123456789ABCDEF
      write configure 30 32
      read configure: 30 32 31 31 5F 32 32 5F 30 39 5F 33 30 5F 30 35
      post command 00 01 KEY
      expect state 9
      expect request 1024, 0 answered
      expect link lost
      wait 1000
      advertised 0211_22_09_30_05
    `,
  },
  {
    name: "what firmware ignores is ignored",
    script: `
      connect
      write command 03
      write command 04
      write command 07
      write command 0D
      write command 0E 01 02
      write command 0A 00
      write command 06 02
      write command FF
      expect nothing for 500
      read state: 01 00 00
    `,
  },
  {
    name: "a paw that is touched for less than 50 ms was not pressed",
    script: `
      connect
      press play for 30
      press record for 40
      expect nothing for 300
    `,
  },
  {
    name: "the audio link's mode is fresh on a read, and stale in what is notified",
    switches: FAST,
    script: `
      connect
      clip 600
      write command 00 01 KEY
      expect state 9 link 0
      expect request 1024, 0 answered
      read state: 09 07 00
      send 1024
      expect state 3 link 7
      expect request 256, 1 answered
      read state: 03 04 00
      write command 01
      expect state 1 link 4
      read state: 01 00 00
      write command 08 01 02
      expect state 17 link 0
      expect state 5 link 0
      read state: 05 02 00
      expect state 1 link 2
    `,
  },
  {
    name: "attributes give the errors that their permissions tell",
    script: `
      connect
      refuse write state 00: 03
      refuse write dataRequest 00: 03
      refuse write returnAudio 00: 03
      refuse read audioWrite: 02
      refuse read returnAudio: 02
    `,
  },
];

/** Left to what the hosts agree on, and the toy asks for nothing by itself. */
const QUIET = { intervalMs: undefined, switches: { intervalRequestDelayMs: "never" } } as const;

const INTERVALS: readonly Transcript[] = [
  {
    name: "06 00 asks for a slow link, and the link becomes slow",
    ...QUIET,
    script: `
      connect
      grant intervals
      events 40 in 900                  # 22.5 ms
      write command 06 00
      expect wish 500..520, timeout 2000
      expect interval 520, timeout 2000
      events 10 in 5200
      read state: 01 00 00              # a slow link is a link
      press play
      expect state 17
      expect state 5
      expect state 1
      switch off                        # and a slow link is missed late
      expect link lost
      after 1560..2081
    `,
  },
  {
    name: "06 01 asks for a faster one with a short patience",
    ...QUIET,
    script: `
      connect
      grant intervals
      write command 06 00
      expect wish 500..520, timeout 2000
      expect interval 520, timeout 2000
      write command 06 01
      expect wish 20..40, timeout 200
      expect interval 40, timeout 200
      events 130 in 5200
      read state: 01 00 00
      switch off
      expect link lost
      after 160..201
    `,
  },
  {
    name: "06 02 asks for nothing now: it is what the toy asks for by itself, until it is switched off",
    intervalMs: undefined,
    switches: { intervalRequestDelayMs: 3_000 },
    script: `
      connect
      grant intervals
      expect wish 12.5..12.5, timeout 1000
      expect interval 12.5, timeout 1000
      events 80 in 1000
      write command 06 02
      expect nothing for 4000
      events 80 in 1000
      disconnect
      connect
      expect wish 20..40, timeout 1000
      expect interval 40, timeout 1000
      events 25 in 1000
      switch off
      expect link lost
      switch on
      connect
      expect wish 12.5..12.5, timeout 1000
      expect interval 12.5, timeout 1000
    `,
  },
  {
    name: "a central that gives nothing keeps its interval, and the toy lives with it",
    ...QUIET,
    script: `
      connect
      write command 06 00
      write command 06 01
      events 100 in 2250
      read state: 01 00 00
    `,
  },
  {
    name: "06 with anything else, or with nothing, asks for nothing",
    ...QUIET,
    script: `
      connect
      grant intervals
      write command 06
      write command 06 03
      write command 06 FF
      expect nothing for 1000
      events 40 in 900
    `,
  },
];

const CHAPTERS = { UPLOADS, WATCHDOG, KEYS, PLAYING, RECORDING, VALUES, INTERVALS };

test.each(
  Object.entries(CHAPTERS).flatMap(([chapter, transcripts]) =>
    transcripts.map((transcript) => [chapter.toLowerCase(), transcript.name, transcript] as const),
  ),
)("%s: %s", async (_chapter, _name, transcript) => {
  const { switches, script } = transcript;
  const intervalMs = "intervalMs" in transcript ? transcript.intervalMs : 12.5;
  await using rig = await openToyRig({ toys: [{ ...switches }], air: { intervalMs } });
  await runTranscript(rig, script);
});

test("every name tells another story", () => {
  const names = Object.values(CHAPTERS).flatMap((transcripts) => transcripts.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
});
