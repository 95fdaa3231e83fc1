package dev.residual.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
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
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
            "errors",
            new ArraySchema()
                .items(
                    new ObjectSchema()
                        .addProperty("field", new StringSchema().example("epochs"))
                        .addProperty(
                            "message",
                            new StringSchema().example("must be between 1 and 1000, was 0"))));
  }

  /** Documents the form of every error, and the errors that any operation can have. */
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
      responses.computeIfAbsent(
          "500", status -> error("Internal error; the answer has a reference into the log"));
      responses.computeIfAbsent(
          "503", status -> error("Overloaded, or the database is unavailable; see Retry-After"));
      return operation;
    };
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
