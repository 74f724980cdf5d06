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
import {
  type CharacteristicName,
  FACTORY_IDENTIFIER,
  IDENTIFIER_BYTES,
} from "../../toys/cloudpets/gatt-table.ts";
import { decodeLedWrite, HEART_ON, type LedSetting } from "../../toys/cloudpets/led.ts";
import {
  AUDIO_LINK,
  encodeState,
  LOOP_RUNNING,
  STATES,
  type StateCode,
  VOLUME_CHANGING,
} from "../../toys/cloudpets/states.ts";
import { encodeDataRequest } from "../../toys/cloudpets/upload-flow.ts";
import { AudioChip } from "./audio-chip.ts";
import { Download } from "./download.ts";
import type { Flash } from "./flash.ts";
import type { HeardSound } from "./heard-sound.ts";
import { Heart } from "./heart.ts";
import { Microphone } from "./microphone.ts";
import { Paw, type PawName } from "./paw.ts";
import { MAIN_PLAY_SLOT, Playback } from "./playback.ts";
import { Recorder } from "./recorder.ts";
import type { ToySwitches } from "./switches.ts";
import { Timer } from "./timer.ts";
import { TIMINGS } from "./timings.ts";
import type { RestartCause, ToyEvent, ToyOutput, ToySnapshot } from "./toy-event.ts";
import { Upload, type UploadOutcome, type UploadReport } from "./upload.ts";
import { admitsKey, overwriteKey } from "./upload-key.ts";
import { VolumeKnob } from "./volume-knob.ts";

export interface ToyModelOptions {
  readonly clock: Clock;
  readonly flash: Flash;
  readonly switches: ToySwitches;
  /** 0..1, where the watchdog's tick lies. */
  readonly random: () => number;
  onEvent?(event: ToyEvent): void;
}

/** Uploads that are remembered for whoever asks how they went. */
const MOST_REPORTS = 1_000;

const AUDIO_LINK_IN: Partial<Record<StateCode, number>> = {
  [STATES.audioRecord]: AUDIO_LINK.command,
  [STATES.audioPlayback]: AUDIO_LINK.command,
  [STATES.audioGetReturnValue]: AUDIO_LINK.answer,
  [STATES.audioGetRecordLength]: AUDIO_LINK.answer,
  [STATES.audioDownload]: AUDIO_LINK.download,
  [STATES.bufferPrime]: AUDIO_LINK.priming,
  [STATES.audioUpload]: AUDIO_LINK.upload,
};

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
  readonly #random: () => number;
  readonly #onEvent: (event: ToyEvent) => void;
  readonly #chip: AudioChip;
  readonly #heart = new Heart();
  readonly #volume: VolumeKnob;
  readonly #playback: Playback;
  readonly #recorder: Recorder;
  readonly #download: Download;
  readonly #paws: Readonly<Record<PawName, Paw>>;
  readonly #uploads: UploadReport[] = [];
  /** One-off waits: state 15, a fetched value, the boot. */
  readonly #pause: Timer;
  readonly #intervalRequest: Timer;
  #output: ToyOutput | undefined;
  #isOn = false;
  #isConnected = false;
  #state: StateCode = STATES.invalid;
  #toldAudioLink: number = AUDIO_LINK.idle;
  #result = NO_RESULT;
  #isGameMode = false;
  #isHeldToRecord = false;
  #isStrict = false;
  #isUploadMarked = false;
  #upload: Upload | undefined;
  #advertised = new Uint8Array(IDENTIFIER_BYTES);

  constructor(options: ToyModelOptions) {
    const { clock, flash, switches } = options;
    this.#clock = clock;
    this.#flash = flash;
    this.#switches = switches;
    this.#random = options.random;
    this.#onEvent = (event) => options.onEvent?.(event);
    const { microphone } = this;
    const onHeard = (sound: HeardSound) => this.#onEvent({ kind: "heard", sound });
    this.#chip = new AudioChip({ clock, flash, switches, microphone, onHeard });
    this.#volume = new VolumeKnob(clock, flash, (level, restartsRound) => {
      this.#chip.volume = level;
      if (restartsRound) this.#playback.restartRound();
    });
    const host = {
      clock,
      chip: this.#chip,
      enter: (state: StateCode) => this.#enter(state),
      rest: () => this.#rest(),
      lightHeart: () => this.#light(HEART_ON),
      sendAudio: (bytes: Uint8Array) => this.#output?.notify("returnAudio", bytes) ?? true,
    };
    this.#playback = new Playback(host);
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
    return this.#advertised;
  }

  /** What the loudspeaker gave, oldest first. */
  get heard(): readonly HeardSound[] {
    return this.#chip.heard;
  }

  /** Uploads that ended, oldest first. */
  get uploads(): readonly UploadReport[] {
    return this.#uploads;
  }

  get snapshot(): ToySnapshot {
    return {
      isOn: this.#isOn,
      isConnected: this.#isConnected,
      state: this.#state,
      heart: this.#heart.look(this.#clock.monotonic()),
      slots: [1, 2, 3, 4, 5].map((slot) => this.#chip.lengthOf(slot)),
      isRecording: this.#chip.isRecording,
      isGameMode: this.#isGameMode,
      isLooping: this.#playback.isLooping,
      volume: this.#volume.volume,
      identifier: ascii(this.#identifier()),
      advertisedIdentifier: ascii(this.#advertised),
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
    this.#intervalRequest.start(delay, () => this.#output?.requestInterval("preferred"));
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
    if (stopsLoop || isDownloading(this.#state)) this.#rest();
  }

  /** What a read of a readable characteristic answers. */
  read(name: CharacteristicName): Uint8Array {
    switch (name) {
      case "command":
        return encodeResult(this.#result);
      case "state":
        this.#toldAudioLink = AUDIO_LINK_IN[this.#state] ?? AUDIO_LINK.idle;
        return this.#encodeState(this.#state);
      case "dataRequest":
        return encodeDataRequest(this.#upload?.request ?? { bytes: 0, completed: 0 });
      case "configure":
        return this.#identifier();
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
        this.#upload?.write(value);
        break;
      case "configure":
        this.#writeIdentifier(value);
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
        this.#startUpload(command);
        break;
      case "end-upload":
        this.#endUpload();
        break;
      case "download":
        if (this.#state !== STATES.idle) break;
        this.#recorder.stop();
        this.#light({ mode: "blink", periodMs: TIMINGS.downloadBlink, onPercent: 100, offPercent: 0 });
        this.#download.start(this.#flash.clip(1) ?? new Uint8Array(0));
        break;
      case "store-key":
        overwriteKey(this.#flash, command.key);
        break;
      case "interval":
        if (command.wish !== "prefer-fast") this.#output?.requestInterval(command.wish);
        break;
      case "play":
        if (!PLAYABLE.has(this.#state)) break;
        this.#recorder.stop();
        this.#playback.play(command.slot);
        break;
      case "record":
        if (this.#state === STATES.idle) this.#recorder.startSilently();
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
        if (!PLAYABLE.has(this.#state) || (command.loops & 0xff) === 0) break;
        this.#recorder.stop();
        this.#playback.loop(command.loops & 0xff, command.milliseconds);
        break;
      case "power-saving":
      case "none":
        break;
    }
  }

  #startUpload({ slot, key, strict }: Extract<Command, { kind: "start-upload" }>): void {
    if (this.#isUploadMarked) {
      this.#closeUpload("aborted");
      this.#rest();
      return;
    }
    if (this.#state !== STATES.idle) return;
    this.#recorder.stop();
    if (!admitsKey(this.#flash, key)) {
      this.#enter(STATES.keyCheckFailed);
      this.#pause.start(TIMINGS.keyRefused, () => this.#rest());
      return;
    }
    if (strict !== undefined) this.#isStrict = strict;
    if (this.#switches.abortedUploadErasesSlot && slot > 0) this.#chip.erase(slot + 1);
    this.#isUploadMarked = true;
    this.#upload = new Upload({
      clock: this.#clock,
      switches: this.#switches,
      slot,
      isStrict: this.#isStrict,
      phaseMs: this.#random() * 100,
      onRequest: (request) => this.#output?.notify("dataRequest", encodeDataRequest(request)),
      onPrimed: () => this.#enter(STATES.audioUpload),
      onBroken: (request) => {
        this.#output?.notify("dataRequest", encodeDataRequest(request));
        this.#closeUpload("broken");
        this.#rest();
      },
      onStalled: () => this.#restart("upload-stalled"),
    });
    this.#enter(STATES.bufferPrime);
    this.#upload.start();
  }

  #endUpload(): void {
    if (this.#state === STATES.bufferPrime) {
      this.#restart("end-in-buffer-prime");
      return;
    }
    if (this.#upload) this.#closeUpload(this.#upload.slot === 0 ? "streamed" : "stored");
    else if (this.#state !== STATES.audioPlayback) this.#stopAll();
    this.#rest();
  }

  #closeUpload(outcome: UploadOutcome): void {
    const ended = this.#upload?.end(outcome);
    this.#upload = undefined;
    this.#isUploadMarked = false;
    if (!ended) return;
    if (outcome === "stored") this.#chip.store(ended.report.slot + 1, ended.clip);
    if (outcome === "streamed") this.#chip.stream(ended.clip);
    this.#uploads.push(ended.report);
    if (this.#uploads.length > MOST_REPORTS) this.#uploads.shift();
    this.#onEvent({ kind: "upload-ended", report: ended.report });
  }

  #fetchValue(asked: number): void {
    if (asked === VALUES.nothing) return;
    const answer = (value: number) => {
      this.#result = { asked, answer: value };
    };
    if (asked === VALUES.uploadInProgress) {
      answer(this.#isUploadMarked ? 1 : 0);
      this.#isUploadMarked = false;
    }
    if (asked === VALUES.gameMode) answer(this.#isGameMode ? 1 : 0);
    if (this.#state !== STATES.idle) return;
    const isOwn = asked === VALUES.uploadInProgress || asked === VALUES.gameMode;
    this.#enter(STATES.audioGetReturnValue);
    this.#pause.start(TIMINGS.chipQuery, () => {
      if (!isOwn) answer(asked <= 4 ? this.#chip.lengthOf(asked + 1) : this.#switches.audioChipVersion);
      this.#rest();
    });
  }

  #writeIdentifier(value: Uint8Array): void {
    const identifier = this.#identifier().slice();
    identifier.set(value.subarray(0, IDENTIFIER_BYTES));
    this.#flash.change({ identifier });
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
      this.#tellState(STATES.gamePlayPaw);
      return;
    }
    if (DEAF_TO_PLAY_PAW.has(this.#state)) return;
    this.#stopAll();
    this.#light(this.#flash.settings.playLed ?? HEART_ON);
    this.#playback.play(MAIN_PLAY_SLOT);
  }

  #recordPaw(): void {
    if (this.#isGameMode || this.#playback.isLooping) this.#tellState(STATES.gameRecordPaw);
    else if (this.#state === STATES.idle) this.#recorder.startByPaw();
    else if (this.#state === STATES.audioRecord && !this.#isHeldToRecord) this.#recorder.stopByPaw();
  }

  #recordPawReleased(): void {
    if (this.#isHeldToRecord) this.#recorder.stopByPaw();
  }

  /** Ends what plays, records, is sent or waited for, without a state of its own. */
  #stopAll(): void {
    this.#pause.cancel();
    this.#download.stop();
    this.#recorder.stop();
    this.#playback.halt();
  }

  /** Enters Idle. */
  #rest(): void {
    if (!this.#playback.isPending) this.#light(undefined);
    this.#enter(STATES.idle);
  }

  #enter(state: StateCode): void {
    this.#state = state;
    this.#tellState(state);
  }

  #tellState(state: StateCode): void {
    this.#onEvent({ kind: "state", state });
    this.#output?.notify("state", this.#encodeState(state));
  }

  #encodeState(state: StateCode): Uint8Array {
    const loop = this.#playback.isLooping ? LOOP_RUNNING : 0;
    // Bits 1 to 3; which of them stands for what is not known.
    const volume = this.#volume.isChanging ? VOLUME_CHANGING & -VOLUME_CHANGING : 0;
    return encodeState(state, this.#toldAudioLink, loop | volume);
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

  #identifier(): Uint8Array {
    return this.#flash.settings.identifier ?? new TextEncoder().encode(FACTORY_IDENTIFIER);
  }

  /** The watchdog's end: everything volatile is lost, the link falls silent, and the toy starts anew. */
  #restart(cause: RestartCause): void {
    this.#onEvent({ kind: "restart", cause });
    this.#shutDown("restarted");
    this.#pause.start(TIMINGS.boot, () => this.#boot());
  }

  #shutDown(outcome: UploadOutcome): void {
    this.#closeUpload(outcome);
    this.#pause.cancel();
    this.#intervalRequest.cancel();
    this.#download.stop();
    this.#playback.halt();
    this.#recorder.losePower();
    this.#chip.losePower();
    this.#isOn = false;
    this.#state = STATES.invalid;
    this.#light(undefined);
    this.#onEvent({ kind: "power", isOn: false });
    this.#output?.power(false);
    this.linkDown();
  }

  #boot(): void {
    this.#isOn = true;
    this.#state = STATES.idle;
    this.#toldAudioLink = AUDIO_LINK.idle;
    this.#result = NO_RESULT;
    this.#isGameMode = false;
    this.#isHeldToRecord = false;
    this.#isStrict = false;
    this.#volume.boot();
    this.#advertised = this.#identifier().slice();
    this.#onEvent({ kind: "power", isOn: true });
    this.#output?.power(true);
  }
}

const isDownloading = (state: StateCode) =>
  state === STATES.audioDownload || state === STATES.audioGetRecordLength;

const ascii = (bytes: Uint8Array) => String.fromCharCode(...bytes).replace(/[^\x20-\x7e]/g, "?");
