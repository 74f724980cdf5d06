/** What a hub costs that stands in a house for years. */
import { type FigureGroup, type FigureResult, figure, median } from "./figure.ts";
import { measureBackup } from "./house-backup.ts";
import type { ComparedPeer } from "./house-installed.ts";
import { measureUse } from "./house-use.ts";
import { loadAverage } from "./load-average.ts";
import { slopeOf } from "./slope.ts";

const CLIPS = 10_000;
const BACKUP_S = 60;
const RESTORE_S = 300;
const IDLE_MB = 175;
const READY_S = 1.5;
const INSTALLED_MB = 220;
const STARTS = 5;
const A_DAY = 20;
const CARD_MB = 50;
const USE_HOURS = 72;
const MIB_AN_HOUR = 1;
const INSTALLED = ["house.idle.pss", "house.start.ready", "house.installed-size"] as const;
const USED = ["house.use-72h.memory", "house.use-72h.descriptors"] as const;

type Report = (line: string) => void;
type IsWanted = (figure: string) => boolean;

export const houseFigures: FigureGroup = {
  prefix: "house",
  async *run({ report, isWanted }) {
    if (INSTALLED.some(isWanted)) yield* installedFigures(report, isWanted);
    if (isWanted("house.card-writes")) yield* cardFigures(report);
    if (USED.some(isWanted)) yield* useFigures(report);
    if (isWanted("house.backup.first") || isWanted("house.restore")) yield* backupFigures(report);
  },
};

async function* installedFigures(report: Report, isWanted: IsWanted): AsyncIterable<FigureResult> {
  // Whether it can is tried on this machine: not for whoever wants other figures.
  const { hasDebianHouse } = await import("../support/debian-house.ts");
  if (!hasDebianHouse)
    return report(`house: left out here, as no Debian of its own boots: ${INSTALLED.join(", ")}`);
  const { comparePeers, measureInstalled } = await import("./house-installed.ts");
  const { memory, mappers, startMs, size } = await measureInstalled(STARTS, report);
  if (mappers.join() !== Object.keys(memory).toSorted().join())
    throw new Error(`others run the Node that was installed, and share its pages: ${mappers.join()}`);
  const isComparing = isWanted("house.idle.pss") || isWanted("house.start.ready");
  const isResting = isWanted("house.idle.pss");
  const peers = isComparing ? await comparePeers({ starts: STARTS, isResting }, report) : [];
  const both = Object.entries(memory).map(([unit, { pssMb, ussMb }]) => ({
    name: unit.replace("pawpost-", ""),
    pssMb,
    ussMb,
  }));
  yield figure("house.idle.pss", {
    value: both.reduce((sum, { pssMb }) => sum + pssMb, 0),
    unit: "MB",
    goal: ["<=", IDLE_MB],
    rounds: 1,
    beside: {
      processesOnThatNode: mappers.join(" "),
      ...Object.fromEntries(both.map(({ name, pssMb }) => [`${name}Pss`, pssMb])),
      ...Object.fromEntries(both.map(({ name, ussMb }) => [`${name}Uss`, ussMb])),
      ...besides(
        peers,
        "MB",
        ({ measured }) => measured?.memory?.pssMb,
        ({ known }) => known.pssMb,
      ),
    },
  });
  yield figure("house.start.ready", {
    value: median(startMs) / 1_000,
    unit: "s",
    goal: ["<=", READY_S],
    rounds: startMs.length,
    beside: {
      slowestS: Math.max(...startMs) / 1_000,
      ...besides(
        peers,
        "S",
        ({ measured }) => measured && median(measured.startMs) / 1_000,
        ({ known }) => known.startS,
      ),
      ...loadAverage(),
    },
  });
  yield figure("house.installed-size", {
    value: size.kib / 1_024,
    unit: "MB",
    goal: ["<=", INSTALLED_MB],
    rounds: 1,
    beside: {
      ofItCompiledMB: size.compiledKib / 1_024,
      withoutRoundingUpMB: size.apparentKib / 1_024,
      packageMB: size.packageBytes / 2 ** 20,
    },
  });
}

/** What was not measured is said as it was known before, and why it was not. */
function besides(
  peers: readonly ComparedPeer[],
  unit: string,
  measured: (peer: ComparedPeer) => number | undefined,
  known: (peer: ComparedPeer) => number,
): Record<string, number | string> {
  return Object.fromEntries(
    peers.map((peer) => {
      const value = measured(peer);
      const otherwise = `not measured here (${peer.why ?? "not asked for"}); known: ${known(peer)}`;
      return [`${peer.name}${unit}`, value ?? otherwise];
    }),
  );
}

async function* cardFigures(report: Report): AsyncIterable<FigureResult> {
  const { hasOwnImage } = await import("../support/own-image.ts");
  if (!hasOwnImage)
    return report("house: left out here, as nobody may mount a disk of their own: house.card-writes");
  const { measureCardDay } = await import("./house-card.ts");
  report(`house: a hub's second day, with ${A_DAY} messages and as many answers, on a card of its own`);
  const day = await measureCardDay(A_DAY);
  yield figure("house.card-writes", {
    value: day.written / 1e6,
    unit: "MB a day",
    goal: ["<=", CARD_MB],
    rounds: 1,
    beside: {
      messages: A_DAY,
      answers: A_DAY,
      inMessagesMB: day.post / 1e6,
      inAnswersMB: day.answer / 1e6,
      otherwiseMB: day.rest / 1e6,
      filesGrewMB: day.grown / 1e6,
      linesForTheJournal: day.lines,
      bytesForTheJournal: day.lineBytes,
    },
  });
}

async function* useFigures(report: Report): AsyncIterable<FigureResult> {
  report(`house: ${USE_HOURS} hours of use, on a clock that is driven`);
  const { hours, done } = await measureUse(USE_HOURS, report);
  const slopeFor = (value: "heldMiB" | "rssMiB" | "descriptors") =>
    slopeOf(hours.map((hour) => ({ at: hour.hour, value: hour[value] })));
  const [first, last] = [hours[0], hours.at(-1)];
  const held = slopeFor("heldMiB");
  const rss = slopeFor("rssMiB");
  yield figure("house.use-72h.memory", {
    value: Math.max(held, rss),
    unit: "MiB an hour",
    goal: ["<", MIB_AN_HOUR],
    rounds: hours.length,
    beside: {
      heldSlope: held,
      rssSlope: rss,
      heldMiB: `${first?.heldMiB.toFixed(1)} to ${last?.heldMiB.toFixed(1)}`,
      rssMiB: `${first?.rssMiB.toFixed(1)} to ${last?.rssMiB.toFixed(1)}`,
      ...done,
    },
  });
  const half = Math.floor(hours.length / 2);
  const open = (part: typeof hours) => median(part.map(({ descriptors }) => descriptors));
  yield figure("house.use-72h.descriptors", {
    value: open(hours.slice(half)) - open(hours.slice(0, half)),
    unit: "more open",
    goal: ["<=", 0],
    rounds: hours.length,
    beside: {
      first: first?.descriptors ?? 0,
      last: last?.descriptors ?? 0,
      most: Math.max(...hours.map(({ descriptors }) => descriptors)),
    },
  });
}

async function* backupFigures(report: Report): AsyncIterable<FigureResult> {
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
}
