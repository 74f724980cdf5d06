/** Who belongs to the family, and what one guardian can do about another. */
import type { ChildRights } from "../../../../hub/contract/roster-entry.ts";

export const peopleWords = {
  guardians: {
    lead: "Each can hear and change everything. If one should not any more, another one can see to it.",
    suspended: (by: string, at: string) =>
      `Suspended by ${by}, ${at}: may listen and send, and change nothing.`,
    alone: "You are the only one. Nobody can suspend or remove the last guardian.",
    told: (name: string) => `${name} has suspended you.`,
    toldMore:
      "You can listen and send, and change nothing. Another guardian can lift it; after a day, one can remove you. Talk to each other.",
    suspend: {
      verb: "Suspend",
      sure: (name: string) => `Suspend ${name}?`,
      what: "At once: they can listen and send, and change nothing. They are told that it was you. Any other guardian can lift it.",
      busy: "Suspending …",
      done: (name: string) => `${name} is suspended`,
    },
    reinstate: {
      verb: "Lift it",
      sure: (name: string) => `Lift the suspension of ${name}?`,
      what: "They can do all that a guardian can again.",
      busy: "Lifting it …",
      done: (name: string) => `${name} is a guardian as before`,
    },
    remove: {
      verb: "Remove",
      sure: (name: string) => `Remove ${name} for good?`,
      what: "They are signed out everywhere within a second, and cannot come back without a new invitation. The lock is changed. Until older recordings are sealed anew, and in copies that they made before, they can open what was there.",
      busy: "Removing …",
      done: (name: string) => `${name} is no guardian any more`,
    },
  },
  presence: {
    title: "Are you at the hub?",
    lead: "A guardian is removed one day after being suspended. At once only by somebody who is there: press the paw of one of the toys, or read a code at the hub’s console.",
    byPaw: "Press a paw",
    byCode: "Read a code",
    pressPaw: "Press the blue hand of one of the toys, within two minutes.",
    readCode: "The hub has printed a code where it was started. It is good for ten minutes.",
    code: "Code",
    submit: "That is it",
  },
  people: {
    open: "People",
    title: "People",
    lead: "Who belongs to the family here, and what each may do.",
    invite: "Invite somebody",
    invited: "Invited",
    guardians: "Guardians",
    relatives: "Relatives",
    noRelatives: "Nobody yet. A grandparent, an uncle, a godmother?",
    children: "Children",
    you: "(you)",
    seen: (at: string) => `Last here ${at}`,
    neverSeen: "Not here yet",

    inviteTitle: "Whom do you invite?",
    asWhat: "As",
    role: { relative: "A relative", guardian: "A guardian" },
    roleHint: {
      relative: "Writes and listens as far as you allow. Needs no passphrase.",
      guardian:
        "May do all that you may: hear everything, invite, remove. Only somebody you would give your keys.",
    },
    name: "Their name",
    nameHint: "As your child knows them.",
    noChild: "Add a child first, below.",
    forChild: (child: string) => `For ${child}`,
    mayWrite: "May send messages",
    isTrusted: "Their messages go to the toy at once; nobody listens first",
    mayHear: "Gets the answers that a guardian shares",
    nothingLeft: "With nothing allowed, remove them instead.",
    makeLink: "Make the link",
    making: "Making it …",
    anewTitle: (name: string) => `A new link for ${name}`,
    anewLead: "For a lost or new phone. The old one is signed out when you have let the new one in.",

    linkTitle: (name: string) => `The link for ${name}`,
    linkLead: (name: string) =>
      `Let ${name} scan it, or send it the way you trust most. It is good for one device, for three days, and it is shown only now.`,
    link: "Link",
    linkCare:
      "Whoever opens it first asks to come in; you are asked before anybody is. Keep it out of group chats.",
    qr: (name: string) => `Picture to scan: the link for ${name}`,
    copy: "Copy the link",
    print: "Print it",
    /** On the sheet, above the picture to scan. */
    paperTitle: (name: string) => `For ${name}`,
    /** Beside a picture of the button. */
    paperLead: "Scan this with the phone’s camera within three days. Then press the big button, and speak.",
    done: "Done",

    invitedAs: { relative: "As a relative", guardian: "As a guardian" },
    until: (at: string) => `Until ${at}`,
    notOpened: "Has not opened the link yet.",
    someDevice: "a device",
    opened: (name: string, device: string) => `${name} has opened the link (${device})`,
    checkOwn: (name: string) =>
      `This browser made the link, and the keys that came back belong to it. To be sure that it is ${name}, call and compare:`,
    checkCode: (name: string) =>
      `The link was made in another browser. Call ${name}, and let them in only if their page shows the same:`,
    letIn: "Let them in",
    sameLetIn: "It is the same: let them in",
    letInWhom: (name: string) => `Let them in: ${name}`,
    takeBack: "Take back",
    takeBackWhose: (name: string) => `Take back: ${name}`,
    isIn: (name: string) => `${name} belongs to the family now`,
    takenBack: (name: string) => `The invitation for ${name} is taken back`,

    rights: (child: string, { mayWrite, isTrusted, mayHear }: Omit<ChildRights, "child">) => {
      const writes = isTrusted
        ? `Sends to ${child} at once`
        : `Sends to ${child} once a guardian has listened`;
      const hears = `gets ${child}’s answers that you share`;
      if (!mayWrite) return `Only ${hears}`;
      return mayHear ? `${writes}, and ${hears}` : writes;
    },
    change: "Change",
    changeWhose: (name: string) => `Change what ${name} may do`,
    changed: (name: string) => `What ${name} may do is changed`,
    save: "Save",
    saving: "Saving …",
    newLink: "New link",
    newLinkFor: (name: string) => `New link for ${name}`,
    remove: "Remove",
    removeWhom: (name: string) => `Remove ${name}`,
    sureRemove: (name: string) => `Remove ${name}?`,
    whatRemove: (name: string) =>
      `${name} is out at once, on every device: no sending, no listening. What they have heard they have heard.`,
    removing: "Removing …",
    removed: (name: string) => `${name} is removed`,
    rename: "Rename",
    renameWhom: (name: string) => `Rename ${name}`,
    addChild: "Add a child",
  },
} as const;
