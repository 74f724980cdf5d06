import { AUDIO_PROBLEMS, type AudioProblem } from "../../../hub/audio/audio-problems.ts";
import { UnfitSound } from "../clips/errors.ts";
import { WorkerFailure } from "../clips/worker-call.ts";
import { CopyTrouble, HubRefusal, HubUnreachable } from "../hub/errors.ts";
import { KeyError, PasskeyError } from "../keys/errors.ts";
import { NotifyError } from "../push/notifier.ts";
import { MicrophoneError } from "../recording/errors.ts";
import { sayProblem, words } from "../words.ts";

/** What is wrong, what to do about it, and the stable code for who helps. */
export interface Trouble {
  readonly title: string;
  readonly next: string;
  readonly code: string;
}

export function describeTrouble(error: unknown): Trouble {
  if (error instanceof HubRefusal) {
    const { code, title, action } = error.problem;
    return describeSound(code) ?? { ...(sayProblem(code) ?? { title, next: action }), code };
  }
  if (error instanceof HubUnreachable) return { ...words.errors.unreachable, code: error.code };
  if (error instanceof CopyTrouble) return { ...words.backupCopy[error.code], code: error.code };
  if (error instanceof MicrophoneError) return { ...words.microphone[error.code], code: error.code };
  if (error instanceof KeyError && error.code === "keys.wrong-passphrase") {
    return { ...words.errors.wrongPassphrase, code: error.code };
  }
  if (error instanceof KeyError && error.code === "keys.not-proven") {
    return { ...words.errors.notProven, code: error.code };
  }
  if (error instanceof KeyError && error.code === "keys.other-sheet") {
    return { ...words.errors.otherSheet, code: error.code };
  }
  if (error instanceof KeyError && error.code === "keys.other-hub") {
    return { ...words.errors.otherHub, code: error.code };
  }
  if (error instanceof KeyError && error.code === "keys.stay-here") {
    return { ...words.errors.stayHere, code: error.code };
  }
  if (error instanceof KeyError && error.code === "keys.not-in-backup") {
    return { ...words.backupTrial.refused, code: error.code };
  }
  if (error instanceof UnfitSound)
    return describeSound(error.code) ?? { ...words.errors.unknown, code: error.code };
  if (error instanceof NotifyError) return { ...words.notify[error.code], code: error.code };
  if (error instanceof PasskeyError) return { ...words.passkeyTrouble[error.code], code: error.code };
  if (error instanceof WorkerFailure && error.code.startsWith("archive.")) {
    return { ...words.errors.sealed, code: error.code };
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "page.failed";
  return { ...words.errors.unknown, code };
}

/** @returns `undefined` for a code that is not one of `hub/audio` */
export const describeSound = (code: string): Trouble | undefined =>
  isAudioProblem(code) ? { ...(sayProblem(code) ?? AUDIO_PROBLEMS[code]), code } : undefined;

const isAudioProblem = (code: string): code is AudioProblem => Object.hasOwn(AUDIO_PROBLEMS, code);
