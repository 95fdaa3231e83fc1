package dev.residual;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a person does with the web page of the packaged jar, in a real browser. All tests use one
 * service. The first ones need a service without models, and the last one kills it.
 */
@Order(5)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebPageIT extends WebPageInput {

  private static final int SECOND = FIRST + 1;
  private static final int LAST = Integer.MAX_VALUE;

  private static final JsonMapper JSON = new JsonMapper();

  @Test
  @Order(SECOND)
  void firstVisitLeadsToAFirstAnswer() {
    Page page = open("/");
    // The first job takes a minute. What matters here is the way to its answer.
    page.route("**/jobs", WebPageIT::shorten);

    button(page, "Train a first model").click();
    link(page, "Try it").click();
    button(page, "Test images").click();

    assertThat(page.locator(".verdict bdi").first()).not().isEmpty();
    assertThat(page.url()).endsWith("/ui/try");
  }

  private static void shorten(Route route) {
    if (!route.request().method().equals("POST")) {
      route.resume();
      return;
    }
    ObjectNode job = (ObjectNode) JSON.readTree(route.request().postData());
    job.put("epochs", 1).put("trainLimit", 640);
    route.resume(new Route.ResumeOptions().setPostData(job.toString()));
  }

  @Test
  @Order(LAST)
  void curveGrowsAndThePageGoesOnAfterARestart() throws IOException {
    String job = service.submit(SampleJobs.ENDLESS);
    Page page = open("/ui/jobs/" + job);
    Locator curve = page.getByRole(AriaRole.IMG).first();
    assertThat(curve).hasAttribute("aria-label", Pattern.compile("Loss\\. training: \\d.*"));
    String before = curve.getAttribute("aria-label");
    assertThat(curve).not().hasAttribute("aria-label", before);
    page.evaluate("window.neverReloaded = true");

    service.kill();
    assertThat(page.getByText("The service does not answer.")).isVisible();
    String atTheKill = curve.getAttribute("aria-label");
    service = ServiceProcess.startOn(service.port(), folder);

    assertThat(page.getByText("The service does not answer.")).hasCount(0);
    assertThat(curve).not().hasAttribute("aria-label", atTheKill);
    assertThat(page.evaluate("window.neverReloaded")).isEqualTo(true);
    close(page);
  }

  @Test
  void uploadedArchiveBecomesATrainedModel() throws IOException {
    Page page = open("/ui/data");
    page.locator("input[type=file]").setInputFiles(DrawnShapes.zip(folder));
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("shapes");
    button(page, "Upload").click();

    link(page, "Open the report").click();
    assertThat(heading(page, "What to do")).isVisible();
    link(page, "Train on it").click();
    assertThat(page.locator("#field-dataset")).hasValue(Pattern.compile("shapes(@\\d+)?"));
    page.getByText("Advanced").click();
    page.locator("#field-epochs").fill("0");
    button(page, "Start the job").click();
    assertThat(page.locator("#field-epochs")).isFocused();
    page.locator("#field-epochs").fill("1");
    page.locator("#field-imageSize").fill("28");
    button(page, "Start the job").click();
    link(page, "Open the model").click();

    assertThat(page.getByRole(AriaRole.HEADING, new GetByRoleOptions().setLevel(1))).isVisible();
    assertThat(heading(page, "Results by class")).isVisible();
    link(page, "Try it").click();
    button(page, "Test images").click();
    assertThat(page.locator(".verdict bdi").first()).not().isEmpty();
  }

  @Test
  void drawingIsAnsweredWhileItIsDrawn() {
    String model = service.trainModel();
    Page page = open("/ui/try?model=" + model);
    Locator canvas = page.locator("canvas.drawing");
    canvas.scrollIntoViewIfNeeded();
    var box = canvas.boundingBox();

    page.mouse().move(box.x + box.width * 0.3, box.y + box.height * 0.3);
    page.mouse().down();
    page.mouse().move(box.x + box.width * 0.7, box.y + box.height * 0.7);

    assertThat(page.locator(".verdict bdi").first()).not().isEmpty();
    page.mouse().up();
    button(page, "Undo").click();
    assertThat(page.getByText("The answer appears here while you draw.")).isVisible();
  }

  @Test
  void aliasMovesToAnotherModelAndBack() {
    String first = service.trainModel();
    String second = service.trainModel();
    Page page = open("/ui/models/" + first);
    setAlias(page, "best");
    // The next page would end a request that has no answer yet.
    assertThat(page.getByText("The alias best points to")).isVisible();
    page.navigate(service.url() + "/ui/models/" + second);
    setAlias(page, "best");
    button(page, "Point to this model").click();
    assertThat(page.getByText("The alias best points to")).isVisible();
    assertThat(modelOf("best")).isEqualTo(second);

    page.navigate(service.url() + "/ui/models");
    page.getByLabel(Pattern.compile("Roll back to .*: best")).click();
    button(page, "Roll back").click();

    assertThat(page.getByText("The alias best points to")).isVisible();
    assertThat(modelOf("best")).isEqualTo(first);
  }

  private static void setAlias(Page page, String alias) {
    button(page, "Set an alias").click();
    page.locator("#dialog-field").fill(alias);
    button(page, "Set the alias").click();
  }

  private String modelOf(String alias) {
    for (var entry : service.get("/models/aliases").path("items")) {
      if (entry.path("alias").asString().equals(alias)) {
        return entry.path("modelId").asString();
      }
    }
    throw new AssertionError("there is no alias " + alias);
  }

  @Test
  void estimateIsShownBeforeAJobIsStarted() throws IOException {
    Page page = open("/ui/jobs/new?dataset=fashion-mnist-sample");
    page.getByText("Advanced").click();
    page.locator("#field-imageSize").fill("28");
    Locator momentum = page.locator("#field-optimizer-momentum");
    momentum.fill("0.9");
    button(page, "Estimate").click();
    // Only the service knows that.
    assertThat(page.locator("#field-optimizer-momentum-error")).containsText("sgd only");
    assertThat(momentum).isFocused();

    momentum.fill("");
    button(page, "Estimate").click();

    Locator estimate = page.locator("section[aria-labelledby=estimate-title]");
    assertThat(estimate)
        .containsText(Pattern.compile("Total time\\s*\\d.*A step\\s*\\d.*Memory\\s*\\d"));
    page.getByText("Advanced").click();
    estimate.scrollIntoViewIfNeeded();
    take(page, "estimate", "light");
    page.locator("#field-name").fill("Changed");
    assertThat(estimate).hasCount(0);
    close(page);
  }

  @Test
  void sweepIsBegunFollowedAndStopped() {
    Page page = open("/ui/sweeps/new?dataset=fashion-mnist-sample");
    page.route("**/sweeps", WebPageIT::makeEndless);
    page.locator("#field-sweep-name").fill("Rates");
    page.locator("#field-sweep-strategy").selectOption("grid");
    page.getByLabel("Stop weak trials early (ASHA)").uncheck();
    page.locator("#field-space-0-kind").selectOption("list");
    Locator rates = page.locator("#field-space-0-list");
    rates.fill("0.001, many");
    button(page, "Start the sweep").click();
    assertThat(rates).isFocused();
    rates.fill("0.001, 0.01");
    button(page, "Add a field").click();
    page.locator("#field-space-1-field").selectOption("augmentation");
    Locator objects = page.locator("#field-space-1-list");
    objects.fill("maxShift 2");
    button(page, "Start the sweep").click();
    assertThat(objects).isFocused();
    objects.fill("[{\"maxShift\": 2, \"horizontalFlip\": true}]");
    button(page, "Start the sweep").click();

    assertThat(heading(page, "Rates")).isVisible();
    assertThat(page.locator("tbody tr")).hasCount(2);
    assertThat(page.locator("tbody tr").first()).containsText("%");
    button(page, "Stop").click();
    page.locator("dialog .danger").click();
    assertThat(page.locator(".head .status")).hasText("Stopped");
    assertThat(link(page, "Open the best model")).isVisible();
    close(page);
  }

  private static void makeEndless(Route route) {
    ObjectNode sweep = (ObjectNode) JSON.readTree(route.request().postData());
    sweep.set("job", JSON.readTree(SampleJobs.withoutPromotion(SampleJobs.ENDLESS)));
    route.resume(new Route.ResumeOptions().setPostData(sweep.toString()));
  }

  @Test
  void driftSaysThatFeedbackIsOff() {
    Page page = open("/ui/models/" + service.trainModel() + "/drift");

    assertThat(heading(page, "Feedback is off, so no prediction is recorded")).isVisible();
    close(page);
  }

  @Test
  void keyboardAloneIsEnoughToStartAJob() {
    Page page = open("/");

    page.keyboard().press("Tab");
    assertThat(page.locator("a.skip")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("main")).isFocused();
    page.navigate(service.url() + "/ui/jobs");
    tabTo(page, link(page, "New job").first());
    page.keyboard().press("Enter");
    assertThat(page.locator("#field-dataset")).isVisible();
    tabTo(page, page.locator("#field-dataset"));
    page.keyboard().type("fashion-mnist-sample");
    tabTo(page, button(page, "Start the job"));
    page.keyboard().press("Enter");
    tabTo(page, button(page, "Cancel").first());
    page.keyboard().press("Enter");
    tabTo(page, button(page, "Cancel the job"));
    page.keyboard().press("Enter");

    assertThat(page.getByText("Cancelled", new Page.GetByTextOptions().setExact(true)).first())
        .isVisible();
  }

  /** Presses the tabulator until an element has the focus. */
  private static void tabTo(Page page, Locator wanted) {
    assertThat(wanted).isVisible();
    for (int presses = 0; presses < 100; presses++) {
      if ((Boolean) wanted.evaluate("element => element === document.activeElement")) {
        return;
      }
      page.keyboard().press("Tab");
    }
    throw new AssertionError("the keyboard does not reach " + wanted);
  }
}
