package dev.residual.predict;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swagger.v3.oas.models.examples.Example;
import java.io.IOException;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.json.JsonMapper;

/** Adds an image of the test set to the OpenAPI document, so that Swagger UI can send it. */
@Configuration(proxyBeanMethods = false)
class PixelsExample {

  static final String REFERENCE = "#/components/examples/image";

  static final ClassPathResource IMAGE = new ClassPathResource("openapi/image.json");

  @Bean
  OpenApiCustomizer imageExample(JsonMapper json) throws IOException {
    Object image = json.readValue(IMAGE.getContentAsString(UTF_8), Object.class);
    return document ->
        document
            .getComponents()
            .addExamples("image", new Example().summary("An ankle boot").value(image));
  }
}
