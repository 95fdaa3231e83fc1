package dev.residual.access.chain;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.access.KeyClient;
import dev.residual.access.KeysTest;
import dev.residual.access.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** Sends every operation of the OpenAPI document with keys of every role. */
@KeysTest
class OperationRolesTests {

  private static final String ANYONE = "anyone";

  /** The tag of a controller that other tests use. */
  private static final String TEST_CONTROLLER = "error-test-controller";

  /** The operations, and the roles that may use them. An operation that is missing is an error. */
  private static final String ROLES =
      """
      DELETE /datasets/{name}                               trainer admin
      DELETE /jobs/{id}                                     trainer admin
      DELETE /keys/{id}                                     admin
      DELETE /models/aliases/{alias}                        admin
      DELETE /models/{id}                                   trainer admin
      DELETE /models/{id}/evaluations/{evaluationId}        trainer admin
      DELETE /predictions/{id}                              predictor trainer admin
      DELETE /sweeps/{id}                                   trainer admin
      DELETE /webhooks/{id}                                 admin
      GET    /access                                        viewer predictor trainer admin
      GET    /architectures                                 viewer trainer admin
      GET    /architectures/{name}/summary                  viewer trainer admin
      GET    /audit                                         admin
      GET    /datasets                                      viewer trainer admin
      GET    /datasets/{name}                               viewer trainer admin
      GET    /datasets/{name}/images                        viewer trainer admin
      GET    /datasets/{name}/images/{split}/{index}        viewer trainer admin
      GET    /datasets/{name}/report                        viewer trainer admin
      GET    /datasets/{name}/report/unreadable             viewer trainer admin
      GET    /devices                                       viewer trainer admin
      GET    /jobs                                          viewer trainer admin
      GET    /jobs/{id}                                     viewer trainer admin
      GET    /jobs/{id}/events                              viewer trainer admin
      GET    /jobs/{id}/metrics                             viewer trainer admin
      GET    /jobs/{id}/tensorboard                         viewer trainer admin
      GET    /keys                                          admin
      GET    /models                                        viewer trainer admin
      GET    /models/aliases                                viewer predictor trainer admin
      GET    /models/compare                                viewer trainer admin
      GET    /models/{id}                                   viewer trainer admin
      GET    /models/{id}/bundle                            admin
      GET    /models/{id}/card                              viewer trainer admin
      GET    /models/{id}/drift                             viewer trainer admin
      GET    /models/{id}/evaluation                        viewer trainer admin
      GET    /models/{id}/evaluation/confusion.svg          viewer trainer admin
      GET    /models/{id}/evaluation/label-errors           viewer trainer admin
      GET    /models/{id}/evaluation/predictions            viewer trainer admin
      GET    /models/{id}/evaluation/reliability.svg        viewer trainer admin
      GET    /models/{id}/evaluations                       viewer trainer admin
      GET    /models/{id}/evaluations/{evaluationId}        viewer trainer admin
      GET    /models/{id}/evaluations/{evaluationId}/confusion.svg  viewer trainer admin
      GET    /models/{id}/evaluations/{evaluationId}/label-errors  viewer trainer admin
      GET    /models/{id}/evaluations/{evaluationId}/predictions  viewer trainer admin
      GET    /models/{id}/evaluations/{evaluationId}/reliability.svg  viewer trainer admin
      GET    /models/{id}/evaluations/{evaluationId}/report  viewer trainer admin
      GET    /models/{id}/lineage                           viewer trainer admin
      GET    /models/{id}/onnx                              admin
      GET    /models/{id}/weights                           admin
      GET    /sweeps                                        viewer trainer admin
      GET    /sweeps/{id}                                   viewer trainer admin
      GET    /sweeps/{id}/trials.csv                        viewer trainer admin
      GET    /v2                                            predictor trainer admin
      GET    /v2/health/live                                anyone
      GET    /v2/health/ready                               anyone
      GET    /v2/models/{name}                              predictor trainer admin
      GET    /v2/models/{name}/config                       predictor trainer admin
      GET    /v2/models/{name}/ready                        predictor trainer admin
      GET    /v2/models/{name}/stats                        predictor trainer admin
      GET    /v2/models/{name}/versions/{version}           predictor trainer admin
      GET    /v2/models/{name}/versions/{version}/config    predictor trainer admin
      GET    /v2/models/{name}/versions/{version}/ready     predictor trainer admin
      GET    /v2/models/{name}/versions/{version}/stats     predictor trainer admin
      GET    /webhooks                                      admin
      GET    /webhooks/{id}                                 admin
      GET    /webhooks/{id}/deliveries                      admin
      GET    /webhooks/{id}/deliveries/{messageId}          admin
      PATCH  /jobs/{id}                                     trainer admin
      PATCH  /keys/{id}                                     admin
      PATCH  /webhooks/{id}                                 admin
      POST   /datasets                                      trainer admin
      POST   /feedback                                      predictor trainer admin
      POST   /jobs                                          trainer admin
      POST   /jobs/{id}/cancel                              trainer admin
      POST   /jobs/{id}/pause                               trainer admin
      POST   /jobs/{id}/resume                              trainer admin
      POST   /jobs/{id}/stop                                trainer admin
      POST   /keys                                          admin
      POST   /models                                        admin
      POST   /models/{id}/evaluations                       trainer admin
      POST   /models/{id}/reproduce                         trainer admin
      POST   /predict                                       predictor trainer admin
      POST   /sweeps                                        trainer admin
      POST   /sweeps/{id}/stop                              trainer admin
      POST   /v2/models/{name}/infer                        predictor trainer admin
      POST   /v2/models/{name}/versions/{version}/infer     predictor trainer admin
      POST   /v2/repository/index                           predictor trainer admin
      POST   /webhooks                                      admin
      POST   /webhooks/{id}/deliveries/{messageId}/redeliver  admin
      POST   /webhooks/{id}/rotate-secret                   admin
      POST   /webhooks/{id}/test                            admin
      PUT    /models/aliases/{alias}                        admin
      """;

  @Autowired private KeyClient client;
  @Autowired private ApplicationContext service;

  @Test
  void everyOperationIsForTheRolesOfTheTable() {
    Map<String, Set<String>> expected = table();
    Map<String, JsonNode> operations = operations();
    assertThat(operations.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());

    Map<String, Set<String>> found = new TreeMap<>();
    operations.keySet().forEach(operation -> found.put(operation, rolesThatMay(operation)));

    assertThat(found).isEqualTo(new TreeMap<>(expected));
  }

  @Test
  void documentSaysWhichRoleAnOperationNeeds() {
    operations()
        .forEach(
            (operation, document) -> {
              boolean open = table().get(operation).contains(ANYONE);
              assertThat(document.path("responses").has("401")).as(operation).isEqualTo(!open);
              assertThat(document.path("security").isEmpty()).as(operation).isEqualTo(open);
              assertThat(document.path("description").asString().contains("Needs a key"))
                  .as(operation)
                  .isEqualTo(!open);
            });
  }

  /** Some operations are not in the document, such as uploads by PUT. */
  @Test
  void everyHandlerHasARule() {
    service
        .getBeansOfType(RequestMappingHandlerMapping.class)
        .values()
        .forEach(
            mapping ->
                mapping
                    .getHandlerMethods()
                    .forEach(
                        (info, handler) -> {
                          if (isOfTheService(handler.getBeanType())) {
                            for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                              info.getPatternValues()
                                  .forEach(path -> assertHasRule(method.asHttpMethod(), path));
                            }
                          }
                        }));
  }

  private static boolean isOfTheService(Class<?> controller) {
    return controller.getName().startsWith("dev.residual.")
        && !controller.getSimpleName().equals("ErrorTestController"); // other tests use it
  }

  private static void assertHasRule(HttpMethod method, String path) {
    assertThat(Rules.find(method, PathContainer.parsePath(path)))
        .as("the rule for %s %s", method, path)
        .isPresent();
  }

  /** Asks without a key and with one of each role. */
  private Set<String> rolesThatMay(String operation) {
    if (!isRefused(operation, null)) {
      return Set.of(ANYONE);
    }
    Set<String> roles = new TreeSet<>();
    for (Role role : EnumSet.allOf(Role.class)) {
      if (!isRefused(operation, role)) {
        roles.add(role.toString());
      }
    }
    return roles;
  }

  /** The body and the ids are wrong, so that nothing changes if the role is right. */
  private boolean isRefused(String operation, Role role) {
    String[] parts = operation.split(" ");
    String path =
        parts[1]
            .replace("{split}", "test")
            .replace("{index}", "x")
            .replaceAll("\\{[^}]+}", "00000000-0000-0000-0000-000000000000");
    MvcTestResult answer =
        client.send(
            role == null ? null : client.key(role),
            HttpMethod.valueOf(parts[0]),
            path,
            parts[0].equals("GET") ? null : "{\"wrong\": 1}");
    int status = answer.getResponse().getStatus();
    assertThat(status).as("%s by %s", operation, role).isNotIn(500, 405);
    assertThat(status == 401).as("%s by %s", operation, role).isIn(false, role == null);
    return status == 401 || status == 403;
  }

  private static Map<String, Set<String>> table() {
    return Arrays.stream(ROLES.split("\n"))
        .map(line -> line.split(" +"))
        .collect(
            toMap(
                words -> words[0] + " " + words[1],
                words -> new TreeSet<>(Arrays.asList(words).subList(2, words.length))));
  }

  private Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    client
        .body(client.get(null, "/v3/api-docs"))
        .path("paths")
        .forEachEntry(
            (path, item) ->
                item.forEachEntry(
                    (method, operation) -> {
                      if (!operation.path("tags").path(0).asString().equals(TEST_CONTROLLER)) {
                        operations.put(method.toUpperCase(Locale.ROOT) + " " + path, operation);
                      }
                    }));
    return operations;
  }
}
