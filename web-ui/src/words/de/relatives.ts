import type {
  relativeWords as english,
  JOIN_END_WORDS as englishJoinEnds,
  POST_WORDS as englishStates,
} from "../en/relatives.ts";
import type { Translated } from "../translated.ts";
import { listEither, number, plural } from "./amounts.ts";
import { DECLINE_WORDS } from "./messages.ts";
import { POST_WAIT_WORDS } from "./times.ts";

const POST_WORDS: Translated<typeof englishStates> = {
  draft: () => "Noch nicht gesendet",
  awaiting_approval: () => "Wartet, bis eine Vertrauensperson zuhört",
  declined: ({ child, declined }) => DECLINE_WORDS[declined ?? "ask-me"].toSender(child),
  scheduled: ({ child, waits }) =>
    waits === undefined
      ? "Unterwegs"
      : POST_WAIT_WORDS[waits.isNight ? "night" : "moment"](waits.until, child),
  queued: () => "Unterwegs",
  delivering: () => "Wird zum Bären gebracht",
  on_toy: ({ child }) => `Beim Bären von ${child}`,
  on_toy_unconfirmed: ({ child, isToyGone }) =>
    isToyGone ? `War beim Bären von ${child}` : `Beim Bären von ${child}`,
  played: ({ at }) => `Gehört: ${at}`,
  replaced: ({ child }) => `War beim Bären von ${child}`,
  failed: () => "Verspätet",
  cancelled: ({ isToyGone }) =>
    isToyGone
      ? "Nicht angekommen: Der Bär, für den sie war, ist nicht mehr da. Bitte noch einmal aufnehmen"
      : "Zurückgenommen",
  quarantined: () => "",
  received: () => "",
  awaiting_release: () => "",
  shared: ({ child }) => `${child} hat Ihnen eine Nachricht geschickt`,
};

const JOIN_END_WORDS: Translated<typeof englishJoinEnds> = {
  malformed: {
    title: "Dieser Link ist nicht vollständig.",
    next: "Manche Programme schneiden lange Links ab. Bitte ganz kopieren oder stattdessen das Bild scannen.",
  },
  "other-hub": {
    title: "Dieser Link ist für ein anderes Zuhause.",
    next: "Bitte bei der Vertrauensperson, die ihn geschickt hat, nach der richtigen Adresse fragen.",
  },
  "somebody-here": {
    title: "Dieser Browser gehört schon jemand anderem.",
    next: "Der Link ist für eine Person. Bitte auf deren eigenem Handy oder Computer öffnen; was hier ist, bleibt, wie es ist.",
  },
  removed: {
    title: "Dieses Gerät steht nicht mehr auf der Liste der Familie.",
    next: "Bitte eine Vertrauensperson um einen neuen Link. Nichts ist verloren: Was geteilt war, wird wieder geteilt.",
  },
};

export const relativeWords: Translated<typeof english> = {
  postStates: POST_WORDS,
  joinEnds: JOIN_END_WORDS,
  share: {
    somebody: "jemand",
    open: "Teilen",
    openFor: (child) => `Teilen, was ${child} gesagt hat`,
    close: "Fertig",
    title: "Wer darf das hören?",
    lead: "Es wird hier im Browser für jede Person einzeln versiegelt.",
    with: (name) => `Mit ${name} teilen`,
    again: (name) => `Noch einmal mit ${name} teilen`,
    has: (name) => `${name} hat es`,
    takeBack: (name) => `Von ${name} zurücknehmen`,
    stale: (name) => `${name} hat neue Schlüssel und kann es nicht mehr öffnen`,
    bulkAgain: (name, count) =>
      plural(count, {
        one: `${name} hat neue Schlüssel. Eine Antwort von vorher kann noch einmal geteilt werden.`,
        other: (n) =>
          `${name} hat neue Schlüssel. ${n} Antworten von vorher können noch einmal geteilt werden.`,
      }),
    bulkBefore: (name, count) =>
      plural(count, {
        one: `Eine Antwort, die andere haben, kann auch mit ${name} geteilt werden.`,
        other: (n) => `${n} Antworten, die andere haben, können auch mit ${name} geteilt werden.`,
      }),
    shareAgain: "Noch einmal teilen",
    shareThem: "Teilen",
    stop: "Stopp",
    notNow: "Jetzt nicht",
    progress: (name, done, total) => `Wird mit ${name} geteilt: ${number(done)} von ${number(total)}`,
    stopped: (done, total) => `Angehalten bei ${number(done)} von ${number(total)}.`,
    left: (count) =>
      plural(count, {
        one: "Eine öffnete sich hier nicht und wurde ausgelassen.",
        other: (n) => `${n} öffneten sich hier nicht und wurden ausgelassen.`,
      }),
    goOn: "Weiter",
  },
  relative: {
    for: (child) => `Post für ${child}`,
    record: (child) => `Nachricht für ${child} aufnehmen`,
    whom: "Für wen?",
    starting: "Einen Moment …",
    recording: "Jetzt sprechen. Am Ende noch einmal drücken.",
    stop: "Stopp",
    again: "Noch einmal",
    more: "Mehr: kürzen, Titel geben",
    send: "Senden",
    listen: "Anhören",
    pause: "Pause",
    preparing: "Der Klang wird schön gemacht …",
    ready: "Senden?",
    yours: "Was Sie gesendet haben",
    answers: (child) => `Von ${child}`,
    noAnswers: (child) => `Wenn ${child} antwortet, steht es hier.`,
    play: "Abspielen",
    playFrom: (child, when, length) => `Abspielen, was ${child} gesagt hat: ${when}, ${length}`,
    playing: (child, length) => `Was ${child} gesagt hat, ${length}`,
    takeBack: "Zurücknehmen",
    mayNotWrite: "Hier können Sie zuhören. Wer etwas senden möchte, fragt eine Vertrauensperson.",
    nobody: "Noch ist niemand da, dem man schreiben kann.",
    help: "Hilfe",
    helpText: (guardian) =>
      `Etwas geht nicht? Dann um einen neuen Link bitten: ${guardian}. Nichts, was Sie gesendet haben, ist verloren.`,
    keyLost: (guardian) =>
      `Dieser Browser hat seinen Schlüssel verloren. Bitte um einen neuen Link fragen: ${guardian}.`,
    oneOf: (guardians) => (guardians.length === 0 ? "eine Vertrauensperson" : listEither(guardians)),
  },
  join: {
    relativeTitle: (name) => `Hallo, ${name}`,
    relativeLead: (by) => `${by} lädt Sie zur Post der Familie ein.`,
    mayDo: (child, { mayWrite, isTrusted, mayHear }, by) => {
      const sends = isTrusted
        ? `Sie können Nachrichten an das Kuscheltier von ${child} senden.`
        : `Sie können Nachrichten an ${child} senden. ${by} hört sie an, bevor sie zum Kuscheltier kommen.`;
      const hears = `Sie bekommen die Antworten von ${child}, die ${by} teilt.`;
      return [...(mayWrite ? [sends] : []), ...(mayHear ? [hears] : [])].join(" ");
    },
    nothingToType:
      "Es gibt kein Konto und nichts zu merken. Ein Schlüssel entsteht in diesem Browser und bleibt hier. Bitte das Handy oder den Computer nehmen, der auch künftig benutzt wird.",
    guardianTitle: "Vertrauensperson werden",
    guardianLead: (by) =>
      `${by} bittet Sie, gemeinsam auf die Post der Familie zu achten. Sie werden alles hören und dürfen andere einladen und entfernen.`,
    submit: "Beitreten",
    waitingTitle: (by) => `Warten auf ${by}`,
    waitingLead: (by) =>
      `${by} muss einmal Ja sagen, auf der Seite „Familie“. Diese Seite offen lassen oder später wiederkommen: Es geht von selbst weiter.`,
    codeLead: (by) => `Falls ${by} anruft, diese Ziffern vorlesen. Sie sind kein Geheimnis.`,
    waitingUntil: (at) => `Die Einladung gilt bis ${at}.`,
    toFirstPage: "Zur ersten Seite",
  },
};
