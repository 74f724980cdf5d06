/** The page where there is no Internet: its address, and what a device has to believe for it (`docs/home-name.md`). */

export const homePageWords = {
  homePage: {
    title: "Without Internet at home",
    lead: "In the house’s own network the page opens here, with Internet or without:",
    believe:
      "Each phone or computer has to believe this hub once, by a small file: the hub’s certificate. Save it there, and install it.",
    save: "Save the certificate",
    steps: [
      {
        title: "iPhone, iPad",
        steps: [
          "Save the certificate in Safari, and allow the profile.",
          "In Settings press “Profile Downloaded”, then “Install”.",
          "In Settings, under General, About, “Certificate Trust Settings”, switch it on as well.",
        ],
      },
      {
        title: "Android",
        steps: [
          "Save the certificate.",
          "In Settings search for “CA certificate”, and install the file, although it warns.",
        ],
      },
      {
        title: "Computer",
        steps: [
          "Mac: open the file, and choose “Always Trust” in Keychain Access.",
          "Windows: open the file, and install it into “Trusted Root Certification Authorities”.",
          "Firefox, and Chrome on Linux: import it in the settings, under certificates, for websites.",
        ],
      },
    ],
    goOn: (handOver: string) =>
      `Then open the address there, and take a code along: “${handOver}”. Passkeys are made anew there.`,
    compareTitle: "Is it the right one?",
    compare: "What the device shows of it as SHA-256 has to be this:",
    meansTitle: "What it means to believe it",
    means: (name: string) =>
      `The device takes this hub’s word for ${name}, and for no other name: the certificate says so, and devices keep to it. Whoever got hold of the hub’s keys could pass for this hub there, and for nobody else.`,
    takeBack:
      "Take it off the device again when the hub is sold, given away or not trusted any more. It is called “Pawpost at home” there.",
  },
} as const;
