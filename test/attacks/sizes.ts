/** How much an attack, or a fault, tries: by itself as much as fits into some minutes, and with `PAWPOST_SIZES=full` (`scripts/nightly`) all of it. */

interface Size {
  /** The attack, by its number, and what is counted. */
  readonly of: string;
  readonly usual: number;
  readonly full: number;
  /** Files with it, from the root. */
  readonly file: string | readonly string[];
}

/** Whose tables are tried a row or so of. */
const WITH_BARRIERS = [
  "test/attacks/advisories.test.ts",
  "test/attacks/before-its-time.test.ts",
  "test/attacks/changed-backup.test.ts",
  "test/attacks/clock-jumps.test.ts",
  "test/attacks/edited-ledger.test.ts",
  "test/attacks/framing-and-sniffing.test.ts",
  "test/attacks/hand-over.test.ts",
  "test/attacks/history-replayed.test.ts",
  "test/attacks/hub-microphone.test.ts",
  "test/attacks/hub-taken-over.test.ts",
  "test/attacks/ids-cannot-be-guessed.test.ts",
  "test/attacks/ignored-report.test.ts",
  "test/attacks/keep-time.test.ts",
  "test/attacks/lost-factors.test.ts",
  "test/attacks/no-route-without-credentials.test.ts",
  "test/attacks/no-setting-switches-protection-off.test.ts",
  "test/attacks/panic.test.ts",
  "test/attacks/passphrase-guessing.test.ts",
  "test/attacks/push-tells-nothing.test.ts",
  "test/attacks/quiet-answers.test.ts",
  "test/attacks/relay-hostile-hubs.test.ts",
  "test/attacks/relay-knocks-elsewhere.test.ts",
  "test/attacks/removed-guardian.test.ts",
  "test/attacks/removed-toy.test.ts",
  "test/attacks/restored-backup.test.ts",
  "test/attacks/revoked-device.test.ts",
  "test/attacks/revoked-person.test.ts",
  "test/attacks/rooms-by-page.test.ts",
  "test/attacks/rooms-take-toys.test.ts",
  "test/attacks/roster-kept-by-browsers.test.ts",
  "test/attacks/silenced-alerts.test.ts",
  "test/attacks/silent-listening.test.ts",
  "test/attacks/sold-hub.test.ts",
  "test/attacks/started-anew.test.ts",
  "test/attacks/stolen-backup.test.ts",
  "test/attacks/stolen-data-folder.test.ts",
  "test/attacks/stolen-image.test.ts",
  "test/attacks/unlocked-phone.test.ts",
];

const SIZES = {
  ids: {
    of: "T-08: random ids",
    usual: 2_500,
    full: 1_000_000,
    file: "test/attacks/ids-cannot-be-guessed.test.ts",
  },
  timings: {
    of: "T-08: pairs of answers compared by time",
    usual: 1_000,
    full: 10_000,
    file: "test/attacks/ids-cannot-be-guessed.test.ts",
  },
  passphrases: {
    of: "T-11: known passphrases typed into the page",
    usual: 150,
    full: 50_000,
    file: "test/attacks/weak-passphrases.test.ts",
  },
  dressedPassphrases: {
    of: "T-11: known passphrases dressed up so that the slow judge is asked, too",
    usual: 2_500,
    full: 50_000,
    file: "test/attacks/weak-passphrases.test.ts",
  },
  crackedWords: {
    of: "T-13: words of a list tried against all that the store holds",
    usual: 10_000,
    full: 100_000,
    file: "test/attacks/stolen-verifier.test.ts",
  },
  guesses: {
    of: "T-14: guesses at a passphrase",
    usual: 1_000,
    full: 10_000,
    file: "test/attacks/passphrase-guessing.test.ts",
  },
  ledgerSteps: {
    of: "T-20: what a family does, read again in the ledger",
    usual: 75,
    full: 3_000,
    file: "test/attacks/history-replayed.test.ts",
  },
  storeKills: {
    of: "kills of a process that writes to the hub's store",
    usual: 40,
    full: 200,
    file: "test/faults/store-kill.test.ts",
  },
  packages: {
    of: "packages made of one clone, which are the same bytes",
    usual: 1,
    full: 2,
    file: "test/end-to-end/installed.test.ts",
  },
  erasedMessages: {
    of: "messages of a child that is erased with all of them",
    usual: 500,
    full: 10_000,
    file: "hub/use-cases/keep-messages.test.ts",
  },
  commands: {
    of: "T-37: commands to the process that speaks to toys",
    usual: 150,
    full: 20_000,
    file: "test/attacks/no-recording-by-command-on-the-air.test.ts",
  },
  strangers: {
    of: "T-50: visits of a stranger to a toy that nobody holds",
    usual: 40,
    full: 1_000,
    file: "test/attacks/radio-stranger.test.ts",
  },
  drops: {
    of: "T-50: ordinary drops of a toy's link, in which there is nobody",
    usual: 40,
    full: 1_000,
    file: "test/attacks/radio-stranger.test.ts",
  },
  revocations: {
    of: "T-80: lost phones that are signed out",
    usual: 1,
    full: 1_000,
    file: "test/attacks/revoked-device.test.ts",
  },
  hellos: {
    of: "fuzzed hellos read by the relay",
    usual: 20_000,
    full: 1_000_000,
    file: "test/attacks/relay-fuzzed-hellos.test.ts",
  },
  helloSockets: {
    of: "fuzzed hellos said to the running relay",
    usual: 1_500,
    full: 50_000,
    file: "test/attacks/relay-fuzzed-hellos.test.ts",
  },
  refusals: {
    of: "refusals of each kind compared by time",
    usual: 100,
    full: 1_500,
    file: "test/attacks/relay-refusals-alike.test.ts",
  },
  frozen: {
    of: "percent of the wait after which an end that is stopped is given up",
    usual: 10,
    full: 100,
    file: "test/faults/relay-frozen.test.ts",
  },
  deadLines: {
    of: "percent of the wait after which a line that is dead is given up",
    usual: 10,
    full: 100,
    file: "test/faults/relay-dead-lines.test.ts",
  },
  pulledCables: {
    of: "percent of the wait after which a house without its cable is given up",
    usual: 10,
    full: 100,
    file: "test/faults/relay-unplugged.test.ts",
  },
  failedWrites: {
    of: "first calls of a writer to its disk, of which every fifth fails, in full size each",
    usual: 150,
    full: 3_000,
    file: "test/faults/failing-disk.test.ts",
  },
  vanishedVisitors: {
    of: "percent of the wait after which a visitor who vanished is given up",
    usual: 10,
    full: 100,
    file: "test/faults/relay-vanished-visitor.test.ts",
  },
  disasters: {
    of: "uploads and downloads, each cut somewhere",
    usual: 1_000,
    full: 10_000,
    file: "ble/toys/cloudpets/disasters.test.ts",
  },
  bleKills: {
    of: "kills of the radio process while post goes through",
    usual: 30,
    full: 250,
    file: "test/faults/kill-ble.test.ts",
  },
  hubKills: {
    of: "kills of the hub, and its broker with it, while post goes through",
    usual: 30,
    full: 250,
    file: "test/faults/kill-hub.test.ts",
  },
  flippedBits: {
    of: "bits flipped in stored files, each read again",
    usual: 3_000,
    full: 200_000,
    file: "test/faults/flipped-bits.test.ts",
  },
  powerCuts: {
    of: "power cuts while the hub's store is written",
    usual: 20,
    full: 1_500,
    file: "test/faults/power-cut.test.ts",
  },
  uploads: {
    of: "uploads on bad days, one after the other in one process",
    usual: 300,
    full: 10_000,
    file: "ble/toys/cloudpets/many-uploads.test.ts",
  },
  notifications: {
    of: "notifications of a toy that says anything",
    usual: 20_000,
    full: 1_000_000,
    file: "ble/toys/cloudpets/fuzzed-notifications.test.ts",
  },
  mailboxCuts: {
    of: "cuts of the link to a toy whose hands the hub answers",
    usual: 60,
    full: 1_000,
    file: "test/faults/mailbox-cuts.test.ts",
  },
  looksByAxe: {
    of: "of two languages, each in one of the themes, those in which axe looks at a screen",
    usual: 1,
    full: 2,
    file: "test/end-to-end/every-screen.test.ts",
  },
  clipsAtNames: {
    of: "clips opened under each of three names",
    usual: 3,
    full: 100,
    file: "test/end-to-end/three-names.test.ts",
  },
  barriers: {
    of: "barriers of each table of them, taken out one by one",
    usual: 1,
    full: 1_000,
    file: WITH_BARRIERS,
  },
} as const satisfies Record<string, Size>;

type SizeName = keyof typeof SIZES;

const isFull: boolean = process.env.PAWPOST_SIZES === "full";

export const size = (name: SizeName): number => SIZES[name][isFull ? "full" : "usual"];

/**
 * Of a table whose rows each take a barrier out, the first ones. All that such a row shows is that its attack would succeed; that it fails is tried of
 * every attack, always.
 */
export const takenOut = <Row>(rows: readonly Row[]): readonly Row[] => rows.slice(0, size("barriers"));

/** @param usualMs what the usual size may take; as much more as there is more to try */
export const timeFor = (name: SizeName, usualMs = 240_000): { readonly timeout: number } => ({
  timeout: usualMs * Math.max(1, size(name) / SIZES[name].usual),
});

// For scripts/nightly, a line for each file: name, file, usual, full, what it is, with tabs between.
if (import.meta.main) {
  for (const [name, { file, usual, full, of }] of Object.entries(SIZES))
    for (const one of [file].flat()) process.stdout.write(`${[name, one, usual, full, of].join("\t")}\n`);
}
