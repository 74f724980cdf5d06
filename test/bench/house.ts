/** What a hub costs that stands in a house for years. */
import { type FigureGroup, figure } from "./figure.ts";
import { measureBackup } from "./house-backup.ts";
import { loadAverage } from "./load-average.ts";

const CLIPS = 10_000;
const BACKUP_S = 60;
const RESTORE_S = 300;

export const houseFigures: FigureGroup = {
  prefix: "house",
  async *run({ report, isWanted }) {
    if (!isWanted("house.backup.first") && !isWanted("house.restore")) return;
    const { firstMs, nightMs, nightBytes, restoreMs, bytes, clips, others } = await measureBackup(
      CLIPS,
      report,
    );
    const beside = {
      clips,
      gigabytes: bytes / 1e9,
      ...Object.fromEntries(Object.entries(others).map(([name, ms]) => [`${name} s`, ms / 1_000])),
      ...loadAverage(),
    };
    yield figure("house.backup.first", {
      value: firstMs / 1_000,
      unit: "s",
      goal: ["<=", BACKUP_S],
      rounds: 1,
      beside: { nextNightS: nightMs / 1_000, nextNightMB: nightBytes / 1e6, ...beside },
    });
    yield figure("house.restore", {
      value: restoreMs / 1_000,
      unit: "s",
      goal: ["<", RESTORE_S],
      rounds: 1,
      beside,
    });
  },
};
