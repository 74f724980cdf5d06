import { toyGatewayContract } from "../contracts/toy-gateway.contract.ts";
import { PlayedToys } from "./played-toys.ts";

toyGatewayContract(async () => {
  const toys = new PlayedToys();
  return {
    gateway: toys,
    saysState: async (room, state) => toys.saysState(state, room),
    saysToys: async (room, list) => toys.saysList(list, room),
    saysEvent: async (room, event) => toys.says(event, room),
    commandsOf: (room) => toys.sentTo(room),
  };
});
