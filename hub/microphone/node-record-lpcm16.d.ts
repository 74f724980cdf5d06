/** What we use of node-record-lpcm16 1.0.1, which has no types of its own. */
declare module "node-record-lpcm16" {
  import type { ChildProcess } from "node:child_process";
  import type { Readable } from "node:stream";

  namespace recorder {
    interface Recording {
      readonly process: ChildProcess;
      /** The program's standard output. Errs, with a text, when the program ends with another status than 0. */
      stream(): Readable;
      /** SIGTERM. */
      stop(): void;
    }
  }
  const recorder: {
    /**
     * @param options.device for `arecord`: a name of ALSA's
     * @param options.audioType of `arecord -t`
     */
    record(options: {
      readonly recorder: "arecord";
      readonly device: string;
      readonly sampleRate: number;
      readonly channels: number;
      readonly audioType: "wav";
    }): recorder.Recording;
  };
  export = recorder;
}
