/**
 * A day of a whole population, hub by hub: each has its node, its times of coming back and of being visited. At the busiest second of the evening nodes are
 * lost, and theirs come back at others over the window that the relay named. What every second costs every node is added up.
 *
 * Pure: the same seed, the same day.
 */
import { spreadSeconds } from "../sessions/spread-seconds.ts";
import type { Costs } from "./measured-costs.ts";

const DAY_S = 86_400;
/** relay/sessions/control-line.ts. */
const PING_EACH_S = 40;
/** Of a sign-in: whether it is elsewhere, that nobody answers, that it is here, the subscription. Each as NATS counts them, in and out. */
const NATS_OF_SIGN_IN = 4;
/** Of a visitor whose hub is elsewhere: the question in and out, the answer in and out. */
const NATS_OF_VISIT = 4;

export interface Population {
  readonly hubs: number;
  readonly nodes: number;
  /** Nodes that are lost at once, at the busiest time. */
  readonly lost: number;
  /** For each hub and day: visits, new connections of a visit, bytes of a visit both ways, and times that its own line breaks. */
  readonly visits: number;
  readonly connectionsAVisit: number;
  readonly bytesAVisit: number;
  readonly breaks: number;
}

export interface Day {
  readonly signIns: number;
  readonly visits: number;
  readonly pings: number;
  /** Of the busiest node, share of one core: on average, in its busiest second before anything is lost, and after. */
  readonly cpuAverage: number;
  readonly cpuPeakCalm: number;
  readonly cpuPeakAfterLoss: number;
  /** Of the fullest node, before and after the loss. */
  readonly mostHubs: number;
  readonly mostHubsAfterLoss: number;
  readonly memoryMib: number;
  readonly memoryMibAfterLoss: number;
  /** Of the hubs that were lost: how many came back, and how long the last one was away, s. */
  readonly lostHubs: number;
  readonly backHubs: number;
  readonly windowS: number;
  readonly lastBackS: number;
  /** Of all nodes together, in the busiest second. */
  readonly megabitsPeak: number;
  readonly nats: {
    readonly messagesAverage: number;
    readonly messagesPeak: number;
    readonly memoryMib: number;
  };
}

/** Share of a day's visits in each hour: asleep, breakfast, school, and the evening, when good nights are said. An assumption. */
const HOURS = [1, 1, 1, 1, 1, 2, 5, 7, 4, 3, 3, 3, 4, 4, 4, 5, 6, 8, 11, 13, 9, 5, 3, 1];
const ALL_HOURS = HOURS.reduce((sum, share) => sum + share, 0);
const BUSIEST_HOUR = HOURS.indexOf(Math.max(...HOURS));
/** In the middle of it. */
const LOSS_AT_S = BUSIEST_HOUR * 3_600 + 1_800;

export function replayDay(population: Population, costs: Costs, random: () => number): Day {
  const { hubs, nodes, lost } = population;
  if (lost >= nodes) throw new RangeError("a node has to stay");
  const signIns = perSecond(nodes);
  const visits = perSecond(nodes);
  const natsMessages = new Float64Array(DAY_S);
  const nodeOf = new Uint16Array(hubs);
  const hubsAt = new Uint32Array(nodes);
  for (let hub = 0; hub < hubs; hub += 1) {
    const node = draw(random, nodes);
    nodeOf[hub] = node;
    bump(hubsAt, node);
  }
  const mostHubs = Math.max(...hubsAt);
  const windowS = spreadSeconds(mostHubs);
  const firstKept = lost;

  let lostHubs = 0;
  let lastBackS = 0;
  const after = hubsAt.slice();
  const signIn = (node: number, second: number) => {
    bump(at(signIns, node), second);
    bump(natsMessages, second, NATS_OF_SIGN_IN);
  };
  for (let hub = 0; hub < hubs; hub += 1) {
    const before = nodeOf[hub] as number;
    const isLost = before < firstKept;
    const anew = isLost ? firstKept + draw(random, nodes - firstKept) : before;
    const backAt = LOSS_AT_S + Math.floor(random() * windowS);
    if (isLost) {
      lostHubs += 1;
      lastBackS = Math.max(lastBackS, backAt - LOSS_AT_S);
      after[before] = (after[before] as number) - 1;
      bump(after, anew);
      signIn(anew, backAt);
    }
    for (let left = times(population.breaks, random); left > 0; left -= 1) {
      const second = draw(random, DAY_S);
      const isAway = isLost && second >= LOSS_AT_S && second < backAt;
      if (!isAway) signIn(second < LOSS_AT_S ? before : anew, second);
    }
    for (let left = times(population.visits, random); left > 0; left -= 1) {
      const second = visitSecond(random);
      // Visitors land on any node that is there.
      const node = second < LOSS_AT_S ? draw(random, nodes) : firstKept + draw(random, nodes - firstKept);
      bump(at(visits, node), second);
      const home = second < LOSS_AT_S ? before : anew;
      if (home !== node) bump(natsMessages, second, NATS_OF_VISIT * population.connectionsAVisit);
    }
  }

  const cpuAverage: number[] = [];
  let cpuPeakCalm = 0;
  let cpuPeakAfterLoss = 0;
  let pings = 0;
  let bytesPeak = 0;
  const visitCpuS =
    (population.connectionsAVisit * costs.newVisitMs) / 1_000 +
    (population.bytesAVisit / 1e9) * costs.secondsAGb;
  for (let node = 0; node < nodes; node += 1) {
    let sum = 0;
    for (let second = 0; second < DAY_S; second += 1) {
      const isAfter = second >= LOSS_AT_S;
      if (isAfter && node < firstKept) break;
      const pinged = ((isAfter ? after : hubsAt)[node] as number) / PING_EACH_S;
      const cpu =
        (pinged * costs.pingMs + (at(signIns, node)[second] as number) * costs.signInMs) / 1_000 +
        (at(visits, node)[second] as number) * visitCpuS;
      pings += pinged;
      sum += cpu;
      if (isAfter) cpuPeakAfterLoss = Math.max(cpuPeakAfterLoss, cpu);
      else cpuPeakCalm = Math.max(cpuPeakCalm, cpu);
    }
    if (node >= firstKept) cpuAverage.push(sum / DAY_S);
  }
  for (let second = 0; second < DAY_S; second += 1)
    bytesPeak = Math.max(bytesPeak, sumOf(visits, second) * population.bytesAVisit);
  const backHubs = after
    .subarray(firstKept)
    .reduce((sum, count, node) => sum + count - (hubsAt[firstKept + node] as number), 0);
  const mostHubsAfterLoss = Math.max(...after.subarray(firstKept));
  const memory = (count: number) => costs.baseMib + (count * (costs.kibAHub + costs.kernelKibAHub)) / 1_024;
  return {
    signIns: total(signIns),
    visits: total(visits),
    pings,
    cpuAverage: Math.max(...cpuAverage),
    cpuPeakCalm,
    cpuPeakAfterLoss,
    mostHubs,
    mostHubsAfterLoss,
    memoryMib: memory(mostHubs),
    memoryMibAfterLoss: memory(mostHubsAfterLoss),
    lostHubs,
    backHubs,
    windowS,
    lastBackS,
    // In at one side, out at the other.
    megabitsPeak: (bytesPeak * 2 * 8) / 1e6,
    nats: {
      messagesAverage: natsMessages.reduce((sum, count) => sum + count, 0) / DAY_S,
      messagesPeak: Math.max(...chunkMaxima(natsMessages)),
      memoryMib: (hubs * costs.natsBytesAHub) / 1_048_576,
    },
  };
}

const draw = (random: () => number, below: number): number => Math.floor(random() * below);

/** Poisson's distribution (Knuth): so many on average, each by itself. */
function times(average: number, random: () => number): number {
  const limit = Math.exp(-average);
  let count = -1;
  for (let product = 1; product > limit; product *= random()) count += 1;
  return count;
}

function visitSecond(random: () => number): number {
  let left = random() * ALL_HOURS;
  let hour = 0;
  for (; hour < HOURS.length - 1 && left >= (HOURS[hour] as number); hour += 1) left -= HOURS[hour] as number;
  return hour * 3_600 + draw(random, 3_600);
}

const perSecond = (nodes: number): readonly Uint32Array[] =>
  Array.from({ length: nodes }, () => new Uint32Array(DAY_S));

const at = (all: readonly Uint32Array[], node: number): Uint32Array => all[node] as Uint32Array;

function bump(counters: Uint32Array | Float64Array, index: number, by = 1): void {
  counters[index] = (counters[index] as number) + by;
}

const sumOf = (all: readonly Uint32Array[], second: number): number =>
  all.reduce((sum, counters) => sum + (counters[second] as number), 0);

const total = (all: readonly Uint32Array[]): number =>
  all.reduce((sum, counters) => sum + counters.reduce((own, count) => own + count, 0), 0);

/** A call takes no 86,400 arguments. */
function* chunkMaxima(values: Float64Array): Iterable<number> {
  for (let from = 0; from < values.length; from += 3_600)
    yield Math.max(...values.subarray(from, from + 3_600));
}
