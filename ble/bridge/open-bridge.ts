/**
 * Toys on one side, the hub on the other. Finds toys, holds the links to the family's own, and carries out what the hub
 * asks. Nothing here holds the event loop: an upload in progress has a watchdog to answer.
 */
import type { BleCommand } from "../../hub/contract/ble-control.ts";
import { type PublicId, publicId } from "../../hub/contract/public-id.ts";
import { type Duration, ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { deliveryJournalOn } from "../journal/delivery-journal.ts";
import type { Journal } from "../journal/journal.ts";
import { looksBookOn } from "../journal/looks-journal.ts";
import { watchedJournal } from "../journal/watched-journal.ts";
import type { Advert, Radio } from "../radio/radio.ts";
import {
  type DeliveryJournal,
  type LooksBook,
  PLAY_PAW_SLOT,
  type ToyDriver,
  type ToyEvent,
  type ToySession,
} from "../toys/toy-driver.ts";
import { type ClaimedToy, ClaimedToys } from "./claimed-toys.ts";
import type { ClipLine } from "./clip-line.ts";
import { codeOf } from "./code-of.ts";
import { DarkHearts } from "./dark-hearts.ts";
import { Deliveries } from "./deliveries.ts";
import { forgetGoneToys } from "./gone-toys.ts";
import { Guard } from "./guard.ts";
import type { HubLine, HubLineOptions } from "./hub-line.ts";
import { LeavingToys } from "./leaving-toys.ts";
import { Loops } from "./loops.ts";
import { Mailboxes } from "./mailboxes.ts";
import { Outbox } from "./outbox.ts";
import { Recordings } from "./recordings.ts";
import { RecordsOver } from "./records-over.ts";
import { RetiredMessages } from "./retired-messages.ts";
import { RosterKeeper, type RosterPiece } from "./roster-keeper.ts";
import type { PassportSeal } from "./seal-passport.ts";
import { sharedDeliveries } from "./shared-deliveries.ts";
import { SharedToys } from "./shared-toys.ts";
import { StampTime } from "./stamp-time.ts";
import { ToyCares } from "./toy-cares.ts";
import { ToyFamilies } from "./toy-families.ts";
import { ToyLink } from "./toy-link.ts";
import { listToys } from "./toy-list.ts";
import { ToySearch } from "./toy-search.ts";
import { ToyWishes } from "./toy-wishes.ts";

const REPEAT_EVENTS = seconds(10);
const SCAN_RETRY = seconds(2);
/** How often a change of signal strength alone is worth telling. */
const TELL_EVERY = seconds(2);
const TELL_NEW_WITHIN = ms(250);

export interface BridgeOptions {
  readonly radio: Radio;
  readonly isSimulated: boolean;
  readonly version: string;
  readonly journal: Journal;
  /** Where several rooms have the key of one house: this one's name, and what passports are sealed with. */
  readonly house?: { readonly room: string; readonly seal: PassportSeal } | undefined;
  /** One for each family of toys. */
  makeDrivers(journal: DeliveryJournal, looks: LooksBook): readonly ToyDriver[];
  readonly clips: ClipLine;
  openLine(heard: Pick<HubLineOptions, "onConnected" | "onLost" | "onCommand">): HubLine;
  readonly clock: Clock;
  readonly log: Logger;
  random(bytes: number): Uint8Array;
}

export interface Bridge extends AsyncDisposable {
  /** As `HubLine.connected`. */
  readonly connected: Promise<void>;
}

/** @throws SignatureError, BridgeError `bridge.memory-damaged`: what this machine remembers does not hold together */
export async function openBridge(options: BridgeOptions): Promise<Bridge> {
  const { radio, clock, log, random } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const journal = watchedJournal(options.journal, (keys) => shared?.changed(keys));
  const noted = sharedDeliveries(deliveryJournalOn(journal), async (address) => shared?.shared(address));
  const looks = looksBookOn(journal);
  const families = new ToyFamilies(options.makeDrivers(noted, looks));
  const toys = new ClaimedToys(journal, random);
  const roster = await RosterKeeper.open(journal, log);
  const time = new StampTime(journal, clock, toys.all().length > 0);
  const outbox = new Outbox({ journal, clock, log, random });
  const line = (): HubLine => hub;
  const recordings = new Recordings({ journal, clips: options.clips, families, clock, log, random, line });
  const guard = new Guard({ journal, looks, families, outbox, recordings, clock, log, line });
  const links = new Map<string, ToyLink>();
  const wishes = new ToyWishes({
    clock,
    log,
    line,
    linkOf: (toy) => links.get(toy),
    capVolume: (toy, percent) => cares.cap(toy, percent),
    onChange: () => tellSoon(TELL_NEW_WITHIN),
  });
  const search: ToySearch = new ToySearch({
    radio,
    families,
    toys,
    roster,
    recordings,
    outbox,
    time,
    clock,
    log,
    line,
    signal,
    tellNow: () => tellNow(),
    tellSoon: (within) => tellSoon(within),
    async onClaimed() {
      for (const toy of toys.all()) holdLink(toy);
      await shared?.begin();
    },
  });
  const tasks = new Set<Promise<unknown>>();
  let shared: SharedToys | undefined;
  /** What a child does with it, by toy. */
  const inUse = new Map<string, Set<"playing" | "recording">>();
  let telling: { readonly dueMs: number; stop(): void } | undefined;

  const retired = new RetiredMessages(journal, () => time.atLeast());
  const sessionOf = (toy: string) => links.get(toy)?.session;
  const slot = { deliveries: noted, playPawSlot: PLAY_PAW_SLOT };
  const hearts = new DarkHearts({ journal, deliveries: noted, retired, looks, sessionOf });
  const mailboxes = new Mailboxes({ toys, journal, ...slot, retired, log, sessionOf });
  const deliveries = new Deliveries({
    toys,
    roster,
    journal,
    deliveries: noted,
    retired,
    outbox,
    clips: options.clips,
    time,
    log,
    line,
    placeFor: (toy, message) => mailboxes.placeFor(toy, message),
    sessionOf,
  });

  const cares = new ToyCares({
    journal,
    sessionOf,
    isLooping: (toy) => loops.of(toy) !== undefined,
    onVolume(toy, percent) {
      const link = links.get(toy);
      if (link !== undefined) link.volume = percent;
      tellNow();
    },
  });

  const loops: Loops = new Loops({
    toys,
    journal,
    ...slot,
    clock,
    log,
    line,
    sessionOf,
    onChange: () => tellNow(),
    loudestOf: (toy) => cares.loudestOf(toy),
    onRest(toy, session) {
      run("care", cares.tell(toy));
      run("look", lookThenCatchUp(toy, session, {}));
      const link = links.get(toy.toy);
      if (link !== undefined) run("learn", wishes.learn(link, session));
    },
  });

  const looked = new WeakSet<ToySession>();
  const over = new RecordsOver({
    journal,
    outbox,
    recordings,
    log,
    line,
    sessionOf,
    mayBe(toy) {
      const session = sessionOf(toy);
      const isLooked = session !== undefined && looked.has(session);
      const isWanted = cares.recordsOver(toy) && !hearts.isDark(toy);
      return isWanted && isLooked && hub.isConnected && loops.of(toy) === undefined;
    },
    shared: async (address) => shared?.shared(address),
  });

  /** Runs beside everything else; what goes wrong in it is logged, and nothing dies of it. */
  const run = (what: string, task: Promise<unknown>) => {
    const guarded = task
      .catch((error: unknown) => log.error("bridge task failed", { what, code: codeOf(error) }))
      .finally(() => tasks.delete(guarded));
    tasks.add(guarded);
  };

  const leaving = new LeavingToys({
    radio,
    families,
    toys,
    journal,
    noted,
    looks,
    outbox,
    clock,
    log,
    signal,
    line,
    run,
  });
  const gone = {
    toys,
    roster,
    journal,
    noted,
    outbox,
    deliveries,
    loops,
    hearts,
    mailboxes,
    cares,
    guard,
    leaving,
    recordings,
    log,
    line,
    sessionOf,
  };

  const tellNow = () => {
    telling?.stop();
    telling = undefined;
    const skillsOf = (family: string) => families.driverOf(family)?.can ?? [];
    const loopOf = (toy: string) => loops.of(toy);
    const hasLooked = (session: ToySession) => guard.hasLooked(session);
    hub.setToys(listToys([...links.values()], search.inView(), loopOf, skillsOf, hasLooked));
  };
  const tellSoon = (within: Duration) => {
    const dueMs = clock.monotonic() + within;
    if (telling !== undefined && telling.dueMs <= dueMs) return;
    telling?.stop();
    telling = { dueMs, stop: clock.after(within, tellNow) };
  };

  const noteUse = (toy: string, what: "playing" | "recording", isOn: boolean) => {
    const now = inUse.get(toy) ?? new Set();
    if (isOn) now.add(what);
    else now.delete(what);
    inUse.set(toy, now);
  };
  /** What is not to be broken off, so that another room may hear how loud it is. */
  const isBusy = (toy: ClaimedToy): boolean => {
    const session = sessionOf(toy.toy);
    return (
      session === undefined ||
      !guard.hasLooked(session) ||
      (inUse.get(toy.toy)?.size ?? 0) > 0 ||
      deliveries.isBusy(toy.toy) ||
      recordings.isBusy(toy) ||
      wishes.isBusy(toy.toy) ||
      over.isBusy(toy.toy) ||
      loops.isOurs(toy.toy)
    );
  };

  const hearToy = (link: ToyLink, session: ToySession, event: ToyEvent) => {
    const { toy } = link.toy;
    switch (event.kind) {
      case "paw-pressed":
        run("loop", loops.hearPaw(toy));
        return hub.tell({ kind: "paw", toy, paw: event.paw });
      case "playback-started":
        noteUse(toy, "playing", true);
        return hub.tell({ kind: "playback", toy, playing: true });
      case "playback-ended":
        noteUse(toy, "playing", false);
        hub.tell({ kind: "playback", toy, playing: false });
        return event.commanded ? run("loop", loops.hearRest(toy)) : run("played", tellPlayed(link.toy));
      case "recording-started":
        noteUse(toy, "recording", true);
        return hub.tell({ kind: "recording", toy, phase: "started" });
      case "recording-ended":
        noteUse(toy, "recording", false);
        hub.tell({ kind: "recording", toy, phase: "ended" });
        return run("fetch", recordings.fetch(link.toy, session, event.seenMilliseconds));
      case "letter-heard":
        return run("played", tellPlayed(link.toy, event.messageId));
      case "answering-changed":
        return tellSoon(TELL_NEW_WITHIN);
      case "key-strange":
        return run("key", guard.keyChanged(link.toy));
      case "unexpected":
        return log.warn("unexpected from a toy", { what: event.what });
      case "link-down":
        inUse.delete(toy);
        guard.down(link.toy, event.reason, link.rssi);
        return log.info("toy link", { kind: event.kind });
      case "link-up":
        return log.info("toy link", { kind: event.kind });
    }
  };

  /** The child pressed the paw: what the toy itself plays was heard, or what was played for it. */
  const tellPlayed = async ({ toy, address }: ClaimedToy, heard?: string) => {
    const latest = heard === undefined ? await noted.latest(address, PLAY_PAW_SLOT) : undefined;
    const messageId = heard ?? (latest?.isDone === true ? latest.intent.messageId : undefined);
    if (messageId === undefined) return;
    const message = publicId.parse(messageId);
    // Heard is over: nobody puts it on a toy again, not even a hub that says it is new.
    run("retire", retired.add(message, "seen"));
    deliveries.heard(message);
    tellMailbox(toy);
    // Once is enough until the hub has heard of it, however often the paw is pressed while it is away.
    if (outbox.pending().some((event) => event.kind === "played" && event.message === message)) return;
    hub.tell(await outbox.add({ kind: "played", message, toy }));
  };

  const tellMailbox = (toy: string) => {
    const claimed = toys.byId(toy);
    if (claimed !== undefined) run("mailbox", mailboxes.tell(claimed));
  };

  const keepMailbox = async ({ toy, on }: Extract<BleCommand, { kind: "mailbox" }>) => {
    const claimed = toys.byId(toy);
    if (claimed !== undefined) await mailboxes.set(claimed, on);
  };

  const takeCare = async (command: Extract<BleCommand, { kind: "care" }>) => {
    const claimed = toys.byId(command.toy);
    if (claimed !== undefined) await cares.set(claimed, command);
  };

  const keepHeart = async ({ toy, dark }: Extract<BleCommand, { kind: "heart" }>) => {
    const claimed = toys.byId(toy);
    if (claimed !== undefined) await hearts.set(claimed, dark);
  };

  const holdLink = (toy: ClaimedToy) => {
    if (links.has(toy.toy)) return;
    const driver = families.driverOf(toy.family);
    if (driver === undefined) return log.warn("a toy of a family that is not known", { family: toy.family });
    const link: ToyLink = new ToyLink(toy, {
      radio,
      driver,
      clock,
      log,
      onChange: tellNow,
      onEvent: (session, event) => hearToy(link, session, event),
      onUp(session) {
        // First what a child must not see, and must not hear.
        run("heart", hearts.tell(toy));
        run("look", settleThenLook(toy, session));
        run("mailbox", mailboxes.tell(toy));
        run("take back", deliveries.takeBackLeft(toy, session));
        run("learn", wishes.learn(link, session));
      },
      onAttempt: () => guard.attempt(toy),
      onLetGo: () => guard.letGo(toy),
      onStranger: (identifier) => run("renamed", guard.renamed(toy, identifier)),
    });
    links.set(toy.toy, link);
    run("link", link.keep(signal));
  };

  /** A toy that goes on playing is not asked anything: it is looked at when it rests. */
  const settleThenLook = async (toy: ClaimedToy, session: ToySession) => {
    const isStrangeLoop = session.wasLooping && !loops.isOurs(toy.toy);
    // Where nothing plays, nothing is to come before the look.
    if (session.wasLooping) await loops.settle(toy, session);
    else run("loop", loops.settle(toy, session));
    if (loops.of(toy.toy) === undefined)
      await lookThenCatchUp(toy, session, { isStrangeLoop, isFirst: true });
    else await cares.tell(toy);
  };

  const lookThenCatchUp = async (
    toy: ClaimedToy,
    session: ToySession,
    { isStrangeLoop = false, isFirst = false },
  ) => {
    const at = links.get(toy.toy)?.linkedAt ?? clock.monotonic();
    const found = await guard.look(toy, session, { at, isStrangeLoop });
    tellSoon(TELL_EVERY);
    // Not before: what somebody else turned up is to be seen first.
    run("care", cares.tell(toy));
    const { isRecordingSeen: isSeen = false, wasLong = false } = found ?? {};
    // The toy blinks while it is fetched from: not at night, for nothing but how long it was away.
    const isDoubtful = found?.isDoubtful === true || (isFirst && wasLong && !hearts.isDark(toy.toy));
    // What the look has just seen is not asked again: each question puts the heart out for a moment.
    const lengthMs = isFirst ? found?.recordingMilliseconds : undefined;
    await recordings.catchUp(toy, session, { isSeen, isDoubtful, lengthMs });
    looked.add(session);
  };

  const hearAdvert = (advert: Advert) => {
    const recognised = families.recognise(advert);
    if (recognised === undefined) return;
    if (leaving.hear(advert)) return;
    const ours = toys.byAddress(advert.address);
    if (ours !== undefined) {
      links.get(ours.toy)?.hear(advert.rssi);
      // One that is held says nothing: what comes late, or from something with its address, is no part of a gap.
      if (sessionOf(ours.toy) === undefined) {
        if (shared?.mayBeHeldElsewhere(ours.toy) === true) guard.letGo(ours);
        guard.hear(ours, advert.rssi);
        shared?.hear(advert.address, advert.rssi);
      }
      return tellSoon(TELL_EVERY);
    }
    // Another room's: nobody's to search for.
    if (shared?.hear(advert.address, advert.rssi) === true) return;
    search.hear(advert, recognised);
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
  /** Until the adapter goes: the scan has to be begun anew then. */
  const untilChange = (until: AbortSignal) =>
    new Promise<void>((changed) => {
      const end = () => {
        stop();
        until.removeEventListener("abort", end);
        changed();
      };
      const stop = radio.onState((state) => {
        if (state !== "on") end();
      });
      until.addEventListener("abort", end, { once: true });
    });

  /** Off the toy's link first: nothing is heard of it any more while it is forgotten. */
  const letGo = async (toy: PublicId) => {
    await links.get(toy)?.end();
    links.delete(toy);
    tellNow();
  };
  const takeRoster = async (piece: RosterPiece) => {
    try {
      await roster.take(piece);
    } finally {
      // What counts, counts: also where there was no room to write it down.
      await forgetGone();
    }
  };
  const forgetGone = async () => {
    await forgetGoneToys({ ...gone, letGo });
    const left = roster.pinned === undefined ? [] : (shared?.forgetGone(roster.pinned.goneToys) ?? []);
    if (left.length > 0) await journal.change(left);
  };
  /** Another room's from now on. @returns the journal's changes after which nothing is known of it here */
  const leaveToy = async (toy: ClaimedToy) => {
    await letGo(toy.toy);
    toys.leave(toy);
    return [
      ...toys.forget(toy),
      ...noted.forgetToy(toy.address),
      hearts.forget(toy),
      mailboxes.forget(toy),
      cares.forget(toy),
      ...guard.forget(toy),
      loops.forget(toy),
      recordings.forget(toy),
    ];
  };

  const cancel = (target: string) => {
    search.cancel(target);
    deliveries.cancel(target);
    wishes.cancel(target);
  };

  const obey = async (command: BleCommand): Promise<void> => {
    switch (command.kind) {
      case "search":
        return search.begin(command.id, command.seconds);
      case "stop-search":
        return search.end();
      case "claim-toy":
        return search.claim(command);
      case "cancel":
        return cancel(command.target);
      case "roster":
        return takeRoster(command);
      case "deliver":
        await deliveries.deliver(command);
        return tellMailbox(command.toy);
      case "retire":
        await deliveries.retire(command.message);
        return mailboxes.tellAll();
      case "mailbox":
        return keepMailbox(command);
      case "care":
        return takeCare(command);
      case "play-loop":
        return loops.play(command);
      case "stop-loop":
        return loops.stop(command.toy);
      case "heart":
        return keepHeart(command);
      case "take-recording":
        return recordings.hand(command.recording, command.ticket);
      case "acknowledge":
        return outbox.acknowledge(command.event);
      case "set-volume":
      case "show-heart":
        return wishes.grant(command);
      case "watch-signal":
        return wishes.watch(command);
      case "follow-toy":
      case "take-toy":
      case "listen":
      case "rooms":
        return shared?.obey(command);
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

  const tellPending = () => {
    for (const event of outbox.pending()) hub.tell(event);
  };
  const hub = options.openLine({
    onCommand,
    onConnected() {
      tellPending();
      recordings.offerAll();
      shared?.connected();
    },
    onLost: (isGone) => shared?.lost(isGone),
  });

  const tellState = () =>
    hub.setState({
      state: "online",
      adapter: radio.state,
      simulated: options.isSimulated,
      version: options.version,
      ...(options.house === undefined ? {} : { house: options.house.seal.house }),
    });
  const stopState = radio.onState((state) => {
    if (state !== "on") guard.deafen();
    tellState();
  });
  tellState();
  // Killed between the roster and this: they are let go before anybody takes hold of them.
  await forgetGone();
  leaving.resume();
  if (options.house !== undefined)
    shared = await SharedToys.open({
      ...options.house,
      journal,
      deliveries: noted,
      toys,
      roster,
      time,
      clock,
      log,
      line,
      run,
      sessionOf,
      isBusy,
      deafen: () => guard.deafen(),
      rest: async (toy) => links.get(toy)?.rest(),
      wake: (toy) => links.get(toy)?.wake(),
      welcome(toy) {
        toys.welcome(toy);
        cares.learn(toy);
        holdLink(toy);
        tellNow();
      },
      leave: leaveToy,
    });
  for (const toy of toys.all()) holdLink(toy);
  tellNow();
  run("scan", keepScanning());
  const endTime = time.watch((error) => log.warn("the time was not noted", { code: codeOf(error) }));
  const repeat = () => {
    stopRepeat = clock.after(REPEAT_EVENTS, repeat);
    run("outbox", outbox.writeAgain());
    run("retire", retired.writeAgain());
    run("loop", loops.endAgain());
    run("mailbox", mailboxes.tidyAgain());
    for (const toy of toys.all()) run("record over", over.tend(toy));
    tellPending();
  };
  let stopRepeat = clock.after(REPEAT_EVENTS, repeat);

  return {
    connected: hub.connected,
    async [Symbol.asyncDispose]() {
      stopRepeat();
      stopState();
      search[Symbol.dispose]();
      recordings[Symbol.dispose]();
      wishes.cancelAll();
      loops[Symbol.dispose]();
      shared?.[Symbol.dispose]();
      stopping.abort(new Error("stopping"));
      while (tasks.size > 0) await Promise.all(tasks);
      await endTime();
      telling?.stop();
      await hub[Symbol.asyncDispose]();
    },
  };
}
