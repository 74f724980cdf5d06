import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take longest, longest first: no worker begins one of them when the others are nearly done. Vitest learns that
 * by itself from run to run; a fresh clone has nothing to learn from.
 */
export const LONGEST: readonly string[] = [
  "test/faults/kill-hub.test.ts",
  "test/faults/kill-ble.test.ts",
  "test/end-to-end/in-the-browser.test.ts",
  "test/faults/radio-and-toy.test.ts",
  "test/attacks/weak-passphrases.test.ts",
  "scripts/setup.test.ts",
  "test/attacks/passphrase-guessing.test.ts",
  "test/faults/taken-back-after-kill.test.ts",
  "test/faults/full-disk-running.test.ts",
  "test/end-to-end/page-manners.test.ts",
  "test/attacks/ids-cannot-be-guessed.test.ts",
  "test/end-to-end/recovery-sheet.test.ts",
  "test/attacks/no-setting-switches-protection-off.test.ts",
  "test/end-to-end/first-post.test.ts",
  "ble/radio/noble-radio.test.ts",
  "test/attacks/ignored-report.test.ts",
  "test/attacks/revoked-device.test.ts",
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
