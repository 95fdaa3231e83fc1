package dev.residual;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the web page of the packaged jar, which share one service and one browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WebPageTest {

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  Path folder;
  Browser browser;
  ServiceProcess service;

  @BeforeAll
  void start(@TempDir Path empty) throws IOException {
    folder = empty;
    browser = Browser.start();
    PlaywrightAssertions.setDefaultAssertionTimeout(Browser.timeout());
    service = ServiceProcess.start(folder, settings());
  }

  /** Returns the settings of the service. */
  String[] settings() {
    return new String[0];
  }

  @AfterAll
  void stop() {
    if (service != null) {
      service.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void pagesReportNoErrors() {
    browser.assertNoErrors();
  }

  /** Opens a path of the page as a new user. */
  Page open(String path) {
    return browser.open(service.url() + path);
  }

  /** Ends the visit of a user. */
  static void close(Page page) {
    // A request that is intercepted while the page closes would fail the test.
    page.unrouteAll();
    page.context().close();
  }

  static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
  }

  static Locator heading(Page page, String name) {
    return page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setName(name).setExact(true));
  }

  static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
  }

  /** Takes an image of what is seen of a page, for the documentation. */
  static void take(Page page, @Nullable String name, String variant) throws IOException {
    if (name != null) {
      Files.createDirectories(SCREENSHOTS);
      Path file = SCREENSHOTS.resolve(name + "-" + variant + ".png");
      page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }
  }
}
