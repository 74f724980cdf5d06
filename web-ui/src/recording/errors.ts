/** Why there is no sound from here. The words for each are in `words.ts`. */
export type MicrophoneTrouble =
  | "microphone.denied" //       the person or the system said no
  | "microphone.missing" //      there is none
  | "microphone.busy" //         another program holds it
  | "microphone.not-secure" //   the browser lends it to protected pages only
  | "microphone.failed"
  | "file.unreadable"; //        a sound file that this browser cannot decode

export class MicrophoneError extends Error {
  override readonly name = "MicrophoneError";
  readonly code: MicrophoneTrouble;
  constructor(code: MicrophoneTrouble, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

/** @param error what `getUserMedia` rejected with (Media Capture and Streams, 10.2) */
export function microphoneTrouble(error: unknown): MicrophoneTrouble {
  const name = error instanceof DOMException || error instanceof Error ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "microphone.denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "microphone.missing";
    case "NotReadableError":
    case "AbortError":
      return "microphone.busy";
    default:
      return "microphone.failed";
  }
}
