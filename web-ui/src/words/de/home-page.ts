import type { homePageWords as english } from "../en/home-page.ts";
import type { Translated } from "../translated.ts";

export const homePageWords: Translated<typeof english> = {
  homePage: {
    title: "Ohne Internet zu Hause",
    lead: "Im eigenen Netz des Hauses öffnet sich die Seite hier, mit Internet und ohne:",
    believe:
      "Jedes Handy und jeder Computer muss diesem Hub einmal glauben, durch eine kleine Datei: das Zertifikat des Hubs. Dort speichern und installieren.",
    save: "Zertifikat speichern",
    steps: [
      {
        title: "iPhone, iPad",
        steps: [
          "Das Zertifikat in Safari speichern und das Profil erlauben.",
          "In den Einstellungen „Profil geladen“ drücken, dann „Installieren“.",
          "In den Einstellungen unter Allgemein, Info, „Zertifikatsvertrauenseinstellungen“ auch dort einschalten.",
        ],
      },
      {
        title: "Android",
        steps: [
          "Das Zertifikat speichern.",
          "In den Einstellungen nach „CA-Zertifikat“ suchen und die Datei trotz der Warnung installieren.",
        ],
      },
      {
        title: "Computer",
        steps: [
          "Mac: die Datei öffnen und in der Schlüsselbundverwaltung „Immer vertrauen“ wählen.",
          "Windows: die Datei öffnen und unter „Vertrauenswürdige Stammzertifizierungsstellen“ installieren.",
          "Firefox, und Chrome unter Linux: in den Einstellungen unter Zertifikate importieren, für Websites.",
        ],
      },
    ],
    goOn: (handOver) =>
      `Danach dort die Adresse öffnen und einen Code mitnehmen: „${handOver}“. Passkeys werden dort neu erstellt.`,
    compareTitle: "Ist es das richtige?",
    compare: "Was das Gerät davon als SHA-256 zeigt, muss dies sein:",
    meansTitle: "Was es heißt, ihm zu glauben",
    means: (name) =>
      `Das Gerät glaubt diesem Hub, dass er ${name} ist, und keinen anderen Namen: So steht es im Zertifikat, und die Geräte halten sich daran. Wer an die Schlüssel des Hubs käme, könnte sich dort für diesen Hub ausgeben und für niemanden sonst.`,
    takeBack:
      "Vom Gerät wieder entfernen, wenn der Hub verkauft oder verschenkt wird oder ihm nicht mehr zu trauen ist. Dort heißt es „Pawpost at home“.",
  },
};
