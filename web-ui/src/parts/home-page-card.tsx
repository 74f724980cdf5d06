import { HOME_AUTHORITY_LINK } from "../actions/home-page.ts";
import { platformOf } from "../recording/platform.ts";
import { words } from "../words.ts";

export interface HomePageCardProps {
  readonly origin: string;
  /** Of the certificate, in pairs. */
  readonly fingerprint: readonly string[];
}

/** Where the page opens in a house without Internet, and what a device has to believe for that. */
export function HomePageCard({ origin, fingerprint }: HomePageCardProps) {
  const { hostname } = new URL(origin);
  // An iPhone offers to install what it opens, and only files away what it is told to save.
  const isOpened = platformOf(navigator.userAgent, navigator.maxTouchPoints) === "ios";
  return (
    <section class="card home-page" aria-labelledby="home-page">
      <h2 id="home-page">{words.homePage.title}</h2>
      <p>
        {words.homePage.lead}{" "}
        <a class="link" href={origin}>
          {new URL(origin).host}
        </a>
      </p>
      <p>{words.homePage.believe}</p>
      <div class="row">
        <a
          class="button-link"
          href={HOME_AUTHORITY_LINK}
          {...(isOpened ? {} : { download: `${hostname.split(".")[0]}.crt` })}
        >
          {words.homePage.save}
        </a>
      </div>
      <div class="answers">
        {words.homePage.steps.map(({ title, steps }) => (
          <details key={title}>
            <summary>{title}</summary>
            <ol class="steps">
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </details>
        ))}
        <details>
          <summary>{words.homePage.compareTitle}</summary>
          <p>{words.homePage.compare}</p>
          <p>
            <code class="fingerprint">{fingerprint.join(" ")}</code>
          </p>
        </details>
        <details>
          <summary>{words.homePage.meansTitle}</summary>
          <p>{words.homePage.means(hostname)}</p>
          <p>{words.homePage.takeBack}</p>
        </details>
      </div>
      <p>{words.homePage.goOn(words.handOver.open)}</p>
    </section>
  );
}
