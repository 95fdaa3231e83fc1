package dev.residual;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each view of the web page of the packaged jar: that everybody can use it, on any screen, whatever
 * names users have given. The images of the views in the documentation are made here too.
 */
@Order(7)
class WebPageViewsIT extends WebPageTest {

  private static final Set<String> SERIOUS = Set.of("serious", "critical");

  private static final String ANIMATIONS = "document.getAnimations().length";

  private static final List<String> CONTRAST = List.of("color-contrast");

  /** Would run as a script, and reads from right to left, if it were not only text. */
  private static final String HOSTILE =
      "<img src=x onerror=window.harmed=1> \u202e\u05d0\u05d1\u05d2 </b>&amp;";

  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private String job;
  private String otherJob;
  private String model;
  private String webhook;

  @BeforeAll
  void make() throws IOException {
    job = service.submit(named(HOSTILE));
    otherJob = service.submit(named("Second trial"));
    model = service.awaitStatus(job, "SUCCEEDED").path("modelId").asString();
    service.awaitStatus(otherJob, "SUCCEEDED");
    service.put("/models/aliases/default", "{\"modelId\": \"" + model + "\"}");
    String longName = "b".repeat(120);
    Path archive =
        DrawnShapes.zip(
            folder.resolve("hostile.zip"), "<img src=x>", "\u05d0\u05d1\u05d2", longName);
    service.post("/datasets?name=hostile", Files.readAllBytes(archive));
    ServiceProcess.awaiting("the data set is ready")
        .until(() -> service.get("/datasets/hostile").path("ready").asBoolean());
    administrate();
  }

  private void administrate() {
    String hostile = HOSTILE.replace("\\", "\\\\").replace("\"", "\\\"");
    String limits = ", \"limits\": {\"imagesPerSecond\": 20, \"storedBytes\": 50000000000}}";
    service.post("/keys", "{\"role\": \"trainer\", \"name\": \"" + hostile + "\"}");
    service.post("/keys", "{\"role\": \"predictor\", \"name\": \"Phone app\"" + limits);
    webhook =
        service
            .post("/webhooks", "{\"url\": \"https://127.0.0.1:9/" + "a".repeat(200) + "\"}")
            .path("id")
            .asString();
    service.post("/webhooks/" + webhook + "/test", "");
  }

  private static String named(String name) {
    String json = name.replace("\\", "\\\\").replace("\"", "\\\"");
    return SampleJobs.withEpochs(8)
        .replaceFirst("\\{", "{\"logEvery\": 2, \"name\": \"" + json + "\",");
  }

  @Override
  String[] settings() {
    return new String[] {"--residual.webhooks.allowed-hosts=127.0.0.1"};
  }

  /** The views, with the names of their images for the documentation. */
  List<Arguments> views() {
    return List.of(
        arguments("/", "home"),
        arguments("/ui/data", null),
        arguments("/ui/data/hostile", null),
        arguments("/ui/data/fashion-mnist-sample", "data"),
        arguments("/ui/jobs", null),
        arguments("/ui/jobs/new", "new-job"),
        arguments("/ui/jobs/" + job, null),
        arguments("/ui/jobs/" + otherJob, "job"),
        arguments("/ui/jobs/compare?id=" + job + "&id=" + otherJob, null),
        arguments("/ui/models", null),
        arguments("/ui/models/" + model, "model"),
        arguments("/ui/try", "try"),
        arguments("/ui/system", null),
        arguments("/ui/system/keys", null),
        arguments("/ui/system/webhooks", null),
        arguments("/ui/system/webhooks/" + webhook, null),
        arguments("/ui/system/audit", null),
        arguments("/ui/nowhere", null));
  }

  @ParameterizedTest
  @MethodSource("views")
  void viewSuitsEverybodyInLightAndDarkAndOnAnyScreen(String view, @Nullable String name)
      throws IOException {
    Page page = openWhole(view);

    assertNothingSerious(new AxeBuilder(page), view);
    take(page, name, "light");
    assertThat(page.locator("img[src=x]")).hasCount(0);
    assertThat(page.evaluate("window.harmed")).isNull();

    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    // The content is the same in other colors.
    assertNothingSerious(new AxeBuilder(page).withRules(CONTRAST), view + " in the dark");
    take(page, name, "dark");

    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    awaitFit(page, 1600);
    awaitFit(page, 360);
    take(page, name, "narrow");
    page.context().close();
  }

  /** Waits until a page of this width, in pixels, needs no horizontal scrolling. */
  private static void awaitFit(Page page, int width) {
    page.setViewportSize(width, 760);
    // A curve is drawn again after the page has got its new width.
    page.waitForFunction("width => document.documentElement.scrollWidth <= width", width);
  }

  private static void assertNothingSerious(AxeBuilder axe, String view) {
    // The other mode loads a page of its own for each result, and pages here have no frames.
    List<Rule> violations = axe.setLegacyMode(true).analyze().getViolations();

    assertThat(violations)
        .filteredOn(rule -> SERIOUS.contains(rule.getImpact()))
        .extracting(rule -> rule.getId() + ": " + rule.getNodes().get(0).getHtml())
        .as(view)
        .isEmpty();
  }

  @Test
  void nothingMovesForThoseWhoAskForLessMotion() {
    Page page = open("/");
    // The page waits for an answer that does not come.
    page.route(url -> url.endsWith("/models/aliases"), route -> {});
    page.navigate(service.url() + "/ui/models");
    assertThat(page.locator(".skeleton").first()).isVisible();
    assertThat((Integer) page.evaluate(ANIMATIONS)).isPositive();

    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));

    assertThat((Integer) page.evaluate(ANIMATIONS)).isZero();
    page.context().close();
  }

  @Test
  void hostileNamesAreShownAsTheyAre() {
    Page page = openWhole("/ui/jobs/" + job);

    assertThat(page.locator("h1")).hasText(HOSTILE);
    page.navigate(service.url() + "/ui/data/hostile");
    assertThat(
            page.getByText("<img src=x>")
                .filter(new Locator.FilterOptions().setVisible(true))
                .first())
        .isVisible();
    page.context().close();
  }

  private static void take(Page page, @Nullable String name, String variant) throws IOException {
    if (name != null) {
      Files.createDirectories(SCREENSHOTS);
      Path file = SCREENSHOTS.resolve(name + "-" + variant + ".png");
      page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }
  }

  /** Opens a view and waits until all of it is there. */
  private Page openWhole(String view) {
    Page page = open(view);
    assertThat(page.locator("h1").first()).isVisible();
    assertThat(page.locator("[aria-busy=true]")).hasCount(0);
    page.waitForLoadState(LoadState.LOAD);
    return page;
  }
}
