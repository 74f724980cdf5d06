import type {
  timesWords as english,
  POST_WAIT_WORDS as englishPostWaits,
  WAIT_WORDS as englishWaits,
} from "../en/times.ts";
import type { Translated } from "../translated.ts";

export const WAIT_WORDS: Translated<typeof englishWaits> = {
  "wake-up": (until) => `Zum Aufwachen: ${until}`,
  bedtime: (until) => `Zur Schlafenszeit: ${until}`,
  at: (until) => `Geht los: ${until}`,
  night: (until, child) => `Bei ${child} ist Nacht. Geht los: ${until}`,
};

export const POST_WAIT_WORDS: Translated<typeof englishPostWaits> = {
  moment: (until) => `Kommt an: ${until}`,
  night: (until, child) => `Bei ${child} ist Nacht. Kommt an: ${until}`,
};

export const timesWords: Translated<typeof english> = {
  times: {
    tomorrow: (clock) => `morgen ${clock}`,
    darkHeart: (until) => `Auf dem Kuscheltier. Das Herz bleibt dunkel: bis ${until}`,
  },
};
