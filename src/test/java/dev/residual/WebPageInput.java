package dev.residual;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What people do to the web page of the packaged jar that they had better not do. */
abstract class WebPageInput extends WebPageTest {

  /** The order of a test that needs a service without models, and leaves it so. */
  static final int FIRST = 1;

  @Test
  @Order(FIRST)
  void twoClicksTrainOneFirstModel() {
    Page page = open("/");
    AtomicInteger submitted = new AtomicInteger();
    page.route(
        "**/jobs",
        route -> {
          submitted.incrementAndGet();
          route.fulfill(new Route.FulfillOptions().setStatus(429).setBody("{}"));
        });

    button(page, "Train a first model").dblclick();

    assertThat(page.locator(".toast")).isVisible();
    assertThat(submitted).hasValue(1);
    close(page);
  }

  @Test
  void refusedFileAmongImagesLeavesTheOthersTheirAnswers() {
    byte[] image = service.bytes("/datasets/fashion-mnist-sample/images/test/0");
    Page page = open("/ui/try?model=" + service.trainModel());
    button(page, "Files").click();

    page.locator("input[type=file]")
        .setInputFiles(
            new FilePayload[] {
              file("first.png", image),
              file("notes.txt", "no image".getBytes(UTF_8)),
              file("empty.png", new byte[0]),
              file("last.png", image)
            });

    assertThat(page.locator(".answer")).hasCount(4);
    assertThat(page.locator(".answer .verdict")).hasCount(2);
    assertThat(page.locator(".answer .banner.bad")).hasCount(2);
    close(page);
  }

  private static FilePayload file(String name, byte[] content) {
    return new FilePayload(name, "image/png", content);
  }

  @Test
  void eventsAreNotAskedForAfterTheEndOfAJob() {
    String job = service.submit(SampleJobs.SHORT);
    service.awaitStatus(job, "SUCCEEDED");
    List<Request> streams = new CopyOnWriteArrayList<>();
    Page page = open("/ui/system");
    page.onRequest(
        request -> {
          if (request.url().contains("/events")) {
            streams.add(request);
          }
        });
    // The page asks again after two seconds, if it does.
    page.clock().install();

    page.navigate(service.url() + "/ui/jobs/" + job);
    button(page, "Events").click();
    assertThat(page.locator("ol li").first()).hasText("Succeeded");
    page.clock().runFor(30_000);
    assertThat(heading(page, "Events")).isVisible();

    assertThat(streams).hasSize(1);
    close(page);
  }

  @Test
  void viewThatCannotBeLoadedIsShownWhenTheServiceIsBack() {
    Page page = open("/");
    assertThat(page.locator("main h1")).isVisible();
    AtomicInteger refused = new AtomicInteger();
    page.route(
        "**/views/system.js",
        route -> {
          if (refused.getAndIncrement() == 0) {
            route.abort();
          } else {
            route.resume();
          }
        });

    link(page, "System").click();

    assertThat(heading(page, "Devices")).isVisible();
    assertThat(page.url()).endsWith("/ui/system");
    close(page);
  }

  @Test
  void questionEndsWhenItsViewIsLeft() {
    String job = service.submit(SampleJobs.SHORT);
    service.awaitStatus(job, "SUCCEEDED");
    Page page = open("/ui/jobs");
    page.locator("a[href='ui/jobs/" + job + "']").click();
    button(page, "Delete").click();
    assertThat(page.locator("dialog")).isVisible();

    page.goBack();

    assertThat(heading(page, "Jobs")).isVisible();
    assertThat(page.locator("dialog")).hasCount(0);
    close(page);
  }

  @Test
  void fileThatIsDroppedWhereNoneIsWantedDoesNotReplaceThePage() {
    Page page = open("/ui/jobs");

    boolean prevented =
        (Boolean)
            page.evaluate(
                """
                () => {
                  const dataTransfer = new DataTransfer();
                  dataTransfer.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
                  const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
                  return !document.querySelector('nav').dispatchEvent(drop);
                }
                """);

    assertThat(prevented).isTrue();
    close(page);
  }
}
