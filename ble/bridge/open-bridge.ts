/**
 * Toys on one side, the hub on the other. Finds toys, holds the links to the family's own, and carries out what the hub
 * asks. Nothing here holds the event loop: an upload in progress has a watchdog to answer.
 */
import type { BleCommand, BleToys } from "../../hub/contract/ble-control.ts";
import { seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { deliveryJournalOn } from "../journal/delivery-journal.ts";
import type { Journal } from "../journal/journal.ts";
import type { Advert, Radio } from "../radio/radio.ts";
import type { DeliveryJournal, ToyDriver, ToyEvent, ToySession } from "../toys/toy-driver.ts";
import { type ClaimedToy, ClaimedToys } from "./claimed-toys.ts";
import { type Candidate, claimToy } from "./claiming.ts";
import type { ClipLine } from "./clip-line.ts";
import { Deliveries } from "./deliveries.ts";
import { type HubLine, openHubLine } from "./hub-line.ts";
import { Outbox } from "./outbox.ts";
import { Recordings } from "./recordings.ts";
import { RosterKeeper } from "./roster-keeper.ts";
import { codeOf, ToyLink } from "./toy-link.ts";

const REPEAT_EVENTS = seconds(10);
const SCAN_RETRY = seconds(2);
/** A candidate not heard for this long is no longer in reach. */
const CANDIDATE_MS = 30_000;
/** How often a change of signal strength alone is worth telling. */
const TELL_EVERY = seconds(2);

export interface BridgeOptions {
  readonly room: string;
  readonly radio: Radio;
  readonly isSimulated: boolean;
  readonly version: string;
  readonly journal: Journal;
  makeDriver(journal: DeliveryJournal): ToyDriver;
  readonly clips: ClipLine;
  readonly mqttSocket: string;
  readonly credential: string;
  readonly clock: Clock;
  readonly log: Logger;
  random(bytes: number): Uint8Array;
}

export interface Bridge extends AsyncDisposable {
  /** Resolves at the first connection to the hub. */
  readonly connected: Promise<void>;
}

interface Heard extends Candidate {
  readonly rssi: number;
  /** Wall clock and monotonic, ms. */
  readonly at: number;
  readonly until: number;
}

export async function openBridge(options: BridgeOptions): Promise<Bridge> {
  const { radio, journal, clock, log, random } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const noted = deliveryJournalOn(journal);
  const driver = options.makeDriver(noted);
  const toys = new ClaimedToys(journal, random);
  const roster = await RosterKeeper.open(journal, log);
  const outbox = new Outbox(journal, clock, random);
  const line = (): HubLine => hub;
  const recordings = new Recordings({ journal, clips: options.clips, clock, log, random, line });
  const links = new Map<string, ToyLink>();
  const candidates = new Map<string, Heard>();
  const tasks = new Set<Promise<unknown>>();
  const aborts = new Map<string, AbortController>();
  let search: { readonly id: string; stop(): void } | undefined;
  let tellToys: (() => void) | undefined;

  const deliveries = new Deliveries({
    toys,
    roster,
    journal,
    deliveries: noted,
    outbox,
    clips: options.clips,
    clock,
    log,
    line,
    sessionOf: (toy) => links.get(toy)?.session,
  });

  /** Runs beside everything else; what goes wrong in it is logged, and nothing dies of it. */
  const run = (what: string, task: Promise<unknown>) => {
    const guarded = task
      .catch((error: unknown) => log.error("bridge task failed", { what, code: codeOf(error) }))
      .finally(() => tasks.delete(guarded));
    tasks.add(guarded);
  };

  const toysNow = (): BleToys => ({
    toys: [
      ...[...links.values()].map((link) => ({
        toy: link.toy.toy,
        model: link.toy.model,
        firmware: link.toy.firmware,
        claimed: true,
        connected: link.session !== undefined,
        rssi: link.rssi,
        seen_at: link.seenAt === null ? null : new Date(link.seenAt).toISOString(),
      })),
      ...[...candidates.values()].slice(-32).map((heard) => ({
        toy: heard.toy,
        model: heard.model,
        firmware: heard.firmware,
        claimed: false,
        connected: false,
        rssi: heard.rssi,
        seen_at: new Date(heard.at).toISOString(),
      })),
    ],
  });
  const tellNow = () => {
    tellToys?.();
    tellToys = undefined;
    hub.setToys(toysNow());
  };
  const tellSoon = () => {
    tellToys ??= clock.after(TELL_EVERY, tellNow);
  };

  const hearToy = (link: ToyLink, session: ToySession, event: ToyEvent) => {
    const { toy, address } = link.toy;
    switch (event.kind) {
      case "paw-pressed":
        return hub.tell({ kind: "paw", toy, paw: event.paw });
      case "playback-started":
        return hub.tell({ kind: "playback", toy, playing: true });
      case "playback-ended":
        hub.tell({ kind: "playback", toy, playing: false });
        return event.commanded ? undefined : run("played", tellPlayed(link.toy));
      case "recording-started":
        return hub.tell({ kind: "recording", toy, phase: "started" });
      case "recording-ended":
        hub.tell({ kind: "recording", toy, phase: "ended" });
        return run("fetch", recordings.fetch(link.toy, session, event.seenMilliseconds));
      case "unexpected":
        return log.warn("unexpected from a toy", { what: event.what });
      case "link-up":
      case "link-down":
        return log.info("toy link", { kind: event.kind, known: address.length > 0 });
    }
  };

  /** The child pressed the paw: what the play slot holds was heard. */
  const tellPlayed = async ({ toy, address }: ClaimedToy) => {
    const latest = await noted.latest(address, PLAY_PAW_SLOT);
    if (latest?.isDone !== true) return;
    const message = latest.intent.messageId as never;
    hub.tell(await outbox.add({ kind: "played", message, toy }));
  };

  const holdLink = (toy: ClaimedToy) => {
    if (links.has(toy.toy)) return;
    const link: ToyLink = new ToyLink(toy, {
      radio,
      driver,
      clock,
      log,
      onChange: tellNow,
      onEvent: (session, event) => hearToy(link, session, event),
      onUp: (session) => recordings.catchUp(toy, session),
    });
    links.set(toy.toy, link);
    run("link", link.keep(signal));
  };

  const hearAdvert = (advert: Advert) => {
    const recognised = driver.recognise(advert);
    if (recognised === undefined) return;
    const ours = toys.byAddress(advert.address);
    if (ours !== undefined) {
      links.get(ours.toy)?.hear(advert.rssi);
      return tellSoon();
    }
    if (search === undefined) return;
    const isNew = !candidates.has(advert.address);
    candidates.set(advert.address, {
      address: advert.address,
      toy: toys.idOf(advert.address),
      model: "CloudPets",
      firmware: recognised.firmware ?? null,
      rssi: advert.rssi,
      at: clock.now(),
      until: clock.monotonic() + CANDIDATE_MS,
    });
    if (isNew) tellNow();
    else tellSoon();
  };

  const keepScanning = async () => {
    while (!signal.aborted) {
      try {
        await radio.ready({ within: seconds(30), signal });
        await using _scan = await radio.scan(hearAdvert, { within: seconds(10), signal });
        await untilChange(signal);
      } catch (error) {
        if (signal.aborted) return;
        log.info("scanning failed", { code: codeOf(error) });
      }
      await clock.sleep(SCAN_RETRY, signal).catch(() => undefined);
    }
  };
  /** Until the adapter changes its state: the scan has to be begun anew then. */
  const untilChange = (until: AbortSignal) =>
    new Promise<void>((changed) => {
      const stop = radio.onState((state) => {
        if (state === "on") return;
        stop();
        changed();
      });
      until.addEventListener("abort", () => changed(), { once: true });
    });

  const startSearch = (id: string, forSeconds: number) => {
    search?.stop();
    candidates.clear();
    const forget = clock.after(seconds(forSeconds), () => endSearch());
    search = { id, stop: forget };
    tellNow();
  };
  const endSearch = () => {
    if (search === undefined) return;
    search.stop();
    hub.tell({ kind: "search-ended", id: search.id as never });
    search = undefined;
    candidates.clear();
    tellNow();
  };

  const claim = async (command: Extract<BleCommand, { kind: "claim-toy" }>) => {
    if (aborts.has(command.id)) return;
    const abort = new AbortController();
    aborts.set(command.id, abort);
    const candidate = [...candidates.values()].find(({ toy }) => toy === command.toy);
    try {
      const both = AbortSignal.any([signal, abort.signal]);
      const parts = { radio, driver, toys, roster, recordings, outbox, clock, log, line };
      if (!(await claimToy(parts, command, candidate, both))) return;
      endSearch();
      for (const toy of toys.all()) holdLink(toy);
      tellNow();
    } finally {
      aborts.delete(command.id);
    }
  };

  const obey = async (command: BleCommand): Promise<void> => {
    switch (command.kind) {
      case "search":
        return startSearch(command.id, command.seconds);
      case "stop-search":
        return endSearch();
      case "claim-toy":
        return claim(command);
      case "cancel":
        aborts.get(command.target)?.abort(new Error("cancelled"));
        return deliveries.cancel(command.target);
      case "roster":
        return roster.take(command);
      case "deliver":
        return deliveries.deliver(command);
      case "retire":
        return deliveries.retire(command.message);
      case "take-recording":
        return recordings.hand(command.recording, command.ticket);
      case "acknowledge":
        return outbox.acknowledge(command.event);
    }
  };

  /** A roster comes in pieces, and a delivery leans on it: what changes whose word counts is never overtaken. */
  let inOrder: Promise<void> = Promise.resolve();
  const onCommand = (command: BleCommand) => {
    const before = inOrder;
    const obeyed = before.then(() => obey(command));
    if (command.kind === "roster") inOrder = obeyed.catch(() => undefined);
    run(command.kind, obeyed);
  };

  const hub: HubLine = openHubLine({
    socketPath: options.mqttSocket,
    room: options.room,
    credential: options.credential,
    log,
    onCommand,
    onConnected() {
      for (const event of outbox.pending()) hub.tell(event);
      recordings.offerAll();
    },
  });

  const tellState = () =>
    hub.setState({
      state: "online",
      adapter: radio.state,
      simulated: options.isSimulated,
      version: options.version,
    });
  const stopState = radio.onState(tellState);
  tellState();
  for (const toy of toys.all()) holdLink(toy);
  tellNow();
  run("scan", keepScanning());
  const repeat = () => {
    for (const event of outbox.pending()) hub.tell(event);
    const now = clock.monotonic();
    for (const [address, { until }] of candidates) if (until < now) candidates.delete(address);
    stopRepeat = clock.after(REPEAT_EVENTS, repeat);
  };
  let stopRepeat = clock.after(REPEAT_EVENTS, repeat);

  return {
    connected: hub.connected,
    async [Symbol.asyncDispose]() {
      stopRepeat();
      stopState();
      tellToys?.();
      search?.stop();
      stopping.abort(new Error("stopping"));
      await Promise.all(tasks);
      await hub[Symbol.asyncDispose]();
    },
  };
}

/** Upload slot 1 is what the play paw plays. */
const PLAY_PAW_SLOT = 1;
