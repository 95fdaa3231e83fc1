package dev.residual;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What admins do on the page of a service that asks for keys. */
@Order(8)
class WebPageAccessIT extends WebPageTest {

  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  String[] settings() {
    return new String[] {
      "--residual.access.mode=keys", "--residual.webhooks.allowed-hosts=127.0.0.1"
    };
  }

  private Page openAs(String key, String path) {
    Page page = open(path);
    page.getByLabel("API key").fill(key);
    page.keyboard().press("Enter");
    return page;
  }

  private String admin() throws IOException {
    return Files.readString(folder.resolve("data/admin.key")).strip();
  }

  private int status(String key, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.url() + path)).header("X-API-Key", key).build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static Locator row(Page page, String text) {
    return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(text));
  }

  @Test
  void keySignsInAndIsForgottenAfterwards() throws IOException {
    Page page = open("/ui/data/fashion-mnist-sample");
    Locator field = page.getByLabel("API key");
    assertThat(field).isFocused();

    field.fill("rsd_of_nobody");
    page.keyboard().press("Enter");
    assertThat(page.locator("#key-error")).isVisible();
    field.fill(admin());
    page.keyboard().press("Enter");

    // A browser sends no key for an image by itself.
    assertThat(page.locator("img.sheet")).hasAttribute("src", Pattern.compile("blob:.*"));
    page.reload();
    assertThat(heading(page, "fashion-mnist-sample")).isVisible();
    assertThat(page.getByText("Admin", new Page.GetByTextOptions().setExact(true))).isVisible();
    button(page, "Sign out").click();
    assertThat(field).isVisible();
    page.reload();
    assertThat(field).isVisible();
    close(page);
  }

  @Test
  void keyIsCreatedShownOnceChangedAndRevoked() throws Exception {
    Page page = openAs(admin(), "/ui/system");
    link(page, "API keys").click();
    assertThat(row(page, "admin key file")).containsText("yours");
    button(page, "Create a key").click();
    assertThat(page.getByLabel("Name")).isFocused();
    page.getByLabel("Name").fill("Phone app");
    page.getByLabel("Role").selectOption("viewer");
    page.getByLabel("Images a second").fill("many");
    button(page, "Create").click();
    assertThat(page.getByLabel("Images a second")).isFocused();
    page.getByLabel("Images a second").fill("20");
    button(page, "Create").click();

    assertThat(page.locator("#secret-title")).containsText("Phone app");
    assertThat(page.locator("#secret-title")).isFocused();
    String key = page.locator(".code pre").textContent();
    assertThat(status(key, "/jobs")).isEqualTo(200);
    button(page, "I have copied it").click();
    assertThat(page.getByText(key)).hasCount(0);
    assertThat(row(page, "Phone app")).containsText("Images a second: 20");

    button(page, "Change: Phone app").click();
    page.getByLabel("Name").fill("Tablet app");
    page.getByLabel("Images a second").fill("30");
    page.keyboard().press("Enter");
    assertThat(row(page, "Tablet app")).containsText("Images a second: 30");
    assertThat(button(page, "Change: Tablet app")).isFocused();

    button(page, "Revoke: Tablet app").click();
    page.locator("dialog .danger").click();
    assertThat(row(page, "Tablet app")).containsText("Revoked");
    assertThat(status(key, "/jobs")).isEqualTo(401);
    close(page);
  }

  @Test
  void whatTheServiceRefusesIsSaidBesideTheField() throws Exception {
    Page page = openAs(admin(), "/ui/system/keys");

    button(page, "Create a key").click();
    page.getByLabel("Stored bytes").fill("9999999999999999");
    page.getByLabel("Valid until").fill("2020-01-01");
    button(page, "Create").click();
    assertThat(page.locator("#key-name-error")).containsText("must have between 1 and 100");
    assertThat(page.locator("[id='key-limits.storedBytes-error']")).containsText("must be between");
    page.getByLabel("Stored bytes").fill("");
    page.getByLabel("Name").fill("Old");
    button(page, "Create").click();
    assertThat(page.locator("#key-expiresAt-error")).containsText("must be in the future");
    button(page, "Cancel").click();

    button(page, "Revoke: admin key file").click();
    page.locator("dialog .danger").click();
    assertThat(page.locator(".toast")).containsText("No other key of an admin is valid");
    close(page);
  }

  @Test
  void webhookIsAddedTriedDisabledAndDeleted() throws Exception {
    Page page = openAs(admin(), "/ui/system/webhooks");

    button(page, "Add a webhook").click();
    page.getByLabel("URL").fill("ftp://127.0.0.1/");
    button(page, "Add").click();
    assertThat(page.locator("#url-error")).isVisible();
    page.getByLabel("URL").fill("http://127.0.0.1:9/hook");
    page.getByLabel("dataset.failed").uncheck();
    button(page, "Add").click();
    assertThat(page.locator(".code pre")).containsText("whsec_");
    button(page, "I have copied it").click();
    link(page, "http://127.0.0.1:9/hook").click();

    button(page, "Send a test").click();
    assertThat(page.locator(".toast.bad")).containsText("The test failed");
    assertThat(row(page, "webhook.test")).containsText("Attempt 1");
    button(page, "Disable").click();
    assertThat(page.locator(".facts")).containsText("Disabled");
    button(page, "Delete").click();
    page.locator("dialog .danger").click();
    assertThat(heading(page, "There is no webhook yet")).isVisible();
    close(page);
  }

  @Test
  void auditLogShowsWhoDidWhatPageByPage() throws Exception {
    for (int i = 0; i < 25; i++) {
      assertThat(status("rsd_wrong", "/jobs?number=" + i)).isEqualTo(401);
    }
    Page page = openAs(admin(), "/ui/system/audit");

    assertThat(page.locator("tbody tr")).hasCount(20);
    assertThat(page.locator("tbody tr").first()).containsText("Refused (401)");
    button(page, "Show more").click();
    assertThat(page.locator("tbody tr").nth(24)).isVisible();
    close(page);
  }

  @Test
  void viewerHasNoLinkToWhatOnlyAdminsMayDo() throws Exception {
    HttpRequest create =
        HttpRequest.newBuilder(URI.create(service.url() + "/keys"))
            .header("X-API-Key", admin())
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString("{\"name\": \"guest\", \"role\": \"viewer\"}"))
            .build();
    String answer = http.send(create, BodyHandlers.ofString()).body();
    String viewer = answer.replaceFirst(".*\"key\":\"([^\"]+)\".*", "$1");
    Page page = openAs(viewer, "/ui/system");

    assertThat(heading(page, "Devices")).isVisible();
    for (String name : List.of("API keys", "Webhooks", "Audit log")) {
      assertThat(link(page, name)).hasCount(0);
    }
    page.navigate(service.url() + "/ui/system/keys");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("needs a key with the role admin");
    close(page);
  }
}
