package dev.residual.access.chain;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;

/** Documents at each operation which role it needs. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE) // after operations and their errors were added
class AccessOpenApi implements OpenApiCustomizer {

  private static final String SCHEME = "key";

  @Override
  public void customise(OpenAPI document) {
    document
        .getComponents()
        .addSecuritySchemes(
            SCHEME,
            new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(
                    "A key of POST /keys, or a token of the OpenID Connect provider that the settings"
                        + " name. It is needed unless the service listens on the loopback interface"
                        + " only, or says otherwise in residual.access.mode. Programs may send a"
                        + " key as X-API-Key instead."));
    document
        .getPaths()
        .forEach(
            (path, item) ->
                item.readOperationsMap()
                    .forEach((method, operation) -> document(path, method, operation)));
  }

  private static void document(String path, PathItem.HttpMethod method, Operation operation) {
    Optional<Rule> rule =
        Rules.find(HttpMethod.valueOf(method.name()), PathContainer.parsePath(path));
    if (rule.map(Rule::isOpen).orElse(false)) {
      operation.setSecurity(List.of());
      return;
    }
    String role = rule.map(Rule::needed).orElse("admin");
    operation.setSecurity(List.of(new SecurityRequirement().addList(SCHEME)));
    operation.setDescription(
        Stream.of(
                operation.getDescription(),
                String.format(Locale.ROOT, "Needs a key with the role %s.", role))
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" ")));
    document(operation, "401", "The key is missing, unknown, expired or revoked");
    document(operation, "403", "The key has another role, code insufficient-role");
  }

  /** Gives an error the form of the operation's other errors, of which each has the one for 400. */
  private static void document(Operation operation, String status, String description) {
    ApiResponses responses = operation.getResponses();
    ApiResponse known = responses.get(status);
    if (known != null) {
      known.setDescription(known.getDescription() + ". " + description);
    } else {
      responses.addApiResponse(
          status,
          new ApiResponse()
              .description(description)
              .content(Objects.requireNonNull(responses.get("400")).getContent()));
    }
  }
}
