package dev.residual.access.chain;

import static dev.residual.access.Role.ADMIN;
import static dev.residual.access.Role.PREDICTOR;
import static dev.residual.access.Role.TRAINER;
import static dev.residual.access.Role.VIEWER;
import static dev.residual.access.chain.Rule.allow;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import dev.residual.access.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;

/**
 * The role that each operation needs. What is not in this list is for admins, and a test fails for
 * an operation that is not. A trainer changes and deletes only what is its own, which the
 * operations themselves check.
 */
final class Rules {

  private static final Set<Role> NOBODY_IS_ASKED = Set.of();

  private static final List<Rule> ALL =
      List.of(
          allow(Set.of(PREDICTOR), POST, "/predict", "/feedback"),
          allow(Set.of(PREDICTOR), DELETE, "/predictions/{id}"),
          allow(
              Set.of(PREDICTOR),
              POST,
              "/v2/models/{name}/infer",
              "/v2/models/{name}/versions/{version}/infer",
              "/v2/repository/index"),
          allow(
              Set.of(PREDICTOR),
              GET,
              "/v2",
              "/v2/models/{name}",
              "/v2/models/{name}/versions/{version}",
              "/v2/models/{name}/ready",
              "/v2/models/{name}/versions/{version}/ready",
              "/v2/models/{name}/config",
              "/v2/models/{name}/versions/{version}/config",
              "/v2/models/{name}/stats",
              "/v2/models/{name}/versions/{version}/stats"),
          allow(Set.of(VIEWER, PREDICTOR), GET, "/access", "/models/aliases"),
          allow(
              Set.of(VIEWER),
              GET,
              "/jobs",
              "/jobs/{id}",
              "/jobs/{id}/events",
              "/jobs/{id}/metrics",
              "/jobs/{id}/tensorboard",
              "/sweeps",
              "/sweeps/{id}",
              "/sweeps/{id}/trials.csv",
              "/models",
              "/models/{id}",
              "/models/{id}/card",
              "/models/{id}/lineage",
              "/models/{id}/evaluation",
              "/models/{id}/evaluation/confusion.svg",
              "/models/{id}/evaluation/reliability.svg",
              "/models/{id}/evaluation/label-errors",
              "/models/{id}/evaluation/predictions",
              "/models/{id}/evaluations",
              "/models/{id}/evaluations/{evaluationId}",
              "/models/{id}/evaluations/{evaluationId}/report",
              "/models/{id}/evaluations/{evaluationId}/confusion.svg",
              "/models/{id}/evaluations/{evaluationId}/reliability.svg",
              "/models/{id}/evaluations/{evaluationId}/label-errors",
              "/models/{id}/evaluations/{evaluationId}/predictions",
              "/models/compare",
              "/models/{id}/drift",
              "/datasets",
              "/datasets/{name}",
              "/datasets/{name}/report",
              "/datasets/{name}/report/unreadable",
              "/datasets/{name}/images",
              "/datasets/{name}/images/{split}/{index}",
              "/architectures",
              "/architectures/{name}/summary",
              "/devices",
              "/actuator/health",
              "/actuator/prometheus",
              "/actuator/metrics/**",
              "/actuator/sbom",
              "/actuator/sbom/{name}"),
          allow(
              Set.of(TRAINER),
              POST,
              "/jobs",
              "/jobs/{id}/cancel",
              "/jobs/{id}/pause",
              "/jobs/{id}/resume",
              "/jobs/{id}/stop",
              "/models/{id}/reproduce",
              "/models/{id}/evaluations",
              "/sweeps",
              "/sweeps/{id}/stop",
              "/datasets"),
          allow(Set.of(TRAINER), PUT, "/datasets"),
          allow(Set.of(TRAINER), PATCH, "/jobs/{id}"),
          allow(
              Set.of(TRAINER),
              DELETE,
              "/jobs/{id}",
              "/sweeps/{id}",
              "/datasets/{name}",
              "/models/{id}",
              "/models/{id}/evaluations/{evaluationId}"),
          allow(
              Set.of(ADMIN),
              GET,
              "/models/{id}/weights",
              "/models/{id}/onnx",
              "/models/{id}/bundle",
              "/keys",
              "/audit"),
          allow(Set.of(ADMIN), POST, "/models", "/keys"),
          allow(Set.of(ADMIN), PUT, "/models", "/models/aliases/{alias}"),
          allow(Set.of(ADMIN), DELETE, "/models/aliases/{alias}", "/keys/{id}"),
          allow(
              Set.of(ADMIN),
              GET,
              "/webhooks",
              "/webhooks/{id}",
              "/webhooks/{id}/deliveries",
              "/webhooks/{id}/deliveries/{messageId}"),
          allow(
              Set.of(ADMIN),
              POST,
              "/webhooks",
              "/webhooks/{id}/rotate-secret",
              "/webhooks/{id}/test",
              "/webhooks/{id}/deliveries/{messageId}/redeliver"),
          allow(Set.of(ADMIN), PATCH, "/webhooks/{id}", "/keys/{id}"),
          allow(Set.of(ADMIN), DELETE, "/webhooks/{id}"),
          // Files without data, and what a probe asks for.
          allow(
              NOBODY_IS_ASKED,
              GET,
              "/",
              "/ui",
              "/ui/**",
              "/assets/**",
              "/swagger-ui.html",
              "/swagger-ui/**",
              "/v3/api-docs",
              "/v3/api-docs/**",
              "/v3/api-docs.yaml",
              "/actuator/health/liveness",
              "/actuator/health/readiness",
              "/v2/health/live",
              "/v2/health/ready"));

  private Rules() {}

  /** Returns the rule for a request. What may be asked by GET may be asked by HEAD. */
  static Optional<Rule> find(HttpMethod method, PathContainer path) {
    HttpMethod asked = method.equals(HttpMethod.HEAD) ? GET : method;
    for (Rule rule : ALL) {
      if (rule.method().equals(asked) && rule.applies(path)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }

  /** Returns whether there is a rule for a path, of any method. */
  static boolean know(PathContainer path) {
    return ALL.stream().anyMatch(rule -> rule.applies(path));
  }
}
