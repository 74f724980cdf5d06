import type { PushNotices } from "../push-notices.ts";

export const PUSH_NOTICES: PushNotices = {
  alert: { title: "Zu Hause gibt es etwas anzusehen", body: "Pawpost öffnen, um zu sehen, was es ist." },
  test: { title: "So meldet sich Pawpost", body: "Nur ein Test. Es ist nichts passiert." },
  ended: {
    title: "Pawpost kann sich hier nicht mehr melden",
    body: "Bitte öffnen und unter „Sicherheit“ wieder einschalten.",
  },
};
