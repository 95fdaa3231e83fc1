package dev.residual;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
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
@Order(8)
class WebPageViewsIT extends WebPageTest {

  private static final Set<String> SERIOUS = Set.of("serious", "critical");

  private static final String ANIMATIONS = "document.getAnimations().length";

  private static final List<String> CONTRAST = List.of("color-contrast");

  private WebPageContent content;

  /** Looks at all views, one after the other. The browser keeps the files of the page meanwhile. */
  private Page visitor;

  @BeforeAll
  void make() throws IOException {
    content = new WebPageContent(service, folder);
    visitor = open("/");
  }

  @Override
  String[] settings() {
    return new String[] {
      "--residual.webhooks.allowed-hosts=127.0.0.1", "--residual.feedback.enabled=true"
    };
  }

  /** The views, with the names of their images for the documentation. */
  List<Arguments> views() {
    String model = "/ui/models/" + content.model;
    return List.of(
        arguments("/", "home"),
        arguments("/ui/data", null),
        arguments("/ui/data/shapes", null),
        arguments("/ui/data/fashion-mnist-sample", "data"),
        arguments("/ui/jobs", null),
        arguments("/ui/jobs/new", "new-job"),
        arguments("/ui/jobs/" + content.hostileJob, null),
        arguments("/ui/jobs/" + content.otherJob, "job"),
        arguments("/ui/jobs/compare?id=" + content.hostileJob + "&id=" + content.otherJob, null),
        arguments("/ui/sweeps", null),
        arguments("/ui/sweeps/new", null),
        arguments("/ui/sweeps/" + content.sweep, "sweep"),
        arguments("/ui/models", null),
        arguments("/ui/models/" + content.child, "model"),
        arguments("/ui/models/compare?a=default&b=" + content.child, null),
        arguments(model + "/evaluations/" + content.evaluation, "evaluation"),
        arguments(model + "/drift", "drift"),
        arguments("/ui/try", "try"),
        arguments("/ui/system", null),
        arguments("/ui/system/keys", null),
        arguments("/ui/system/webhooks", null),
        arguments("/ui/system/webhooks/" + content.webhook, null),
        arguments("/ui/system/audit", null),
        arguments("/ui/nowhere", null));
  }

  @ParameterizedTest
  @MethodSource("views")
  void viewSuitsEverybodyInLightAndDarkAndOnAnyScreen(String view, @Nullable String name)
      throws IOException {
    Page page = show(view);

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
    page.route("**/models/aliases", route -> {});
    page.navigate(service.url() + "/ui/models");
    assertThat(page.locator(".skeleton").first()).isVisible();
    assertThat((Integer) page.evaluate(ANIMATIONS)).isPositive();

    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));

    assertThat((Integer) page.evaluate(ANIMATIONS)).isZero();
    close(page);
  }

  @Test
  void lineageLeadsToTheModelThatATrainingStartedFrom() {
    Page page = show("/ui/models/" + content.child);

    page.locator("ol.line a[href='ui/models/" + content.model + "']").click();

    assertThat(page.locator("ol.line [aria-current]")).containsText("First trial");
    assertThat(page.locator("ul.line")).containsText(WebPageContent.HOSTILE);
    assertThat(page.locator("ul.line a[href='ui/models/" + content.child + "']")).isVisible();
  }

  @Test
  void modelIsTrainedAgainAndTheOutcomeIsShown() {
    Page page = show("/ui/models/" + content.child);
    button(page, "Reproduce").click();
    page.locator("dialog .primary").click();

    assertThat(page.getByText("Same weights")).isVisible();
    link(page, "Open the model").click();
    assertThat(page.getByText("This model repeats the training of")).isVisible();
  }

  @Test
  void modelIsEvaluatedOnADataSet() {
    Page page = show("/ui/models/" + content.child);
    page.locator("#evaluation-dataset").selectOption("fashion-mnist-sample");
    button(page, "Evaluate").click();

    link(page, "Open the report: fashion-mnist-sample").click();
    assertThat(heading(page, "Results by class")).isVisible();
  }

  @Test
  void trialsAreSortedByTheColumnThatIsChosenAndLeadToTheirJobs() {
    Page page = show("/ui/sweeps/" + content.sweep);
    Locator first = page.locator("tbody tr").first();
    Locator rates = page.locator("th.parameter button");

    rates.click();
    assertThat(first).containsText("0.001");
    rates.click();
    assertThat(first).containsText("0.03");
    assertThat(page.locator("th.parameter")).hasAttribute("aria-sort", "descending");

    first.getByRole(AriaRole.LINK).first().click();
    assertThat(page.locator(".facts")).containsText("Sweep" + content.sweep.substring(0, 8));
  }

  @Test
  void hostileNamesAreShownAsTheyAre() {
    Page page = show("/ui/jobs/" + content.hostileJob);

    assertThat(page.locator("h1")).hasText(WebPageContent.HOSTILE);
    page.navigate(service.url() + "/ui/data/shapes");
    assertThat(
            page.getByText("<img src=x>")
                .filter(new Locator.FilterOptions().setVisible(true))
                .first())
        .isVisible();
  }

  /** Opens a view in light colors on a wide screen, and waits until all of it is there. */
  private Page show(String view) {
    visitor.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    visitor.setViewportSize(1280, 860);
    visitor.navigate(service.url() + view);
    assertThat(visitor.locator("h1").first()).isVisible();
    assertThat(visitor.locator("[aria-busy=true]")).hasCount(0);
    visitor.waitForLoadState(LoadState.LOAD);
    return visitor;
  }
}
