import { microphoneContract } from "../contracts/microphone.contract.ts";
import { PlayedRoom } from "./played-room.ts";

microphoneContract(async () => {
  const room = new PlayedRoom();
  const samples = Int16Array.from({ length: 10_000 }, (_, n) => n);
  let at = 0;
  return {
    microphone: room,
    samples,
    goOn() {
      room.speak(samples.slice(at, at + 100));
      at += 100;
    },
    unplug: async () => room.unplug(),
    isHearing: async () => room.isOn,
  };
});
