import type { PushNotices } from "../push-notices.ts";

export const PUSH_NOTICES: PushNotices = {
  alert: { title: "Zu Hause gibt es etwas anzusehen", body: "Pawpost öffnen, um zu sehen, was es ist." },
  waiting: {
    title: "Eine Nachricht wartet",
    body: "Pawpost öffnen, anhören und sagen, ob sie zum Kuscheltier darf.",
  },
  answer: { title: "Eine Antwort ist da", body: "Pawpost öffnen, um sie zu hören." },
  test: { title: "So meldet sich Pawpost", body: "Nur ein Test. Es ist nichts passiert." },
  ended: {
    title: "Pawpost kann sich hier nicht mehr melden",
    body: "Bitte öffnen und unter „Sicherheit“ wieder einschalten.",
  },
};
