/**
 * The CloudPets toy's inside, firmware 1.0.19: everything between its radio and its paws. Bytes in, notifications out; time,
 * chance, flash and microphone are handed in.
 *
 *              record paw               00                1,024 bytes      01
 *    1 idle ──────────────▶ 2 ──▶ 1     1 ──▶ 9 buffer prime ──────────▶ 3 ──────▶ 1
 *              play paw, 08 01   timer       02
 *    1 idle ──▶ 17 ──▶ 5 ──────────▶ 1       1 ──▶ 8 ──▶ 7 ──▶ 1
 *
 * Entering 1 switches the heart off. What no source tells is decided as the firmware's structure makes likely and is listed
 * in docs/simulated-toy.md.
 */
import type { Clock } from "../../../hub/ports/clock.ts";
import {
  type Command,
  decodeCommand,
  encodeResult,
  type Result,
  VALUES,
} from "../../toys/cloudpets/commands.ts";
import type { CharacteristicName } from "../../toys/cloudpets/gatt-table.ts";
import { decodeLedWrite, HEART_ON, type LedSetting } from "../../toys/cloudpets/led.ts";
import { LOOP_RUNNING, STATES, type StateCode, VOLUME_CHANGING } from "../../toys/cloudpets/states.ts";
import { type DataRequest, encodeDataRequest } from "../../toys/cloudpets/upload-flow.ts";
import { AudioChip } from "./audio-chip.ts";
import { Download } from "./download.ts";
import type { Flash } from "./flash.ts";
import type { HeardSound } from "./heard-sound.ts";
import { Heart } from "./heart.ts";
import { asText, Identity } from "./identity.ts";
import { Microphone } from "./microphone.ts";
import { Paw, type PawName } from "./paw.ts";
import { MAIN_PLAY_SLOT, Playback } from "./playback.ts";
import { Recorder } from "./recorder.ts";
import { StateLine } from "./state-line.ts";
import type { ToySwitches } from "./switches.ts";
import { Timer } from "./timer.ts";
import { TIMINGS } from "./timings.ts";
import type { ConnectionWish, RestartCause, ToyEvent, ToyOutput, ToySnapshot } from "./toy-event.ts";
import type { UploadReport } from "./upload.ts";
import { overwriteKey } from "./upload-key.ts";
import { Uploads } from "./uploads.ts";
import { VolumeKnob } from "./volume-knob.ts";

export interface ToyModelOptions {
  readonly clock: Clock;
  readonly flash: Flash;
  readonly switches: ToySwitches;
  /** 0..1, where the watchdog's tick lies. */
  readonly random: () => number;
  onEvent?(event: ToyEvent): void;
}

/** States in which the play paw does nothing. */
const DEAF_TO_PLAY_PAW: ReadonlySet<StateCode> = new Set([
  STATES.invalid,
  STATES.audioRecord,
  STATES.audioUpload,
  STATES.audioPlayback,
  STATES.bufferPrime,
  STATES.testStartup,
  STATES.testRecord,
]);

/** States in which a command to play is obeyed. */
const PLAYABLE: ReadonlySet<StateCode> = new Set([
  STATES.idle,
  STATES.audioPlayback,
  STATES.audioGetReturnValue,
]);

const NO_RESULT: Result = { asked: VALUES.nothing, answer: 0 };

export class ToyModel {
  readonly microphone = new Microphone();
  readonly #clock: Clock;
  readonly #flash: Flash;
  readonly #switches: ToySwitches;
  readonly #onEvent: (event: ToyEvent) => void;
  readonly #chip: AudioChip;
  readonly #heart = new Heart();
  readonly #identity: Identity;
  readonly #line: StateLine;
  readonly #volume: VolumeKnob;
  readonly #playback: Playback;
  readonly #recorder: Recorder;
  readonly #download: Download;
  readonly #paws: Readonly<Record<PawName, Paw>>;
  readonly #uploads: Uploads;
  /** One-off waits: a fetched value, the boot. */
  readonly #pause: Timer;
  readonly #intervalRequest: Timer;
  #output: ToyOutput | undefined;
  #isOn = false;
  #isConnected = false;
  #result = NO_RESULT;
  #isGameMode = false;
  #isHeldToRecord = false;
  /** What it asks its central for by itself, some time after every connection. */
  #preferred: ConnectionWish = "preferred";

  constructor(options: ToyModelOptions) {
    const { clock, flash, switches } = options;
    this.#clock = clock;
    this.#flash = flash;
    this.#switches = switches;
    this.#onEvent = (event) => options.onEvent?.(event);
    const { microphone } = this;
    const onHeard = (sound: HeardSound) => this.#onEvent({ kind: "heard", sound });
    this.#chip = new AudioChip({ clock, flash, switches, microphone, onHeard });
    this.#volume = new VolumeKnob(clock, flash, (level, restartsRound) => {
      this.#chip.volume = level;
      if (restartsRound) this.#playback.restartRound();
    });
    this.#identity = new Identity(flash);
    this.#line = new StateLine(
      () => this.#flags(),
      (state, value) => {
        this.#onEvent({ kind: "state", state });
        this.#output?.notify("state", value);
      },
    );
    const host = {
      clock,
      chip: this.#chip,
      enter: (state: StateCode) => this.#line.enter(state),
      rest: () => this.#rest(),
      lightHeart: () => this.#light(HEART_ON),
      flash,
      switches,
      random: options.random,
      tellRequest: (request: DataRequest, onTaken?: () => void) =>
        this.#output?.notify("dataRequest", encodeDataRequest(request), onTaken),
      restart: (cause: RestartCause) => this.#restart(cause),
      tellEnded: (report: UploadReport) => this.#onEvent({ kind: "upload-ended", report }),
      sendAudio: (bytes: Uint8Array) => this.#output?.notify("returnAudio", bytes) ?? true,
    };
    this.#playback = new Playback(host);
    this.#uploads = new Uploads(host);
    this.#recorder = new Recorder(host, switches);
    this.#download = new Download(host, switches.downloadTail);
    this.#pause = new Timer(clock);
    this.#intervalRequest = new Timer(clock);
    this.#paws = {
      play: new Paw(clock, (isPressed) => isPressed && this.#playPaw()),
      record: new Paw(clock, (isPressed) => (isPressed ? this.#recordPaw() : this.#recordPawReleased())),
    };
  }

  /** Switches the toy on, with the radio that it shall speak through. */
  start(output: ToyOutput): void {
    this.#output = output;
    this.setPower(true);
  }

  setPower(isOn: boolean): void {
    this.#pause.cancel();
    if (isOn && !this.#isOn) this.#boot();
    if (!isOn && this.#isOn) this.#shutDown("powered-off");
  }

  get advertisedIdentifier(): Uint8Array {
    return this.#identity.advertised;
  }

  /** What the loudspeaker gave, oldest first. */
  get heard(): readonly HeardSound[] {
    return this.#chip.heard;
  }

  /** Uploads that ended, oldest first. */
  get uploads(): readonly UploadReport[] {
    return this.#uploads.reports;
  }

  get snapshot(): ToySnapshot {
    return {
      isOn: this.#isOn,
      isConnected: this.#isConnected,
      state: this.#line.current,
      heart: this.#heart.look(this.#clock.monotonic()),
      slots: [1, 2, 3, 4, 5].map((slot) => this.#chip.lengthOf(slot)),
      isRecording: this.#chip.isRecording,
      isGameMode: this.#isGameMode,
      isLooping: this.#playback.isLooping,
      volume: this.#volume.volume,
      identifier: asText(this.#identity.stored),
      advertisedIdentifier: asText(this.#identity.advertised),
    };
  }

  /** A finger on a paw, or off it; the toy acts 50 ms later. */
  touchPaw(paw: PawName, isTouched: boolean): void {
    if (this.#isOn) this.#paws[paw].touch(isTouched);
  }

  linkUp(): void {
    this.#isConnected = true;
    this.#onEvent({ kind: "link", isUp: true });
    const delay = this.#switches.intervalRequestDelayMs;
    if (delay === "never") return;
    this.#intervalRequest.start(delay, () => this.#output?.requestInterval(this.#preferred));
  }

  linkDown(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#intervalRequest.cancel();
    this.#onEvent({ kind: "link", isUp: false });
    const switches = this.#switches;
    if (switches.disconnectClearsGameMode) this.#isGameMode = false;
    if (switches.disconnectClearsHeart) this.#light(undefined);
    if (switches.linkLossStopsSilentRecording && this.#recorder.isSilent) this.#recorder.stop();
    const stopsLoop = switches.disconnectClearsLoop && this.#playback.isLooping;
    if (stopsLoop) this.#playback.halt();
    this.#download.stop();
    if (stopsLoop || isDownloading(this.#line.current)) this.#rest();
  }

  /** What a read of a readable characteristic answers. */
  read(name: CharacteristicName): Uint8Array {
    switch (name) {
      case "command":
        return encodeResult(this.#result);
      case "state":
        return this.#line.read();
      case "dataRequest":
        return encodeDataRequest(this.#uploads.request);
      case "configure":
        return this.#identity.stored;
      case "led":
        return this.#heart.encode();
      case "volume":
        return this.#volume.encode();
      case "audioWrite":
      case "returnAudio":
        return new Uint8Array(0);
    }
  }

  write(name: CharacteristicName, value: Uint8Array): void {
    if (!this.#isOn) return;
    switch (name) {
      case "command":
        this.#command(decodeCommand(value));
        break;
      case "audioWrite":
        this.#uploads.write(value);
        break;
      case "configure":
        this.#identity.write(value);
        break;
      case "led":
        this.#writeLed(value);
        break;
      case "volume":
        this.#volume.write(value);
        break;
      case "returnAudio":
      case "state":
      case "dataRequest":
        break;
    }
  }

  #command(command: Command): void {
    switch (command.kind) {
      case "start-upload":
        if (this.#uploads.isMarked) this.#uploads.abort();
        else if (this.#line.current === STATES.idle) {
          this.#recorder.stop();
          this.#uploads.start(command);
        }
        break;
      case "end-upload":
        this.#endUpload();
        break;
      case "download":
        if (this.#line.current !== STATES.idle) break;
        this.#recorder.stop();
        this.#light({ mode: "blink", periodMs: TIMINGS.downloadBlink, onPercent: 100, offPercent: 0 });
        this.#download.start(this.#flash.clip(1) ?? new Uint8Array(0));
        break;
      case "store-key":
        overwriteKey(this.#flash, command.key);
        break;
      case "interval":
        if (command.wish === "prefer-fast") this.#preferred = "preferred-slower";
        else this.#output?.requestInterval(command.wish);
        break;
      case "play":
        if (!PLAYABLE.has(this.#line.current)) break;
        this.#recorder.stop();
        this.#playback.play(command.slot);
        break;
      case "record":
        if (this.#line.current === STATES.idle) this.#recorder.startSilently();
        break;
      case "fetch-value":
        this.#fetchValue(command.value);
        break;
      case "game-mode":
        this.#isGameMode = command.isOn;
        break;
      case "record-paw":
        this.#isHeldToRecord = command.style === "hold";
        break;
      case "loop":
        if (!PLAYABLE.has(this.#line.current) || (command.loops & 0xff) === 0) break;
        this.#recorder.stop();
        this.#playback.loop(command.loops & 0xff, command.milliseconds);
        break;
      case "power-saving":
      case "none":
        break;
    }
  }

  #endUpload(): void {
    if (this.#line.current === STATES.bufferPrime) {
      this.#restart("end-in-buffer-prime");
      return;
    }
    if (this.#uploads.isUnderWay) this.#uploads.finish();
    else if (this.#line.current !== STATES.audioPlayback) this.#stopAll();
    this.#rest();
  }

  #fetchValue(asked: number): void {
    if (asked === VALUES.nothing) return;
    const answer = (value: number) => {
      this.#result = { asked, answer: value };
    };
    if (asked === VALUES.uploadInProgress) {
      answer(this.#uploads.isMarked ? 1 : 0);
      this.#uploads.unmark();
    }
    if (asked === VALUES.gameMode) answer(this.#isGameMode ? 1 : 0);
    if (this.#line.current !== STATES.idle) return;
    const isOwn = asked === VALUES.uploadInProgress || asked === VALUES.gameMode;
    this.#line.enter(STATES.audioGetReturnValue);
    this.#pause.start(TIMINGS.chipQuery, () => {
      if (!isOwn) answer(asked <= 4 ? this.#chip.lengthOf(asked + 1) : this.#switches.audioChipVersion);
      this.#rest();
    });
  }

  #writeLed(value: Uint8Array): void {
    const write = decodeLedWrite(value);
    if (write?.kind === "store-play-led") this.#flash.change({ playLed: write.setting });
    else if (write) {
      this.#heart.write(write, this.#clock.monotonic());
      this.#tellHeart();
    }
  }

  #playPaw(): void {
    if (this.#isGameMode || this.#playback.isLooping) {
      this.#line.tell(STATES.gamePlayPaw);
      return;
    }
    if (DEAF_TO_PLAY_PAW.has(this.#line.current)) return;
    this.#stopAll();
    this.#light(this.#flash.settings.playLed ?? HEART_ON);
    this.#playback.play(MAIN_PLAY_SLOT);
  }

  #recordPaw(): void {
    if (this.#isGameMode || this.#playback.isLooping) this.#line.tell(STATES.gameRecordPaw);
    else if (this.#line.current === STATES.idle) this.#recorder.startByPaw();
    else if (this.#line.current === STATES.audioRecord && !this.#isHeldToRecord) this.#recorder.stopByPaw();
  }

  #recordPawReleased(): void {
    if (this.#isHeldToRecord) this.#recorder.stopByPaw();
  }

  /** Ends what plays, records, is sent or waited for, without a state of its own. */
  #stopAll(): void {
    this.#pause.cancel();
    this.#uploads.forgetRefusal();
    this.#download.stop();
    this.#recorder.stop();
    this.#playback.halt();
  }

  /** Enters Idle. */
  #rest(): void {
    if (!this.#playback.isPending) this.#light(undefined);
    this.#line.enter(STATES.idle);
  }

  /** Byte 2 of the state. */
  #flags(): number {
    const loop = this.#playback.isLooping ? LOOP_RUNNING : 0;
    // Bits 1 to 3; which of them stands for what is not known.
    const volume = this.#volume.isChanging ? VOLUME_CHANGING & -VOLUME_CHANGING : 0;
    return loop | volume;
  }

  /** `undefined`: off. */
  #light(setting: LedSetting | undefined): void {
    const now = this.#clock.monotonic();
    if (setting === undefined) this.#heart.off(now);
    else this.#heart.show(setting, now);
    this.#tellHeart();
  }

  #tellHeart(): void {
    this.#onEvent({ kind: "heart", heart: this.#heart.look(this.#clock.monotonic()) });
  }

  /** The watchdog's end: everything volatile is lost, the link falls silent, and the toy starts anew. */
  #restart(cause: RestartCause): void {
    this.#onEvent({ kind: "restart", cause });
    this.#shutDown("restarted");
    this.#pause.start(TIMINGS.boot, () => this.#boot());
  }

  #shutDown(outcome: "restarted" | "powered-off"): void {
    this.#uploads.losePower(outcome);
    this.#pause.cancel();
    this.#intervalRequest.cancel();
    this.#download.stop();
    this.#playback.halt();
    this.#recorder.losePower();
    this.#chip.losePower();
    this.#isOn = false;
    this.#line.reset(STATES.invalid);
    this.#light(undefined);
    this.#onEvent({ kind: "power", isOn: false });
    this.#output?.power(false);
    this.linkDown();
  }

  #boot(): void {
    this.#isOn = true;
    this.#line.reset(STATES.idle);
    this.#result = NO_RESULT;
    this.#isGameMode = false;
    this.#isHeldToRecord = false;
    this.#preferred = "preferred";
    this.#volume.boot();
    this.#identity.boot();
    this.#onEvent({ kind: "power", isOn: true });
    this.#output?.power(true);
  }
}

const isDownloading = (state: StateCode) =>
  state === STATES.audioDownload || state === STATES.audioGetRecordLength;
