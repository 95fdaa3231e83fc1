package dev.residual.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MockMvcTester.MockMvcRequestBuilder;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests with keys, as clients do. */
@TestComponent
public class KeyClient {

  private final MockMvcTester http;
  private final JsonMapper json;
  private final Path adminKeyFile;
  private final Map<Role, String> keys = new EnumMap<>(Role.class);

  KeyClient(MockMvcTester http, JsonMapper json, AccessSettings settings) {
    this.http = http;
    this.json = json;
    adminKeyFile = settings.adminKeyFile();
  }

  /** Returns a key of a role, the same one each time. */
  public String key(Role role) {
    return role == Role.ADMIN ? admin() : keys.computeIfAbsent(role, this::newKey);
  }

  private String admin() {
    try {
      return Files.readString(adminKeyFile).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns another key of a role. */
  public String newKey(Role role) {
    return create(role).path("key").asString();
  }

  /** Creates a key and returns what the service answers. */
  public JsonNode create(Role role) {
    MvcTestResult created =
        send(
            admin(),
            HttpMethod.POST,
            "/keys",
            "{\"name\": \"a test\", \"role\": \"%s\"}".formatted(role));
    assertThat(created).hasStatus(201);
    return body(created);
  }

  public MvcTestResult get(@Nullable String key, String path) {
    return send(key, HttpMethod.GET, path, null);
  }

  public MvcTestResult post(@Nullable String key, String path) {
    return send(key, HttpMethod.POST, path, null);
  }

  /**
   * Sends a request.
   *
   * @param key null for none
   * @param body JSON; null for none
   */
  public MvcTestResult send(
      @Nullable String key, HttpMethod method, String path, @Nullable String body) {
    MockMvcRequestBuilder request = http.method(method).uri(path);
    if (key != null) {
      request.header(HttpHeaders.AUTHORIZATION, "Bearer " + key);
    }
    if (body != null) {
      request.contentType(MediaType.APPLICATION_JSON).content(body);
    }
    return request.asyncExchange();
  }

  /** Returns the code of a problem. */
  public String code(MvcTestResult answer) {
    return body(answer).path("code").asString();
  }

  public JsonNode body(MvcTestResult answer) {
    return json.readTree(answer.getResponse().getContentAsByteArray());
  }
}
