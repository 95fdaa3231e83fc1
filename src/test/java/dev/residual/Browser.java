package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The installed Chromium. Each visit is one of a new user. What the page's console reports as an
 * error fails the test, such as a script that the content security policy blocks.
 */
final class Browser implements AutoCloseable {

  /** Much longer than any step takes on a busy machine. A test that waits so long has failed. */
  private static final double TIMEOUT_MILLIS = 120_000;

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  /** What the browser itself reports when the service is away, which a test may intend. */
  private static final String NETWORK = "Failed to load resource";

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final List<String> errors = new ArrayList<>();

  private Browser(Path executable) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    // Chromium refuses to run its sandbox for root, as whom containers run tests.
                    .setChromiumSandbox(false));
  }

  /** Starts the browser, or skips the test if there is none. */
  static Browser start() {
    Optional<Path> executable =
        NAMES.stream().flatMap(Browser::inPath).filter(Files::isExecutable).findFirst();
    assumeTrue(
        executable.isPresent(),
        "There is no Chromium, so the web page is not tested. Install one, such as Debian's"
            + " package chromium.");
    return new Browser(executable.orElseThrow());
  }

  private static Stream<Path> inPath(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name));
  }

  /** Opens a page of a new user, with a light theme and a width of 1280 pixels. */
  Page open(String url) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(1280, 860)
                .setLocale("en-US")
                .setColorScheme(ColorScheme.LIGHT));
    context.setDefaultTimeout(TIMEOUT_MILLIS);
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().startsWith(NETWORK)) {
            errors.add(message.text());
          }
        });
    page.onPageError(errors::add);
    page.navigate(url);
    return page;
  }

  /** Returns how long an expectation waits. */
  static double timeout() {
    return TIMEOUT_MILLIS;
  }

  /** Checks that no page has reported an error. */
  void assertNoErrors() {
    assertThat(errors).isEmpty();
  }

  @Override
  public void close() {
    playwright.close();
  }
}
