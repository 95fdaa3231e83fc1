package dev.residual.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.UnsupportedEncodingException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Checks answers against the OpenAPI document, and remembers which operations have answered. */
final class ApiContract {

  /** The tag of a controller that other tests use, and that is in the same folder as they. */
  private static final String TEST_CONTROLLER = "error-test-controller";

  private static final String ID = "http://localhost/v3/api-docs";

  /** An operation, as {@code GET /jobs/{id}}. */
  record Operation(String method, String path) {

    boolean matches(String askedMethod, String asked) {
      return method.equals(askedMethod) && asked.matches(path.replaceAll("\\{[^}]+}", "[^/]+"));
    }

    long variables() {
      return path.chars().filter(character -> character == '{').count();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private final JsonNode document;
  private final SchemaRegistry schemas;
  private final Map<Operation, Set<Integer>> answers = new LinkedHashMap<>();

  ApiContract(String document) {
    this.document = new JsonMapper().readTree(document);
    forbidOtherFields(this.document);
    schemas =
        SchemaRegistry.withDialect(
            Dialects.getOpenApi31(),
            builder ->
                builder
                    .schemas(Map.of(ID, this.document.toString()))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    this.document
        .path("paths")
        .forEachEntry(
            (path, item) -> item.forEachEntry((method, operation) -> add(method, path, operation)));
  }

  private void add(String method, String path, JsonNode operation) {
    if (!TEST_CONTROLLER.equals(operation.path("tags").path(0).asString())) {
      answers.put(new Operation(method.toUpperCase(Locale.ROOT), path), new TreeSet<>());
    }
  }

  /** By default an object may have fields that its schema does not mention. */
  private static void forbidOtherFields(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(ApiContract::forbidOtherFields);
  }

  /** Returns the operations, each with the statuses of the answers that were checked. */
  Map<Operation, Set<Integer>> answers() {
    return answers;
  }

  /** Returns the statuses that an operation documents. */
  Set<String> documented(Operation operation) {
    return new TreeSet<>(described(operation).path("responses").propertyNames());
  }

  private JsonNode described(Operation operation) {
    return document
        .path("paths")
        .path(operation.path())
        .path(operation.method().toLowerCase(Locale.ROOT));
  }

  /** Checks that the document describes an answer, and that its body has the documented form. */
  MvcTestResult check(MvcTestResult result) {
    var request = result.getRequest();
    Operation operation = operation(request.getMethod(), request.getRequestURI());
    MockHttpServletResponse answer = result.getResponse();
    String what = operation + " -> " + answer.getStatus();
    JsonNode response = described(operation).path("responses").path("" + answer.getStatus());
    assertThat(response.isMissingNode()).as(what + " is not documented").isFalse();
    JsonNode content = response.path("content");
    if (answer.getContentType() == null || answer.getStatus() == 204) {
      assertThat(content.isEmpty()).as(what + " has a body").isTrue();
    } else {
      MediaType type = MediaType.parseMediaType(answer.getContentType());
      String name = type.getType() + "/" + type.getSubtype();
      assertThat(content.propertyNames()).as(what + ", documented media types").contains(name);
      if (name.endsWith("json")) {
        checkJson(operation, answer, name);
      }
    }
    answers.get(operation).add(answer.getStatus());
    return result;
  }

  private void checkJson(Operation operation, MockHttpServletResponse answer, String type) {
    String pointer =
        "/paths/%s/%s/responses/%d/content/%s/schema"
            .formatted(
                escaped(operation.path()),
                operation.method().toLowerCase(Locale.ROOT),
                answer.getStatus(),
                escaped(type));
    Schema schema = schemas.getSchema(SchemaLocation.of(ID + "#" + pointer));
    String body = text(answer);
    assertThat(schema.validate(body, InputFormat.JSON))
        .as("%s -> %d %s", operation, answer.getStatus(), body)
        .isEmpty();
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D");
  }

  private static String text(MockHttpServletResponse answer) {
    try {
      return answer.getContentAsString();
    } catch (UnsupportedEncodingException e) {
      throw new AssertionError(e);
    }
  }

  /** A path without variables is meant rather than one with a variable in the same place. */
  private Operation operation(String method, String path) {
    return answers.keySet().stream()
        .filter(operation -> operation.matches(method, path))
        .min(Comparator.comparing(Operation::variables))
        .orElseThrow(() -> new AssertionError(method + " " + path + " is not documented"));
  }
}
