import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take longest, longest first: no worker begins one of them when the others are nearly done. Vitest learns that
 * by itself from run to run; a fresh clone has nothing to learn from.
 */
export const LONGEST: readonly string[] = [
  "test/end-to-end/every-screen.test.ts",
  "test/faults/kill-ble.test.ts",
  "test/faults/kill-hub.test.ts",
  "test/end-to-end/kept-recording.test.ts",
  "test/end-to-end/mailbox.test.ts",
  "test/end-to-end/in-the-browser.test.ts",
  "test/faults/relay-unplugged.test.ts",
  "test/faults/relay-frozen.test.ts",
  "test/faults/radio-and-toy.test.ts",
  "test/faults/failing-disk.test.ts",
  "test/end-to-end/start-anew.test.ts",
  "test/end-to-end/page-manners.test.ts",
  "test/end-to-end/relative.test.ts",
  "test/end-to-end/toys.test.ts",
  "test/end-to-end/people.test.ts",
  "test/end-to-end/relative-away.test.ts",
  "test/end-to-end/devices.test.ts",
  "test/end-to-end/recovery-sheet.test.ts",
  "test/end-to-end/passkeys.test.ts",
  "test/end-to-end/newer-page.test.ts",
  "test/end-to-end/three-names.test.ts",
  "test/faults/full-disk-running.test.ts",
  "test/faults/wrong-start.test.ts",
  "test/faults/update-killed.test.ts",
  "test/faults/power-cut.test.ts",
  "test/end-to-end/keeping.test.ts",
  "test/end-to-end/installed.test.ts",
  "test/attacks/open-ports.test.ts",
  "test/attacks/inside-the-sandbox.test.ts",
  "test/attacks/no-recording-by-command-on-the-air.test.ts",
  "test/attacks/sold-hub.test.ts",
  "test/attacks/roster-kept-by-browsers.test.ts",
  "test/attacks/passphrase-guessing.test.ts",
  "test/end-to-end/second-hub.test.ts",
  "test/attacks/second-hub.test.ts",
  "scripts/setup.test.ts",
  "test/attacks/markup-in-names.test.ts",
  "test/attacks/ids-cannot-be-guessed.test.ts",
  "test/attacks/weak-passphrases.test.ts",
  "test/attacks/relay-visitors.test.ts",
  "test/attacks/no-route-without-credentials.test.ts",
  "test/attacks/silenced-alerts.test.ts",
  "test/languages.test.ts",
  "test/attacks/ignored-report.test.ts",
  "hub/use-cases/keep-messages.test.ts",
  "test/attacks/removed-guardian.test.ts",
  "test/attacks/revoked-person.test.ts",
  "test/attacks/lost-factors.test.ts",
  "test/attacks/revoked-device.test.ts",
  "test/attacks/silent-listening.test.ts",
  "test/attacks/hub-taken-over.test.ts",
  "test/attacks/addresses-open-nothing.test.ts",
  "test/attacks/no-setting-switches-protection-off.test.ts",
  "test/attacks/clock-jumps.test.ts",
  "test/attacks/push-tells-nothing.test.ts",
  "test/attacks/panic.test.ts",
  "ble/radio/noble-radio.test.ts",
];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = LONGEST.findIndex((path) => moduleId.endsWith(`/${path}`));
  return rank === -1 ? LONGEST.length : rank;
};
const groupOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const asUsual = await super.sort(files);
    return asUsual.toSorted((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b));
  }
}
