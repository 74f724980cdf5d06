import { encodeBase64url } from "../../contract/base64url.ts";
import type { RoomNews } from "../../contract/hub-microphone.ts";
import { MicrophoneRefused } from "../../ports/microphone.ts";
import { type OpenRoom, openRoom } from "../../use-cases/record-in-room.ts";
import { sessionOf } from "../call-facts.ts";
import { openStream } from "../open-stream.ts";
import type { Route } from "../route.ts";
import { isThisMachine } from "../this-machine.ts";

/** The hub's own microphone, for a guardian who has just shown to be there, at the page of this machine. */
export const MICROPHONE_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/microphone",
    policy: "guardian",
    stepUp: true,
    summary:
      "Record in the room where the hub stands, as text/event-stream, for 40 s at most; off when the stream ends. Only from the hub's own machine",
    body: { kind: "none" },
    answer: { kind: "stream" },
    handle: async (call) => {
      // A name leads here from elsewhere, or may one day: nobody listens to a house from outside.
      if (!isThisMachine(new URL(call.origin).host))
        throw new MicrophoneRefused("hub-microphone.not-here", "asked for by a name");
      const ending = new AbortController();
      let room: OpenRoom | undefined;
      try {
        const signal = AbortSignal.any([call.signal, ending.signal]);
        const stream = await openStream(call, signal, async (): Promise<RoomNews> => {
          room = await openRoom(call.house, sessionOf(call));
          return { kind: "on", sampleRateHz: room.sampleRateHz };
        });
        const send = (news: RoomNews) => stream.send(news);
        const opened = room;
        stream.whenEnded(() => opened?.[Symbol.dispose]());
        opened?.listen(
          (pcm) => send({ kind: "sound", pcm: encodeBase64url(pcm) }),
          (why) => {
            send({ kind: "off", why });
            ending.abort();
          },
        );
        return { kind: "stream", stream: stream.body };
      } catch (error) {
        room?.[Symbol.dispose]();
        throw error;
      }
    },
  },
];
