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

/** What the OpenAPI document says of the service as a whole. */
@Configuration(proxyBeanMethods = false)
class ApiDocument {

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
                    "Trains residual networks as queued jobs and serves what they learnt. Changes "
                        + "that pages of other sites ask for are answered with 403.")
                .license(
                    new License()
                        .name("Apache-2.0")
                        .url("https://www.apache.org/licenses/LICENSE-2.0")))
        .components(new Components().addSchemas(PROBLEM, problem()));
  }

  private static Schema<?> problem() {
    return new ObjectSchema()
        .description("An error, as RFC 9457 has it")
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

  /** Every error has the one form, and each operation can fail on our side. */
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
          "500", status -> error("Our fault; the answer has a reference into the log"));
      responses.computeIfAbsent(
          "503", status -> error("Overloaded, or the database is away; Retry-After tells when"));
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
