import { HubError } from "../domain/hub-error.ts";

/** A request that the rules do not allow. The edge turns the code into a status and words. */
export class RequestRefused extends HubError {
  override readonly name = "RequestRefused";
  readonly code:
    | "message.unknown"
    | "message.exists"
    | "message.erased"
    | "message.too-late"
    | "message.not-here"
    | "message.wrong-clip"
    | "message.not-sealed"
    | "message.stale-vault"
    | "message.too-far-ahead"
    | "message.wrong-time" //   its stamp would let it go long before the moment that was wished
    | "vault.not-for-all"
    | "person.yourself"
    | "vault.not-resealing"
    | "keepsake.not-begun"
    | "keepsake.nothing"
    | "keepsake.too-many"
    | "vault.resealed"
    | "vault.other-copy"
    | "clip.refused"
    | "clip.not-checked"
    | "child.unknown"
    | "library.unknown"
    | "library.full"
    | "library.too-short"
    | "library.too-many-chapters"
    | "loop.nothing-there" // the toy holds nothing of the library
    | "loop.out-of-reach"
    | "loop.toy-busy"
    | "library.already-there" // on that toy, or on its way to it
    | "child.unknown-zone"
    | "share.quarantined" //   recorded while nobody watched, and not let in yet
    | "message.not-listened" // of one like that: this guardian has not fetched it yet
    | "share.no-answer" //    not something that a child said, or nothing of it is here
    | "share.not-for-them" // nobody whom a guardian lets hear this child
    | "toy.unknown"
    | "toy.not-claimed"
    | "toy.already-claimed"
    | "toy.wrong-child"
    | "toy.name-ambiguous"
    | "toy.out-of-reach"
    | "toy.busy" //    it did not come to it in time
    | "toy.cannot" //  no toy of its family has a part for it
    | "toy.strange" // it did not do as it was told
    | "room.offline"
    | "roster.refused"
    | "invitation.unknown" //        none that a guardian can confirm or withdraw
    | "invitation.exists"
    | "invitation.too-many"
    | "invitation.not-for-them" //   a guardian's keys are not another one's to replace
    | "invitation.not-waiting" //    nobody has opened the link yet
    | "invitation.device-unknown" // the roster does not name this device
    | "person.unknown"
    | "person.name-taken"
    | "vaults.not-all"
    | "child.name-taken"
    | "child.too-many"
    | "device.unknown"
    | "device.this-one"
    | "device.not-signed"
    | "ledger.not-signed"
    | "ledger.does-not-fit"
    | "backup.none-here" //     the place of the backups is not there
    | "backup.keys-not-opened"
    | "alert.unknown"
    | "alert.has-grown"
    | "push.not-a-service"
    | "push.too-many"
    | "push.none"
    | "push.too-soon";
  /** The narrower reason: a code of `hub/audio`, of a stamp, of a roster. */
  readonly reason: string | undefined;

  constructor(code: RequestRefused["code"], message: string, options?: ErrorOptions & { reason?: string }) {
    super(message, options);
    this.code = code;
    this.reason = options?.reason;
  }
}
