/** Alle Wörter der Seite auf Deutsch: unpersönlich, wo es geht, sonst mit „Sie“. */
import type { words as english } from "../en/words.ts";
import type { Translated } from "../translated.ts";
import { advisoryWords } from "./advisories.ts";
import { anewWords } from "./anew.ts";
import { backupWords } from "./backups.ts";
import { deviceWords } from "./devices.ts";
import { drillWords } from "./drill.ts";
import { firstWords } from "./first-words.ts";
import { helpWords } from "./help.ts";
import { homeWords } from "./home.ts";
import { homePageWords } from "./home-page.ts";
import { houseCheckWords } from "./house-check.ts";
import { keeperWords } from "./keepers.ts";
import { keepingWords } from "./keeping.ts";
import { keepsakeWords } from "./keepsake.ts";
import { libraryWords } from "./library.ts";
import { lockWords } from "./lock.ts";
import { messageWords } from "./messages.ts";
import { navigationWords } from "./navigation.ts";
import { noticeWords } from "./notices.ts";
import { offlineWords } from "./offline.ts";
import { peopleWords } from "./people.ts";
import { pictureWords } from "./pictures.ts";
import { recordingWords } from "./recording.ts";
import { relativeWords } from "./relatives.ts";
import { roomWords } from "./rooms.ts";
import { safetyWords } from "./safety.ts";
import { timelineWords } from "./timeline.ts";
import { timesWords } from "./times.ts";
import { toyCareWords } from "./toy-care.ts";
import { toyWords } from "./toys.ts";
import { updateWords } from "./updates.ts";
import { waysInWords } from "./ways-in.ts";

export const words: Translated<typeof english> = {
  someChild: "Kind",
  someToy: "Kuscheltier",
  verbOf: (verb, what) => `${verb}: ${what}`,
  footer: {
    signedInAs: (name) => `Angemeldet als ${name}`,
    signOut: "Abmelden",
  },
  ...firstWords,
  ...anewWords,
  ...backupWords,
  ...keeperWords,
  ...toyWords,
  ...toyCareWords,
  ...messageWords,
  ...recordingWords,
  ...relativeWords,
  ...deviceWords,
  ...waysInWords,
  ...offlineWords,
  ...peopleWords,
  ...libraryWords,
  ...lockWords,
  ...noticeWords,
  ...safetyWords,
  ...advisoryWords,
  ...drillWords,
  ...houseCheckWords,
  ...updateWords,
  ...roomWords,
  ...keepingWords,
  ...keepsakeWords,
  ...navigationWords,
  ...helpWords,
  ...homeWords,
  ...homePageWords,
  ...timelineWords,
  ...pictureWords,
  ...timesWords,
};
