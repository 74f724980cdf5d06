import type { deviceWords as english } from "../en/devices.ts";
import type { Translated } from "../translated.ts";

export const deviceWords: Translated<typeof english> = {
  unlock: {
    title: "Die Aufnahmen der Familie öffnen",
    lead: "Sie sind versiegelt, auch gegenüber dem Hub. Geöffnet werden sie hier, in diesem Browser.",
    submit: "Öffnen",
    cancel: "Jetzt nicht",
  },
  stepUp: {
    title: "Sind Sie es?",
    lead: "Das dürfen nur Sie selbst, und nicht, wer dieses Gerät gerade in der Hand hat.",
    submit: "Ich bin es",
    busy: "Einen Moment …",
    bySheet: "Notfallblatt verwenden",
    notBySheet: "Etwas anderes verwenden",
  },
  handOver: {
    open: "Woanders öffnen",
    guardian: {
      title: "Woanders öffnen",
      lead: "Eine App auf dem Startbildschirm, ein anderes Handy, eine andere Adresse dieses Hubs: Jedes behält seine Dinge für sich und weiß nichts von dieser Seite. Ein Code führt dorthin, und alles öffnet sich wie hier. Diese Seite bleibt, wie sie ist.",
    },
    relative: {
      title: "Auf ein anderes Handy oder in eine App umziehen",
      lead: "Die Post öffnet sich dort wie hier, und hier bleibt alles, wie es ist.",
    },
    make: "Code erstellen",
    makeAnother: "Neuen Code erstellen",
    once: (at) =>
      `Er gilt einmal, bis ${at}. Wer ihn bis dahin hat, gilt als Sie: niemandem zeigen und niemandem schicken.`,
    inApp: "In einer App oder einem anderen Browser",
    inAppHow:
      "Die App über ihr Symbol öffnen. Dort „Ich habe einen Code von meiner anderen Seite“ drücken und dies eintippen oder einfügen.",
    onPhone: "Auf einem anderen Handy",
    onPhoneHow: "Die Kamera auf dieses Bild richten und die Adresse öffnen, die sie zeigt.",
    picture: (host) => `Bild zum Scannen: der Link zu ${host}`,
    asLink: "Als Link",
    code: "Code",
    copy: "Kopieren",
    copied: (what) => `Kopiert: ${what}`,
    type: "Den Code eintippen, den die andere Seite zeigt. Auch ihr Link lässt sich einfügen.",
    came: "Der Link kam von Ihrer anderen Seite. Hier geht es als dieselbe Person weiter.",
    goOn: "Hier weitermachen",
    elsewhere: (places, guardian) =>
      `Ihre Post ist auch anderswo geöffnet: ${places}. Waren Sie das nicht? Dann bitte Bescheid sagen: ${guardian}.`,
    place: (label, since) =>
      since === undefined ? (label ?? "ein Browser") : `${label ?? "ein Browser"}, seit ${since}`,
  },
  devices: {
    open: "Geräte",
    title: "Ihre Geräte",
    lead: "Hier sind Sie angemeldet. Ist eines verloren oder unbekannt: bitte abmelden.",
    thisOne: "Dieses Gerät",
    nameless: "Ein vor langer Zeit abgemeldetes Gerät",
    openNow: "Gerade geöffnet",
    used: (at) => `Zuletzt benutzt: ${at}`,
    signedOut: "Abgemeldet",
    mayStillSend:
      "Es kann nichts anhören, aber sein Schlüssel steht noch auf der Liste derer, die senden dürfen.",
    signOut: "Abmelden",
    takeOff: "Von der Liste nehmen",
    signOutOthers: "Überall sonst abmelden",
    sure: (name) => `${name} abmelden?`,
    sureOthers: "Alle anderen Geräte abmelden?",
    what: "Es ist sofort Schluss: kein Anhören, kein Senden. Was es aufgenommen hat und was noch nicht beim Kuscheltier ist, wird nicht zugestellt. Das Schloss wird ausgewechselt, damit es nichts öffnen kann, was von jetzt an aufgenommen wird. Wer sich dort wieder anmeldet, braucht die Passphrase.",
    busy: "Wird abgemeldet …",
    done: (name) => `${name} ist abgemeldet`,
    doneOthers: "Alle anderen Geräte sind abgemeldet",
    away: {
      up: (milliseconds) =>
        milliseconds === null
          ? "Von überall erreichbar, unter einer eigenen Adresse für jedes Gerät."
          : `Von überall erreichbar, unter einer eigenen Adresse für jedes Gerät; ${milliseconds} ms zum Relay und zurück.`,
      opening: "Von woanders: noch nicht, das Relay wird angerufen.",
      "no-certificate": "Von woanders: noch nicht, dem Hub fehlt noch sein Zertifikat.",
      "one-name":
        "Von woanders: nur unter der Adresse eines einzigen Geräts; nur für sie hat der Hub ein Zertifikat. Er versucht es weiter für alle.",
      silent:
        "Von woanders kommt niemand hinein: zu Hause kein Internet, oder das Relay steht still. Zu Hause geht alles.",
      refused:
        "Von woanders kommt niemand hinein: Das Relay nimmt diesen Hub nicht an. Fragen, wer es betreibt.",
    },
  },
};
