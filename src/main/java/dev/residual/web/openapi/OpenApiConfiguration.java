package dev.residual.web.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.method.HandlerMethod;

/** Describes the service as a whole in the OpenAPI document. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  private static final String PROBLEM = "Problem";
  private static final String PROBLEM_REF = "#/components/schemas/" + PROBLEM;

  @Bean
  OpenAPI document(ObjectProvider<BuildProperties> build) {
    String version = build.stream().map(BuildProperties::getVersion).findFirst().orElse("dev");
    return new OpenAPI()
        .info(
            new Info()
                .title("Residual")
                .version(version)
                .description(
                    "Trains residual networks as queued jobs and serves the trained models. Changes"
                        + " that pages of other sites request are answered with 403.")
                .license(
                    new License()
                        .name("Apache-2.0")
                        .url("https://www.apache.org/licenses/LICENSE-2.0")))
        .security(List.of()) // each operation has its own
        .components(new Components().addSchemas(PROBLEM, problem()));
  }

  private static Schema<?> problem() {
    return new ObjectSchema()
        .description("An error in the form of RFC 9457")
        .addProperty("type", new StringSchema().example("about:blank"))
        .addProperty("title", new StringSchema().example("Bad Request"))
        .addProperty("status", new IntegerSchema().example(400))
        .addProperty(
            "detail", new StringSchema().example("epochs must be between 1 and 1000, was 0"))
        .addProperty("instance", new StringSchema().example("/jobs"))
        .addProperty("code", new StringSchema().example("invalid-request"))
        .addProperty(
            "reference",
            new StringSchema().format("uuid").description("leads to the cause in the log of a 500"))
        .addProperty(
            "errors",
            new ArraySchema()
                .items(
                    new ObjectSchema()
                        .addProperty("field", new StringSchema().example("epochs"))
                        .addProperty(
                            "message",
                            new StringSchema().example("must be between 1 and 1000, was 0"))
                        .required(List.of("field", "message"))))
        .required(List.of("type", "title", "status", "code"));
  }

  /** Documents the form of every error, and the errors that operations of a kind can have. */
  @Bean
  OperationCustomizer problemAnswers() {
    return (operation, method) -> {
      ApiResponses responses = operation.getResponses();
      responses.forEach(
          (status, response) -> {
            if (status.startsWith("4") || status.startsWith("5")) {
              response.setContent(problemContent());
            }
          });
      errorsOf(operation, method)
          .forEach(
              (status, description) ->
                  responses.computeIfAbsent(status, absent -> error(description)));
      return operation;
    };
  }

  private static Map<String, String> errorsOf(Operation operation, HandlerMethod method) {
    Map<String, String> errors = new LinkedHashMap<>();
    errors.put("400", "A parameter is unknown or invalid");
    errors.put("406", "No answer has a type that the Accept header allows");
    if (operation.getRequestBody() != null) {
      errors.put("413", "The body is too large");
      errors.put("415", "The body has another Content-Type or Content-Encoding");
    }
    if (!AnnotatedElementUtils.hasAnnotation(method.getMethod(), GetMapping.class)) {
      errors.put("403", "A page of another site sent the request, code cross-site");
    }
    errors.put("500", "Internal error; the answer has a reference into the log");
    errors.put("503", "Overloaded, or the database is unavailable; see Retry-After");
    return errors;
  }

  private static ApiResponse error(String description) {
    return new ApiResponse().description(description).content(problemContent());
  }

  private static Content problemContent() {
    return new Content()
        .addMediaType(
            "application/problem+json", new MediaType().schema(new Schema<>().$ref(PROBLEM_REF)));
  }
}
