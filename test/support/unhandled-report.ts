import { writeFileSync } from "node:fs";
import type { SerializedError } from "vitest";
import type { Reporter } from "vitest/node";

/** As Vitest says it of one: the file, and the test, that ran when it came. */
const told = ({ message, stack, VITEST_TEST_PATH, VITEST_TEST_NAME }: SerializedError): string =>
  `${[stack ?? message, VITEST_TEST_PATH && `while this ran: ${VITEST_TEST_PATH}`, VITEST_TEST_NAME]
    .filter((part) => part !== undefined)
    .join("\n    ")}\n`;

/** Writes into the file that `UNHANDLED_REPORT` names the errors that no test owns; Vitest's JSON leaves them out. No file where there are none. */
// biome-ignore lint/style/noDefaultExport: as Vitest loads it
export default class UnhandledReport implements Reporter {
  onTestRunEnd(_modules: unknown, errors: readonly SerializedError[]): void {
    const path = process.env.UNHANDLED_REPORT;
    if (path === undefined || errors.length === 0) return;
    writeFileSync(path, errors.map(told).join(""));
  }
}
