/** What is shown while the page is closed. Of no person, child or toy: anybody who sees the screen may read it. */
import type { PushNotices } from "../push-notices.ts";

export const PUSH_NOTICES: PushNotices = {
  alert: { title: "Something at home needs a look", body: "Open Pawpost to see what it is." },
  waiting: {
    title: "A message waits for you",
    body: "Open Pawpost to listen, and to say whether it goes to the toy.",
  },
  answer: { title: "There is an answer", body: "Open Pawpost to hear it." },
  test: { title: "This is how Pawpost tells you", body: "Only a test. Nothing happened." },
  ended: {
    title: "Pawpost can tell you nothing here any more",
    body: "Open it, and turn this on again under Safety.",
  },
};
